import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { logFile } from '../../cli/platform/log-file.js';
import { until } from '../../cli/platform/pause.js';
import type { ProcessPlan, Supervised } from '../../cli/platform/supervised.js';
import { CREW, type Contender, type Job, type Progress, type Rest } from './contender.js';
import { startServers, type ServerName, type Servers } from './servers.js';

/** The side of a queue that hands over jobs. */
export interface Queue {
  submit(jobs: readonly Job[]): Promise<void>;
  progress(): Promise<Progress>;
  rest(): Promise<Rest>;
  stop(): Promise<void>;
}

/** What one queue differs in from another. */
export interface Recipe {
  name: string;
  servers: readonly ServerName[];
  /** Called first: makes the queue, where it must be made, and connects to it. */
  connect(servers: Servers): Promise<Queue>;
  /** What a worker process runs. It writes a line `ready` to standard output when it takes jobs. */
  worker(servers: Servers): { argv: readonly [string, ...string[]]; environment: Readonly<Record<string, string>> };
}

/** What the peers' jobs write, with no key that would refuse a second row of a job: a user writes one insert. */
const TABLE = `create table effect (
  job integer not null, filename text, characters integer, at timestamptz not null default now())`;

const EFFECTS = `select job from effect`;

/** A contender whose effects are rows of one table, with servers of its own and workers that the product's supervisor keeps. */
export function createQueueContender({ name, servers: names, connect, worker }: Recipe): Contender {
  let servers: Servers | undefined;
  let queue: Queue | undefined;
  let crew: Supervised[] = [];
  const started = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error(`${name} has not been started`);
    return part;
  };
  const query = async <R extends pg.QueryResultRow>(statement: string): Promise<R[]> => {
    const client = new pg.Client({ connectionString: started(servers).postgresUrl });
    await client.connect();
    try {
      return (await client.query<R>(statement)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    name,
    async start(signal) {
      servers = await startServers(names, signal);
      await query(TABLE);
      queue = await connect(servers);
      const { keep } = servers;
      const plans = Array.from({ length: CREW.workers }, (_, n) =>
        workerPlan(`worker-${n + 1}`, started(servers), worker),
      );
      crew = await Promise.all(plans.map(keep));
    },
    submit: (jobs) => started(queue).submit(jobs),
    workers: () => crew.flatMap(({ pid }) => pid ?? []),
    progress: () => started(queue).progress(),
    rest: () => started(queue).rest(),
    effects: async () => (await query<{ job: number }>(EFFECTS)).map(({ job }) => job),
    async stop() {
      await queue?.stop();
      await servers?.stop();
    },
  };
}

function workerPlan(name: string, servers: Servers, worker: Recipe['worker']): ProcessPlan {
  const { layout } = servers;
  const log = logFile(layout.logs, name);
  const scratch = join(layout.home, name);
  mkdirSync(scratch);
  const { argv, environment } = worker(servers);
  return {
    name,
    prepare: () =>
      Promise.resolve({
        argv,
        environment: { ...environment, SCRATCH: scratch, HOME: layout.home },
        folder: layout.home,
        stopSignal: 'SIGTERM',
        graceMs: 3_000,
        watchesLifeline: false,
        log,
      }),
    async ready(signal) {
      const said = () => (/^ready$/m.test(readFileSync(log, 'utf8')) ? true : undefined);
      await until(said, { interval: 40, limit: Number.POSITIVE_INFINITY, signal });
    },
  };
}
