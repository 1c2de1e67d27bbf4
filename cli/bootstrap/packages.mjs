import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from './child.mjs';
import { Trouble } from './trouble.mjs';

/**
 * Whether the installed npm packages are those of the lock file. Remembered in a stamp inside node_modules, which
 * therefore goes when they go. Packages that somebody installed by hand are recognised by npm's own record of them.
 *
 * @param {string} root the product's folder
 */
export function packagesAreInstalled(root) {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const hash = hashOf(lock);
  if (read(stampOf(root)) === hash) return true;
  if (!sameAsLocked(lock, read(join(root, 'node_modules', '.package-lock.json')))) return false;
  stamp(root, hash);
  return true;
}

/**
 * Compares npm's record of what it installed with the lock file: every package that is not optional is there, in its
 * version. (Optional ones are left out where they are for another machine.)
 *
 * @param {string} lock
 * @param {string | undefined} installed
 */
export function sameAsLocked(lock, installed) {
  if (installed === undefined) return false;
  try {
    const wanted = JSON.parse(lock).packages;
    const found = JSON.parse(installed).packages;
    return Object.entries(wanted).every(
      ([path, entry]) =>
        path === '' ||
        (found[path] === undefined
          ? entry.optional === true || entry.devOptional === true
          : found[path].version === entry.version),
    );
  } catch {
    return false;
  }
}

/**
 * Whether the lock file has an entry for every optional package, those for other machines included. One that was made
 * with a registry that lacks some of them has not; `npm ci` refuses it, `npm install` takes the same versions from it.
 *
 * @param {string} lock
 */
export function namesEveryPlatform(lock) {
  const packages = JSON.parse(lock).packages;
  const named = new Set(Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)));
  return Object.values(packages).every((entry) =>
    Object.keys(entry.optionalDependencies ?? {}).every((name) => named.has(name)),
  );
}

/**
 * Installs exactly what the lock file says. Throws a Trouble when it cannot.
 *
 * @param {{ root: string, logs: string, environment: NodeJS.ProcessEnv, progress: import('./progress.mjs').Progress, signal: AbortSignal }} options
 */
export async function installPackages({ root, logs, environment, progress, signal }) {
  const thing = progress.thing('packages');
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const total = Object.keys(JSON.parse(lock).packages).length;
  const show = () => {
    const count = countPackages(join(root, 'node_modules'));
    thing.at(Math.min(0.99, count / total), `npm packages, ${Math.min(count, total)} of about ${total}`);
  };
  show();
  const timer = setInterval(show, 500);
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  const log = join(logs, 'npm.log');
  try {
    const { program, args } = npm(environment);
    // The build needs development packages, whatever NODE_ENV says.
    const flags = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    const { status, output } = await run(
      program,
      [...args, ...(namesEveryPlatform(lock) ? ['ci'] : ['install', '--no-save']), ...flags],
      { cwd: root, env: { ...withoutNpm(environment), ONNXRUNTIME_NODE_INSTALL: 'skip' }, log, signal },
    );
    if (status === null) throw new Trouble('npm was not found', 'install Node.js with npm');
    if (status !== 0) throw new Trouble(`npm packages were not installed${why(output)}`, remedy(output, log));
    if (!sameAsLocked(lock, read(join(root, 'node_modules', '.package-lock.json'))))
      throw new Trouble('npm installed other packages than package-lock.json names', `read ${log}`);
  } finally {
    clearInterval(timer);
  }
  stamp(root, hashOf(lock));
  thing.done(`npm packages, ${countPackages(join(root, 'node_modules'))}`);
}

/**
 * The environment without what npm tells the scripts that it runs, by which another npm would take our package or our
 * working folder for its own. The user's own settings (registry, proxy, certificates) stay.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @returns {NodeJS.ProcessEnv}
 */
export function withoutNpm(environment) {
  const confusing =
    /^(npm_(lifecycle_|package_|command$|execpath$|node_execpath$|config_(local_prefix|prefix|global|global_prefix|ignore_scripts|omit|production|dry_run|json|user_agent|npm_version|node_gyp|init_module)$)|INIT_CWD$|NODE$)/i;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !confusing.test(name)));
}

/** The npm that runs us, or the one of the PATH. @param {NodeJS.ProcessEnv} environment */
function npm(environment) {
  const path = environment['npm_execpath'];
  return path !== undefined && basename(path) === 'npm-cli.js' && existsSync(path)
    ? { program: process.execPath, args: [path] }
    : { program: 'npm', args: [] };
}

/** @param {string} output */
function why(output) {
  const lines = output.split('\n').filter((line) => /npm (error|ERR!)/.test(line));
  const said = lines.map((line) => line.replace(/^.*npm (error|ERR!)\s*/, ''));
  const line = said.find((each) => each !== '' && !/^code\b|^errno\b|A complete log/.test(each)) ?? said[0] ?? '';
  return line === '' ? '' : `: ${line.slice(0, 200)}`;
}

/** @param {string} output @param {string} log */
function remedy(output, log) {
  if (/ENOSPC/.test(output)) return 'make room on the disk and start again';
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|network/i.test(output))
    return "the first start needs npm's registry: check the connection (or npm's proxy settings) and start again";
  return `read ${log}`;
}

/** @param {string} folder */
function countPackages(folder) {
  let count = 0;
  try {
    for (const name of readdirSync(folder)) {
      if (name.startsWith('@')) count += readdirSync(join(folder, name)).length;
      else if (!name.startsWith('.')) count++;
    }
  } catch {
    // being replaced at this moment
  }
  return count;
}

/** @param {string} text */
const hashOf = (text) => createHash('sha256').update(text).digest('hex');

/** @param {string} root */
const stampOf = (root) => join(root, 'node_modules', '.docugenie');

/** @param {string} root @param {string} hash */
function stamp(root, hash) {
  writeFileSync(`${stampOf(root)}.new`, hash);
  renameSync(`${stampOf(root)}.new`, stampOf(root));
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
