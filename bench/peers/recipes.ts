import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { z } from 'zod';
import { logFile } from '../../cli/platform/log-file.js';
import { CREW } from './contender.js';
import { connectRuns } from './docugenie/queue.js';
import { startProgram } from './program.js';
import type { Queue, Recipe } from './queue-contender.js';
import { NAMESPACE, type Servers } from './servers.js';

/** Where the peers' programs, packages and virtual environment are (`install.ts`). */
export interface Installed {
  folder: string;
  python: string;
}

/**
 * After how long without a sign of life a worker counts as dead, where a queue lets one choose: the heartbeat timeout of
 * our workflows. Celery on Redis knows no sign of life, only how long a job may take, and a document may take longer.
 */
const LOST_MS = 6_000;
const CELERY_LOST_MS = { dummy: 6_000, documents: 30_000 } as const;

export type Workload = keyof typeof CELERY_LOST_MS;

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const READER = path('./reader-child.js');

/** What each program of a peer is told. */
const environmentOf = (servers: Servers, readers: number) => ({
  PATH: process.env['PATH'] ?? '',
  POSTGRES_URL: servers.postgresUrl,
  REDIS_URL: servers.redisUrl,
  CONCURRENCY: String(CREW.concurrency),
  BEFORE_MS: String(CREW.beforeMs),
  AFTER_MS: String(CREW.afterMs),
  LOST_MS: String(LOST_MS),
  NODE: process.execPath,
  READER,
  READERS: String(readers),
});

const Progress = z.object({ done: z.number(), failed: z.number() });
const Rest = z.object({ held: z.array(z.number()), failed: z.array(z.number()) });

/** A queue that a program of its own language speaks to. */
function programQueue(argv: readonly [string, ...string[]], folder: string, servers: Servers, more = {}): Queue {
  const program = startProgram({
    argv,
    folder,
    environment: { ...environmentOf(servers, 0), ...more },
    log: logFile(servers.layout.logs, 'queue'),
  });
  return {
    async submit(jobs) {
      await program.ask('submit', jobs);
    },
    progress: async () => Progress.parse(await program.ask('progress')),
    rest: async () => Rest.parse(await program.ask('rest')),
    stop: program.stop,
  };
}

function celery(name: string, { folder, python }: Installed, own: Readonly<Record<string, string>>): Recipe {
  const modules = { PYTHONPATH: folder };
  return {
    name,
    servers: ['redis'],
    connect: (servers) => ready(programQueue([python, join(folder, 'celery_queue.py')], folder, servers, modules)),
    worker: (servers) => ({
      argv: [
        python,
        ...['-m', 'celery', '--app', 'celery_app', 'worker', '--concurrency', String(CREW.concurrency)],
        ...['--loglevel', 'warning', '--without-mingle', '--without-gossip'], // it is ready a second sooner
      ],
      environment: { ...environmentOf(servers, 1), ...modules, C_FORCE_ROOT: '1', ...own }, // a process a job, each with a reader
    }),
  };
}

function node(
  name: string,
  program: string,
  servers: Recipe['servers'],
  { folder }: Installed,
  own: Readonly<Record<string, string>> = {},
): Recipe {
  return {
    name,
    servers,
    connect: (at) => ready(programQueue([process.execPath, join(folder, `${program}-queue.mjs`)], folder, at)),
    worker: (at) => ({
      argv: [process.execPath, join(folder, `${program}-worker.mjs`)],
      environment: { ...environmentOf(at, CREW.concurrency), ...own },
    }),
  };
}

/** Resolves when it has answered once, so that a queue that cannot be made is told of before workers start. */
async function ready(queue: Queue): Promise<Queue> {
  try {
    await queue.progress();
    return queue;
  } catch (error) {
    await queue.stop();
    throw error;
  }
}

/** Only for jobs that wait: for documents DocuGenie is the product (`product-contender.ts`). */
const docugenie: Recipe = {
  name: 'DocuGenie',
  servers: ['temporal'],
  async connect({ layout, temporalAddress }) {
    const silent = { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error };
    const { code } = await bundleWorkflowCode({ workflowsPath: path('./docugenie/workflow.js'), logger: silent });
    writeFileSync(bundleOf(layout.home), code);
    return connectRuns(temporalAddress, NAMESPACE);
  },
  worker: ({ layout, postgresUrl, temporalAddress }) => ({
    argv: [process.execPath, path('./docugenie/worker.js')],
    environment: {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: postgresUrl,
      TEMPORAL_ADDRESS: temporalAddress,
      TEMPORAL_NAMESPACE: NAMESPACE,
      WORKFLOW_BUNDLE: bundleOf(layout.home),
    },
  }),
};

const bundleOf = (home: string) => join(home, 'workflow-bundle.js');

/** All by the name that BENCH_PEERS takes. What is tuned in each, and why, stands in its program. */
export const recipes: Readonly<Record<string, (at: Installed, workload: Workload) => Recipe>> = {
  'celery-early': (at) => celery('Celery, early ack (default)', at, {}),
  'celery-late': (at, workload) =>
    celery('Celery, acks_late, tuned', at, { ACKS: 'late', LOST_MS: String(CELERY_LOST_MS[workload]) }),
  bullmq: (at) => node('BullMQ, tuned', 'bullmq', ['redis'], at),
  'pg-boss': (at) => node('pg-boss, tuned', 'pg-boss', [], at),
  'pg-boss-tx': (at) => node('pg-boss, tuned, transactional', 'pg-boss', [], at, { TRANSACTIONAL: 'yes' }),
  docugenie: () => docugenie,
};
