import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { plainEnvironment } from '../../cli/platform/environment.js';
import type { Layout } from '../../cli/platform/layout.js';
import { logFile } from '../../cli/platform/log-file.js';
import { until } from '../../cli/platform/pause.js';
import type { ProcessPlan } from '../../cli/platform/supervised.js';
import { trouble } from '../../cli/platform/trouble.js';

const INSTALL = ['install', '--yes', '--quiet', '--no-install-recommends', 'redis-server'];

/** Path of redis-server: that of the PATH, else root installs it with apt-get. Throws a Failure that says what to do. */
export function redisProgram(): string {
  const found = onPath();
  if (found !== undefined) return found;
  const command = `apt-get ${INSTALL.join(' ')}`;
  if (process.getuid?.() !== 0) trouble('Celery and BullMQ need redis-server', `run: sudo ${command}`);
  const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  spawnSync('apt-get', ['update', '-qq'], options);
  spawnSync('apt-get', INSTALL, options);
  return onPath() ?? trouble('redis-server could not be installed', `run: ${command}`);
}

const onPath = (): string | undefined =>
  [...(process.env['PATH'] ?? '').split(':'), '/usr/bin']
    .map((folder) => join(folder, 'redis-server'))
    .find((path) => existsSync(path));

/** "7.0.15" */
export const redisVersion = (): string =>
  /v=([\d.]+)/.exec(execFileSync(redisProgram(), ['--version'], { encoding: 'utf8' }))?.[1] ?? 'unknown';

/** How to run it: nothing is written to disk, which spares the peers that cost; it is not what is killed here. */
export function redisPlan(layout: Layout, port: number): ProcessPlan {
  const folder = join(layout.home, 'redis');
  return {
    name: 'redis',
    prepare() {
      mkdirSync(folder, { recursive: true });
      return Promise.resolve({
        argv: [redisProgram(), '--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
        environment: plainEnvironment(layout),
        folder,
        stopSignal: 'SIGTERM',
        graceMs: 3_000,
        watchesLifeline: false,
        log: logFile(layout.logs, 'redis'),
      });
    },
    async ready(signal) {
      await until(() => answers(port), { interval: 40, limit: Number.POSITIVE_INFINITY, signal });
    },
  };
}

/** Redis answers +PONG once it serves. */
function answers(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const finish = (answer: true | undefined): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (data) => finish(data.toString().startsWith('+PONG') ? true : undefined));
    socket.once('error', () => finish(undefined));
    socket.once('close', () => finish(undefined));
  });
}
