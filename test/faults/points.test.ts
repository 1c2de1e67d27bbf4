import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import { PERIODIC_TASKS } from '../../services/operation/index.js';
import { pdfOf } from '../support/documents.js';
import { eventually, Product } from '../support/product.js';
import { expectSound, workRepeated } from './sound.js';

/** `FAULTS=long` dies at every point; the short form once an activity: with its last effect done, and not yet told. */
const LONG = process.env['FAULTS'] === 'long';

/** Attempts at each of two activities that look dead. */
const DEAF = LONG ? 3 : 1;

/** Every activity of processDocument; a new one must be added here, and then be killed, too. */
const ACTIVITIES = [
  'assemble',
  'begin',
  'classify',
  'discard',
  'extract',
  'findFields',
  'index',
  'publish',
  'readRange',
  'recordFailure',
  'understand',
];

/** Those of the periodic workflows. */
const PERIODIC: readonly string[] = PERIODIC_TASKS.map(({ name }) => name);

describe('an activity', () => {
  const faults = mkdtempSync(join(tmpdir(), 'dg-faults-'));
  let product: Product;
  const all: Document[] = [];
  beforeAll(async () => {
    product = await Product.create();
    await product.start({ DOCUGENIE_FAULTS: faults, RECONCILE_GRACE_S: '1' });
  });
  afterAll(async () => {
    await product.remove();
    rmSync(faults, { recursive: true });
  });

  const text = (mark: string) =>
    new TextEncoder().encode(`A letter of ${mark}. ${'It says what was agreed. '.repeat(40)}`);

  /** Documents that take every way there is; answers them when all have ended. */
  async function everyWay(mark: string): Promise<Document[]> {
    const short = await product.add(`${mark}-short.txt`, text(`${mark} short`));
    const long = await product.add(`${mark}-long.pdf`, pdfOf(200, `${mark} long`));
    const damaged = await product.add(`${mark}-damaged.pdf`, `%PDF-1.7\n${mark}`);
    const unwanted = await product.add(`${mark}-unwanted.pdf`, pdfOf(200, `${mark} unwanted`));
    await eventually('it is being read', async () => {
      const { status, steps } = await product.document(unwanted.id);
      return status !== 'queued' && steps[0]?.status !== 'pending';
    });
    await product.api('POST', `/v1/documents/${unwanted.id}/cancel`);
    const again = await product.add(`${mark}-again.txt`, text(`${mark} again`));
    const ids = [short, long, damaged, unwanted, again].map(({ id }) => id);
    await product.terminalDocuments(ids, 600_000);
    await product.api('POST', `/v1/documents/${again.id}/reprocess`, {
      body: JSON.stringify({ from_step: 'fields' }),
      headers: { 'content-type': 'application/json' },
    });
    return [...(await product.terminalDocuments(ids, 600_000)).values()];
  }

  /** Runs every periodic task now, and waits until none runs any more. */
  async function runAll(): Promise<void> {
    const connection = await Connection.connect({ address: product.run().temporal.address });
    const { workflow } = new Client({ connection });
    const count = async (status: string) =>
      (
        await workflow.count(
          `WorkflowType in (${PERIODIC.map((name) => `'${name}'`).join()}) and ExecutionStatus = '${status}'`,
        )
      ).count;
    const before = await count('Completed');
    for (const name of PERIODIC) expect((await product.api('POST', `/v1/system/tasks/${name}/run`)).status).toBe(202);
    await eventually(
      'they have run',
      async () => (await count('Completed')) >= before + PERIODIC.length && (await count('Running')) === 0,
      180_000,
    );
    await connection.close();
  }

  const expectEnds = (documents: readonly Document[]) =>
    expect(documents.map(({ status }) => status).sort()).toEqual([
      'cancelled',
      'completed',
      'completed',
      'completed',
      'failed',
    ]);

  it('that dies before or after any of its commits, or before it is acknowledged, is carried out once', async () => {
    const trace = join(faults, 'trace');
    writeFileSync(trace, '');
    const before = await everyWay('traced');
    expectEnds(before);
    await eventually('what was cancelled has been cleaned up', () =>
      readFileSync(trace, 'utf8').includes('discard+done'),
    );
    const every = passed(trace).filter((point) => !PERIODIC.includes(activityOf(point)));
    rmSync(trace);
    const activities = new Set(every.map(activityOf).filter((name) => name !== 'none'));
    expect([...activities].sort()).toEqual(ACTIVITIES);
    const lastOfEach = [
      ...new Map(every.filter((point) => point.endsWith('+after')).map((point) => [activityOf(point), point])).values(),
    ];
    const points = LONG ? every : lastOfEach;

    const begun = Date.now();
    for (const point of points) writeFileSync(join(faults, `die-${point}`), '');
    const after = await everyWay('killed');
    expectEnds(after);
    const reached = () =>
      eventually('every point was reached', () => left(faults).length === 0, 60_000).then(
        () => true,
        () => false,
      );
    // A death at one point can end what was about to come to another: that is come to another time.
    for (let round = 2; !(await reached()) && round <= 3; round++) after.push(...(await everyWay(`killed ${round}`)));
    expect(left(faults)).toEqual([]);
    const seconds = (Date.now() - begun) / 1_000;
    console.log(
      `${points.length} points, one death at each: ${seconds.toFixed(1)} s; steps run ÷ needed ${workRepeated(after).toFixed(2)}`,
    );
    all.push(...before, ...after);
    await expectSound(product, all);
  });

  it('that comes from time to time and dies with its effects, before it is acknowledged, is carried out again', async () => {
    const { id } = await product.add('periodic.txt', text('periodic'));
    all.push(...(await product.terminalDocuments([id])).values());
    const trace = join(faults, 'trace');
    writeFileSync(trace, '');
    await runAll();
    const every = passed(trace).filter((point) => PERIODIC.includes(activityOf(point)));
    rmSync(trace);
    const points = LONG ? every : every.filter((point) => point.endsWith('+done'));
    expect([...new Set(points.map(activityOf))].sort()).toEqual([...PERIODIC].sort());
    for (const point of points) writeFileSync(join(faults, `die-${point}`), '');
    const begun = Date.now();
    for (let round = 0; round < points.length && left(faults).length > 0; round++) await runAll(); // a run has five attempts
    expect(left(faults)).toEqual([]);
    console.log(
      `${points.length} points of periodic tasks, one death at each: ${((Date.now() - begun) / 1_000).toFixed(1)} s`,
    );
    await expectSound(product, all);
  });

  it('whose first attempts time out while they still run, and commit late, is carried out once', async () => {
    for (const name of ['extract', 'understand']) writeFileSync(join(faults, `deaf-${name}`), String(DEAF));
    const begun = Date.now();
    const { id } = await product.add('deaf.txt', text('deaf'));
    const { id: other } = await product.add('deaf.pdf', `%PDF-1.7\ndeaf`);
    const ended = await product.terminalDocuments([id, other], 300_000);
    for (const name of ['extract', 'understand']) rmSync(join(faults, `deaf-${name}`));
    expect(ended.get(id)?.status).toBe('completed');
    expect(ended.get(id)?.steps.find(({ name }) => name === 'extract')?.attempts).toBeGreaterThan(1);
    console.log(
      `the first ${DEAF} attempts of two activities looked dead: ${((Date.now() - begun) / 1_000).toFixed(1)} s; ` +
        `steps run ÷ needed ${workRepeated(ended.values()).toFixed(2)}`,
    );
    all.push(...ended.values());
    await expectSound(product, all);
  });

  it('whose worker freezes before it hears that its document is paused or cancelled fails neither', async () => {
    const paused = await product.add('frozen-paused.pdf', pdfOf(600, 'frozen, paused'));
    const cancelled = await product.add('frozen-cancelled.pdf', pdfOf(600, 'frozen, cancelled'));
    const connection = await Connection.connect({ address: product.run().temporal.address });
    const { workflow } = new Client({ connection });
    const inHand = async ({ workflow_id }: Document) =>
      (await workflow.getHandle(workflow_id).describe()).raw.pendingActivities?.length ?? 0;
    for (const { id } of [paused, cancelled])
      await eventually('it is being read', async () => (await product.document(id)).pages !== null);
    const worker = product.run().workers.find(({ name }) => name === 'extraction')?.pid ?? 0;
    await Promise.all([
      product.api('POST', `/v1/documents/${paused.id}/pause`),
      product.api('POST', `/v1/documents/${cancelled.id}/cancel`),
    ]);
    process.kill(worker, 'SIGSTOP');
    for (const document of [paused, cancelled])
      await eventually('what was in hand is given up', async () => (await inHand(document)) === 0);
    process.kill(worker, 'SIGCONT');
    await connection.close();
    await product.api('POST', `/v1/documents/${paused.id}/resume`);
    const ended = await product.terminalDocuments([paused.id, cancelled.id]);
    expect(ended.get(paused.id)).toMatchObject({ status: 'completed', run: 1, pages: 600 });
    expect(ended.get(cancelled.id)?.status).toBe('cancelled');
    all.push(...ended.values());
    await expectSound(product, all);
  });
});

const activityOf = (point: string): string => point.split('+')[0] ?? '';

/** Each point once, in the order in which they were passed first. */
const passed = (trace: string): string[] => [...new Set(readFileSync(trace, 'utf8').trim().split('\n'))];

const left = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('die-'));
