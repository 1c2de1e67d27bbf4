import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oneLine } from '../../cli/platform/trouble.js';
import { Failure } from '../../domain/errors.js';
import { CREW, type Contender, type Job } from './contender.js';
import { measure, type Measurement, type Run } from './driver.js';
import { installPeers } from './install.js';
import { documentJobs, dummyJobs } from './jobs.js';
import { createProductContender } from './product-contender.js';
import { createQueueContender } from './queue-contender.js';
import { seeded } from './random.js';
import { recipes, type Installed, type Workload } from './recipes.js';
import { aimOf, lineOf, tableOf, type Outcome } from './table.js';
import { versions } from './versions.js';

interface WorkloadPlan {
  /** Jobs. */
  count: number;
  /** Runs with kills: in one that is short they are few. */
  rounds: number;
  /** A run in which nothing ends for so long is over. DocuGenie's documents have several steps and end late, many at once. */
  stuckMs: number;
  title: string;
}

const WORKLOADS: Readonly<Record<Workload, WorkloadPlan>> = {
  dummy: {
    count: 120,
    rounds: 3,
    stuckMs: 60_000,
    title: `jobs: ${CREW.beforeMs} ms, one insert, ${CREW.afterMs} ms; ${CREW.workers} workers with ${CREW.concurrency} jobs at once each`,
  },
  documents: {
    count: 100,
    rounds: 1,
    stuckMs: 180_000,
    title:
      'documents, read by the same reader, one insert each; DocuGenie is the whole product here, which besides stores,\n' +
      'classifies, finds fields, embeds, indexes and tells of each step, in three worker processes of which one reads',
  },
};

/**
 * The same jobs with the same kills through other queues and through DocuGenie: what is lost, doubled and stuck, and what
 * the kills cost in time.
 *
 * BENCH_PEERS: only these, separated by commas. BENCH_WORKLOADS: `dummy`, `documents` or both. BENCH_COUNT: jobs.
 * BENCH_ROUNDS: runs with kills. BENCH_SEED: repeats when which worker is killed; each round takes the next. Everything
 * that is started is ended, also on Ctrl-C.
 */
export async function benchPeers(): Promise<void> {
  const stopped = new AbortController();
  const stop = (): void => {
    if (stopped.signal.aborted) process.exit(130); // asked twice: the lifelines end what is left
    console.log('stopping');
    stopped.abort(new Error('stopped'));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const scratch = mkdtempSync(join(tmpdir(), 'dg-bench-'));
  try {
    await compare(scratch, stopped.signal);
  } catch (error) {
    process.exitCode = stopped.signal.aborted ? 130 : 1;
    if (stopped.signal.aborted) return;
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`docugenie: ${oneLine(error)}\n`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

async function compare(scratch: string, signal: AbortSignal): Promise<void> {
  const names = chosen('BENCH_PEERS', Object.keys(recipes));
  const workloads = chosen('BENCH_WORKLOADS', Object.keys(WORKLOADS)) as Workload[]; // these are their names
  const seed = Number(process.env['BENCH_SEED'] ?? Math.floor(Math.random() * 1_000_000));
  const installed = await installPeers(signal);
  const used = versions(installed);
  console.log(`${used}; a worker is killed every 5 s (± 1), seed ${seed}`);
  const tables: string[] = [];
  for (const workload of workloads) {
    const { title, stuckMs, ...usual } = WORKLOADS[workload];
    const count = Number(process.env['BENCH_COUNT'] ?? usual.count);
    const rounds = Number(process.env['BENCH_ROUNDS'] ?? usual.rounds);
    const jobs = workload === 'dummy' ? dummyJobs(count) : documentJobs(count, join(scratch, 'documents'));
    const heading = `${count} ${title}; ${rounds} ${rounds === 1 ? 'run' : 'runs'} with kills`;
    console.log(heading);
    const outcomes: Outcome[] = [];
    for (const name of names) {
      const create = () => contenderOf(name, workload, installed);
      const seeds = Array.from({ length: rounds }, (_, round) => seed + round);
      outcomes.push(await runsOf(create, jobs, seeds, { stuckMs, signal }));
    }
    const ours = names.includes('docugenie') ? outcomes[names.indexOf('docugenie')] : undefined;
    tables.push([heading, tableOf(outcomes), ...(ours ? [aimOf(ours)] : [])].join('\n\n'));
  }
  console.log(`\n${[...tables, used].join('\n\n')}`);
}

/** One run without kills and one with kills for each seed, each with servers and workers of its own. */
async function runsOf(
  create: () => Contender,
  jobs: readonly Job[],
  seeds: readonly number[],
  how: Omit<Measurement, 'random'>,
): Promise<Outcome> {
  const { name } = create();
  const undisturbed = await measure(create(), jobs, how);
  console.log(lineOf(name, 'undisturbed', undisturbed));
  const killed: Run[] = [];
  for (const seed of seeds) {
    const run = await measure(create(), jobs, { ...how, random: seeded(seed) });
    console.log(lineOf(name, `seed ${seed}`, run));
    killed.push(run);
  }
  return { name, undisturbed, killed };
}

function contenderOf(name: string, workload: Workload, installed: Installed): Contender {
  const recipe = recipes[name];
  if (recipe === undefined) throw new Error(`there is no contender ${name}`);
  return name === 'docugenie' && workload === 'documents'
    ? createProductContender()
    : createQueueContender(recipe(installed, workload));
}

/** What an environment variable chooses of what there is; all when it is not set. Throws when it names something else. */
function chosen(variable: string, names: readonly string[]): string[] {
  const wanted = process.env[variable]?.split(',') ?? [...names];
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`${variable}: there is no "${unknown}"; it takes ${names.join(', ')}`);
  return wanted;
}
