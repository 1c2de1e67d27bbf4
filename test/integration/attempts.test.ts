import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { bundleWorkflowCode, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asActivities } from '../../activities/attempt.js';
import { layoutOf } from '../../cli/platform/layout.js';
import { createBreakers } from '../../services/breaker/index.js';
import { startTemporal } from '../support/cluster.js';
import { eventually } from '../support/product.js';
import { tools } from '../support/servers.js';
import { away, createSamples } from './attempts/activities.js';
import type { attempts } from './attempts/workflow.js';

const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
const TASK_QUEUE = 'attempts';
const NO_PROGRESS_MS = 500;

describe('an attempt at a step', { timeout: 60_000 }, () => {
  const home = mkdtempSync(join(tmpdir(), 'dg-attempts-'));
  const begun: string[] = [];
  const told: string[] = [];
  let client: Client;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    Runtime.install({ logger: quiet, telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } });
    chmodSync(home, 0o755);
    const layout = layoutOf(home, tools);
    mkdirSync(layout.logs);
    const { address, temporal } = await startTemporal(layout);
    const connection = await NativeConnection.connect({ address });
    client = new Client({ connection });
    const breakers = createBreakers({
      looks: {
        postgres: () => (away.size > 0 ? Promise.reject(new Error('away')) : Promise.resolve()),
        blobs: () => Promise.resolve(),
      },
      opened: (dependency) => told.push(`${dependency} is away`),
      closed: (dependency) => told.push(`${dependency} is back`),
    });
    const worker = await Worker.create({
      connection,
      taskQueue: TASK_QUEUE,
      workflowBundle: await bundleWorkflowCode({
        workflowsPath: fileURLToPath(new URL('attempts/workflow.ts', import.meta.url)),
        logger: quiet,
      }),
      activities: asActivities(
        createSamples((name) => begun.push(name)),
        {
          log: pino({ level: 'silent' }),
          breakers,
          noProgressMs: NO_PROGRESS_MS,
        },
      ),
      maxHeartbeatThrottleInterval: '200 milliseconds',
    });
    const run = worker.run();
    stop = async () => {
      worker.shutdown();
      await run;
      breakers.stop();
      await connection.close();
      await temporal.stop(AbortSignal.timeout(10_000));
      rmSync(home, { recursive: true });
    };
  }, 120_000);
  afterAll(() => stop());
  beforeEach(() => {
    begun.length = told.length = 0;
  });

  const start = (...args: Parameters<typeof attempts>) =>
    client.workflow.start<typeof attempts>('attempts', { taskQueue: TASK_QUEUE, workflowId: args.join('-'), args });

  it('that moves and does not end within the total time is the last one', async () => {
    const run = await start('moves', 'brief');
    expect(await run.result()).toBe('timed_out');
    expect(begun).toEqual(['moves']);
  });

  it('that does not move is given up and tried again; its position is there to see', async () => {
    const run = await start('stands', 'ample');
    const position = await eventually('it has told where it is', async () => {
      const [pending] = (await run.describe()).raw.pendingActivities ?? [];
      const [payload] = pending?.heartbeatDetails?.payloads ?? [];
      return payload?.data ? (JSON.parse(Buffer.from(payload.data).toString()) as unknown) : undefined;
    });
    expect(position).toEqual({ page: 3 });
    expect(await run.result()).toBe(2);
    expect(begun).toEqual(['stands', 'stands']);
  });

  it('that misses what it needs waits until that is back, and costs none of its attempts', async () => {
    away.add('postgres');
    const run = await start('misses', 'ample');
    await eventually('it has been looked for twice', () => told.length >= 2);
    const [pending] = (await run.describe()).raw.pendingActivities ?? [];
    expect(pending?.attempt).toBe(1);
    away.clear();
    expect(await run.result()).toBe(1);
    expect(begun).toEqual(['misses', 'misses']);
    expect(told.at(-1)).toBe('postgres is back');
  });
});
