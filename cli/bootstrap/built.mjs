import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './child.mjs';
import { Trouble } from './trouble.mjs';

/** What is built, from what, and how to tell that it is there. */
const PARTS = [
  {
    name: 'server',
    sources: [
      'domain',
      'workflows',
      'activities',
      'workers',
      'api',
      'services',
      'cli',
      'scripts/build.mjs',
      'package-lock.json',
    ],
    command: ['scripts/build.mjs'],
    out: 'dist',
    needs: 'scripts/build.mjs',
  },
  {
    name: 'web',
    sources: ['web', 'domain', 'services/events/protocol', 'package-lock.json'],
    command: ['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn'],
    out: 'web/dist',
    needs: 'web/index.html',
  },
];

const LEFT_OUT = new Set(['dist', 'node_modules']);

/**
 * Builds what is older than its sources. Comparing costs a few milliseconds: only sizes and times are read.
 * Throws a Trouble with what the build says.
 *
 * @param {{ root: string, environment: NodeJS.ProcessEnv, progress: import('./progress.mjs').Progress, signal: AbortSignal }} options
 */
export async function build({ root, environment, progress, signal }) {
  for (const part of PARTS.filter((each) => existsSync(join(root, each.needs)))) {
    const state = stateOf(root, part.sources);
    const stamp = join(root, part.out, '.built');
    if (read(stamp) === state) continue;
    const thing = progress.thing(part === PARTS[0] ? 'build' : `build ${part.name}`);
    thing.at(0, `${part.name}, from source`);
    const { status, output } = await run(process.execPath, part.command, { cwd: root, env: environment, signal });
    if (status !== 0) {
      const line = output.split('\n').find((each) => /error/i.test(each)) ?? output.trim().split('\n').at(-1) ?? '';
      throw new Trouble(`the ${part.name} was not built: ${line.trim()}`, `run: node ${part.command.join(' ')}`);
    }
    mkdirSync(join(root, part.out), { recursive: true });
    writeFileSync(`${stamp}.new`, state);
    renameSync(`${stamp}.new`, stamp);
    thing.done(`${part.name}, from source`);
  }
}

/** Whether anything would have to be built. @param {string} root */
export const isBuilt = (root) =>
  PARTS.filter((part) => existsSync(join(root, part.needs))).every(
    (part) => read(join(root, part.out, '.built')) === stateOf(root, part.sources),
  );

/**
 * A hash over path, size and time of every source file.
 * @param {string} root
 * @param {readonly string[]} sources files and folders below it
 */
export function stateOf(root, sources) {
  const hash = createHash('sha256');
  /** @param {string} path */
  const visit = (path) => {
    const found = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (found === undefined) return;
    if (found.isDirectory()) {
      for (const name of readdirSync(join(root, path)).toSorted()) if (!LEFT_OUT.has(name)) visit(`${path}/${name}`);
    } else if (!/\.test\.[a-z]+$/.test(path)) hash.update(`${path}\0${found.size}\0${found.mtimeMs}\n`);
  };
  for (const source of sources) visit(source);
  return hash.digest('hex');
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
