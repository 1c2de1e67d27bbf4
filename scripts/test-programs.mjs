/**
 * Programs that only tests need. Chromium, Redis, HAProxy and Dovecot come from the system's packages: as root they are
 * installed, otherwise they are named in one line, with the command to run. The S3 server (moto) comes from PyPI, into a
 * virtual environment beside the embedded servers. What cannot be had fails the check: no test is skipped for it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../cli/bootstrap/child.mjs';
import { toolsOf } from '../cli/bootstrap/index.mjs';
import { findPython, reason } from '../cli/bootstrap/python.mjs';
import { oneLine, Trouble } from '../cli/bootstrap/trouble.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const tools = toolsOf(join(here, '..'), process.env);

/** Programs of Debian packages, by the paths where they may be. */
const PROGRAMS = {
  chromium: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  'redis-server': ['/usr/bin/redis-server'],
  haproxy: ['/usr/sbin/haproxy'],
  'dovecot-imapd': ['/usr/lib/dovecot/imap'],
};

const missing = () =>
  Object.entries(PROGRAMS)
    .filter(([, paths]) => !paths.some(existsSync))
    .map(([name]) => name);

/** Installs what is missing, as root; otherwise names it. Throws a Trouble. */
function installPrograms() {
  const names = missing();
  if (names.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${names.join(' ')}`;
  if (process.getuid?.() !== 0) throw new Trouble(`tests need ${names.join(', ')}`, `run: sudo ${command}`);
  console.log(`installing ${names.join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }; // 1: no service is started
  spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'], env });
  const { status } = spawnSync('sh', ['-c', `${command} -qq >/dev/null`], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
  });
  if (status !== 0 || missing().length > 0)
    throw new Trouble(`${missing().join(', ')} could not be installed`, `run: ${command}`);
}

/**
 * Makes the virtual environment with exactly the pinned packages (30 s, 140 MB). The stamp is written last and holds
 * what was installed: one that was cut off, or has other versions, is made anew. Throws a Trouble.
 *
 * @param {AbortSignal} signal
 */
async function installMoto(signal) {
  const folder = join(tools, 'moto');
  const stamp = join(folder, 'installed.txt');
  const requirements = join(here, 'moto-requirements.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('installing moto, an S3 server for tests');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(tools, { recursive: true });
  const python = await findPython({ environment: process.env, signal });
  const made = await run(python, ['-m', 'venv', folder], { signal });
  if (made.status !== 0)
    throw new Trouble('Python has no venv', 'install it (Debian, Ubuntu: apt install python3-venv) and start again');
  const log = join(tmpdir(), 'docugenie-moto.log');
  const { status, output } = await run(
    join(folder, 'bin', 'python'),
    [
      ...['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off'],
      ...['--no-deps', '--only-binary', ':all:', '--requirement', requirements],
    ],
    { log, signal },
  );
  if (status !== 0) throw new Trouble(...reason(output, log));
  writeFileSync(stamp, wanted);
}

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopped.abort());
try {
  installPrograms();
  await installMoto(stopped.signal);
} catch (error) {
  console.log(`docugenie: ${oneLine(error)}`);
  process.exit(1);
}
