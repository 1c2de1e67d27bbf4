/**
 * Everything that has to be there before the product can start: npm packages, the built programs, the servers. Plain
 * JavaScript without dependencies, because it runs when nothing is installed. Each part remembers what it did in a
 * stamp, so that a start with nothing to do costs some tens of milliseconds.
 */
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { build, isBuilt } from './built.mjs';
import { locked } from './lock.mjs';
import { installPackages, packagesAreInstalled } from './packages.mjs';
import { createProgress } from './progress.mjs';
import { installTools, pinnedWheels, toolsAreInstalled } from './tools.mjs';
import { oneLine, Trouble } from './trouble.mjs';

/**
 * The home, absolute. A relative one is relative to where the command was given.
 * @param {string} root @param {NodeJS.ProcessEnv} environment
 */
export function homeOf(root, environment) {
  const given = environment['DOCUGENIE_HOME'];
  return given ? resolve(given.replace(/^~(?=$|\/)/, homedir())) : join(root, '.docugenie');
}

/**
 * The folder of the servers and models, absolute.
 * @param {string} root @param {NodeJS.ProcessEnv} environment
 */
export function toolsOf(root, environment) {
  const given = environment['DOCUGENIE_TOOLS'];
  return given ? resolve(given) : join(homeOf(root, environment), 'tools');
}

/**
 * Sets up what is missing. Throws a Trouble with one line for the person.
 *
 * @param {{ root: string, environment: NodeJS.ProcessEnv, output: NodeJS.WriteStream, signal: AbortSignal }} options
 */
export async function bootstrap({ root, environment, output, signal }) {
  const home = homeOf(root, environment);
  const tools = toolsOf(root, environment);
  const logs = join(home, 'logs');
  makeWritable(home);
  const progress = createProgress(output, environment);
  const common = { environment, progress, signal };

  const setUpProject = async () => {
    if (packagesAreInstalled(root) && isBuilt(root)) return;
    await locked(join(root, '.docugenie', 'setup.lock'), waits(progress, 'the packages'), async () => {
      // Compilers keep caches, which belong into the home as everything does.
      const own = { ...common, environment: { ...environment, XDG_CACHE_HOME: join(home, 'cache') } };
      if (!packagesAreInstalled(root)) await installPackages({ root, logs, ...own });
      await build({ root, ...own });
    });
  };
  const setUpTools = async () => {
    const pinned = pinnedWheels(process.platform, process.arch);
    if (toolsAreInstalled(tools, pinned.version)) return;
    await locked(join(tools, '.lock'), waits(progress, 'the tools'), async () => {
      if (!toolsAreInstalled(tools, pinned.version)) await installTools({ folder: tools, logs, pinned, ...common });
    });
  };

  // One of them failing ends the other, and is what the person is told.
  const failed = new AbortController();
  const both = AbortSignal.any([signal, failed.signal]);
  common.signal = both;
  /** @type {unknown} */
  let first;
  const guarded = async (/** @type {() => Promise<void>} */ work) => {
    try {
      await work();
    } catch (error) {
      first ??= error;
      failed.abort();
    }
  };
  await Promise.all([guarded(setUpProject), guarded(setUpTools)]);
  progress.end();
  signal.throwIfAborted();
  if (first !== undefined) throw first;
}

/** @param {import('./progress.mjs').Progress} progress @param {string} what */
const waits = (progress, what) => (/** @type {number} */ pid) =>
  progress.print(`  waiting   for another start that is setting up ${what} (pid ${pid})`);

/** @param {string} home */
function makeWritable(home) {
  try {
    // As root, PostgreSQL runs as another user, who must be able to pass through.
    makeFolder(home, process.getuid?.() === 0 ? 0o711 : 0o700);
    accessSync(home, constants.W_OK | constants.X_OK);
  } catch (error) {
    const line = oneLine(error);
    throw new Trouble(
      line.includes(' — ') ? line.split(' — ')[0] : `${home} cannot be used: ${line}`,
      'set DOCUGENIE_HOME to a folder that you can write to',
    );
  }
}

/**
 * Folder by folder: where a file system refuses with "no such file" (/proc), Node's own `recursive` tries for ever.
 *
 * @param {string} path @param {number} mode
 */
function makeFolder(path, mode) {
  if (existsSync(path)) return;
  makeFolder(dirname(path), mode);
  mkdirSync(path, { mode });
}
