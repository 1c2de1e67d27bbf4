import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { programEnvironment } from '../../cli/platform/node-programs.js';
import { trouble } from '../../cli/platform/trouble.js';
import type { Installed } from './recipes.js';

const run = promisify(execFile);

/** They are not compiled and not part of dist/, so they are taken from the sources. */
const PROGRAMS = resolve('bench/peers/programs');

/**
 * Puts the peers' programs into a folder beside the product's home, with the packages that they are pinned to: npm's
 * beside them, Celery's in a virtual environment. 20 s the first time, then only the programs are copied. The stamp is
 * written last: what was cut off is done again. Throws a Failure that says what to do.
 */
export async function installPeers(signal: AbortSignal): Promise<Installed> {
  const folder = resolve(process.env['DOCUGENIE_HOME'] ?? '.docugenie', 'bench-peers');
  const python = join(folder, 'venv', 'bin', 'python');
  const stamp = join(folder, 'installed.txt');
  const wanted = ['package-lock.json', 'requirements.txt']
    .map((name) => readFileSync(join(PROGRAMS, name), 'utf8'))
    .join('\n');
  mkdirSync(folder, { recursive: true });
  cpSync(PROGRAMS, folder, { recursive: true });
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return { folder, python };
  console.log(`installing the peers into ${folder}`);
  const go = async (program: string, args: readonly string[], what: string): Promise<void> => {
    const log = join(folder, 'install.log');
    try {
      await run(program, args, { cwd: folder, env: programEnvironment(process.env, {}), signal });
    } catch (error) {
      signal.throwIfAborted();
      writeFileSync(log, String(error instanceof Error && 'stderr' in error ? error.stderr : error));
      trouble(what, `read ${log}`, error);
    }
  };
  // Not `npm ci`: it refuses a lock file without the optional packages of other machines. The versions are the same.
  // pg-boss names Node 22 as its least; what is used of it runs on 20 too.
  const npm = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--engine-strict=false'];
  await go('npm', npm, 'npm could not install BullMQ and pg-boss');
  await go('python3', ['-m', 'venv', 'venv'], 'Python has no venv (Debian, Ubuntu: apt install python3-venv)');
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--no-deps'];
  await go(python, [...pip, '--requirement', 'requirements.txt'], 'pip could not install Celery');
  writeFileSync(stamp, wanted);
  return { folder, python };
}
