import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { until } from '../../cli/platform/pause.js';
import { supervise, type Supervised } from '../../cli/platform/supervised.js';

const quiet = { changed: () => undefined, died: () => undefined, replaced: () => undefined };

const READY_MS = 60_000;

export interface ProgramPlan {
  name: string;
  argv: readonly [string, ...string[]];
  /** It is ready when it takes connections here. */
  port: number;
  folder: string;
  environment?: Readonly<Record<string, string>>;
}

/** A program that is started again whenever it dies, and that cannot outlive the test. */
export async function keepRunning({ name, argv, port, folder, environment = {} }: ProgramPlan): Promise<Supervised> {
  const [program] = argv;
  if (!existsSync(program)) throw new Error(`${name} is not installed: run node scripts/test-programs.mjs`);
  const server = supervise(
    {
      name,
      prepare: () =>
        Promise.resolve({
          ...{ argv, folder, watchesLifeline: false, log: join(folder, `${name}.log`) },
          environment: { PATH: process.env['PATH'] ?? '', ...environment },
          ...{ stopSignal: 'SIGTERM', graceMs: 4_000 },
        }),
      async ready(gone) {
        await until(async () => (await takesConnections(port)) || undefined, {
          ...{ interval: 50, limit: READY_MS, signal: gone },
        });
      },
    },
    quiet,
  );
  await server.start();
  return server;
}

/** Whether something listens on a port of this machine. */
function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
