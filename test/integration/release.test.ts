import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import { WORKER_NAMES } from '../../workers/names.js';
import { childrenOf, Cluster, type Program } from '../support/cluster.js';
import { pdfOf } from '../support/documents.js';
import { eventually, pause, Product } from '../support/product.js';

const { VERSIONING_BEHAVIOR_PINNED } = proto.temporal.api.enums.v1.VersioningBehavior;

/** Enough that its reader can be met at work. */
const LONG_PAGES = 400;

const NOT_THERE = `Waiting for workers of build 9 on docugenie, extraction, ml
docugenie: no worker of build 9 polls docugenie, extraction, ml — start its workers with TEMPORAL_WORKER_BUILD_ID=9, and release it again
`;

/** Each one where it comes first. */
const once = (names: readonly string[]): string[] => [...new Set(names)];

describe('a new version of the workers in production', { timeout: 180_000 }, () => {
  let cluster: Cluster;
  const builds = new Map<string, Program[]>();

  beforeAll(async () => {
    cluster = await Cluster.start(inject('templateUrl'));
  });
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') process.stderr.write(`${cluster.lastWords()}\n`);
  });
  afterAll(() => cluster.stop());

  /** Starts all workers of a build, and waits until they say that they wait to be released. */
  async function start(build: string): Promise<void> {
    const programs = WORKER_NAMES.map((name) => cluster.worker(name, build));
    builds.set(build, [...(builds.get(build) ?? []), ...programs]);
    await eventually(
      `the workers of build ${build} wait`,
      () => programs.every((program) => program.said().includes(`docugenie release ${build}`)),
      120_000,
    );
  }

  const add = async (name: string, bytes: string | Uint8Array<ArrayBuffer>): Promise<Document> =>
    (await cluster.product.put(name, bytes)).json<Document>();
  const completed = async (id: string) =>
    expect((await cluster.product.terminalDocuments([id])).get(id)).toMatchObject({ status: 'completed' });
  const post = (id: string, verb: string) => cluster.product.api('POST', `/v1/documents/${id}/${verb}`);
  const underWay = (id: string) =>
    eventually('its pages are read', async () => {
      const [extract] = (await cluster.product.document(id)).steps;
      return extract?.status === 'running' && (extract.progress?.done ?? 0) > 16;
    });

  /** Halts the processes that read for a build. */
  function freezeReaders(build: string): void {
    const worker = builds.get(build)?.find(({ name }) => name === 'extraction');
    for (const pid of childrenOf(worker?.pid ?? 0)) process.kill(pid, 'SIGSTOP');
  }

  /** Which builds have done the tasks of a document's run, in their order: as the server knows it, and by process. */
  async function doneBy({ id }: Pick<Document, 'id'>): Promise<{ workflow: string[]; activities: string[] }> {
    const { workflow_id } = await cluster.product.document(id);
    const { events } = await cluster.client.workflow.getHandle(workflow_id).fetchHistory();
    const buildOf = (identity = '') =>
      [...builds].find(([, programs]) => programs.some(({ pid }) => identity.endsWith(`@${pid}`)))?.[0] ?? identity;
    const all = events ?? [];
    return {
      workflow: once(
        all.flatMap((event) => event.workflowTaskCompletedEventAttributes?.deploymentVersion?.buildId ?? []),
      ),
      activities: once(
        all.flatMap(({ activityTaskStartedEventAttributes: started }) =>
          started ? buildOf(started.identity ?? '') : [],
        ),
      ),
    };
  }

  it('is given nothing until it is released', async () => {
    await start('1');
    const early = await add('early.txt', 'It came before any release.');
    await pause(3_000); // what must not happen has no event
    expect(await cluster.product.document(early.id)).toMatchObject({ status: 'queued' });

    const { code, out } = await cluster.docugenie('release', '9', '--wait', '1');
    expect([code, out]).toEqual([1, NOT_THERE]);
    expect(await cluster.docugenie('release', '1')).toEqual({
      code: 0,
      out: 'Build 1 is current now. Before: none.\n',
    });
    await completed(early.id);
    expect(await doneBy(early)).toEqual({ workflow: ['1'], activities: ['1'] });
    expect(await cluster.docugenie('release', '1')).toEqual({ code: 0, out: 'Build 1 is current already.\n' });
    await eventually('its workers say that they take work', () =>
      builds.get('1')?.every((program) => program.said().includes('it has been released')),
    );
  });

  it('takes new documents once it is released, and goes on with those that the earlier one had begun', async () => {
    await start('2');
    const paused = await add('paused.pdf', pdfOf(LONG_PAGES, 'paused'));
    await underWay(paused.id);
    await post(paused.id, 'pause');
    const long = await add('long.pdf', pdfOf(LONG_PAGES, 'long'));
    await underWay(long.id);
    freezeReaders('1'); // so that it is still at work when its worker is told to end
    for (const document of [long, paused])
      expect(await doneBy(document)).toEqual({ workflow: ['1'], activities: ['1'] }); // though 2 polls the same queues

    expect(await cluster.docugenie('release', '2')).toEqual({
      code: 0,
      out: 'Build 2 is current now. Before: build 1.\n',
    });
    const next = await add('next.txt', 'It came after the release.');
    await completed(next.id);
    expect(await doneBy(next)).toEqual({ workflow: ['2'], activities: ['2'] }); // though 1 polls still

    expect(await cluster.product.document(long.id)).toMatchObject({ status: 'processing' });
    expect(await cluster.end(...(builds.get('1') ?? []))).toEqual([0, 0, 0]);
    const { out } = await cluster.docugenie('release', '--show');
    expect(out).toMatch(/^2 +current +\d+ runs?\n1 +(draining|drained) +\d+ runs?\n$/);
    await completed(long.id);
    expect(await doneBy(long)).toEqual({ workflow: ['1', '2'], activities: ['1', '2'] });

    expect(await cluster.product.document(paused.id)).toMatchObject({ status: 'paused' });
    await post(paused.id, 'resume');
    await completed(paused.id);
    expect(await doneBy(paused)).toEqual({ workflow: ['1', '2'], activities: ['1', '2'] });
  });

  it('is rolled back by releasing the earlier one', async () => {
    await start('1');
    expect(await cluster.docugenie('release', '1')).toEqual({
      code: 0,
      out: 'Build 1 is current now. Before: build 2.\n',
    });
    const after = await add('after.txt', 'It came after the roll-back.');
    await completed(after.id);
    expect(await doneBy(after)).toEqual({ workflow: ['1'], activities: ['1'] });
  });

  it('runs periodic tasks once they are registered, each run to its end', async () => {
    const lines =
      /^reconcile +every 5 minutes +next \S+Z\nsweep +every minute +next \S+Z\nbounces +every minute +next \S+Z\nretention +every day +next \S+Z\n$/;
    for (const time of ['first', 'again']) {
      const { code, out } = await cluster.docugenie('schedules');
      expect(code, time).toBe(0);
      expect(out, time).toMatch(lines);
    }
    await cluster.product.api('POST', '/v1/system/tasks/sweep/run');
    const run = await eventually('it has run', async () => {
      for await (const { workflowId } of cluster.client.workflow.list({
        query: 'WorkflowType = "sweep" and ExecutionStatus = "Completed"',
      }))
        return cluster.client.workflow.getHandle(workflowId).describe();
      return undefined;
    });
    expect(run.raw.workflowExecutionInfo?.versioningInfo).toMatchObject({
      behavior: VERSIONING_BEHAVIOR_PINNED,
      deploymentVersion: { deploymentName: 'docugenie', buildId: '1' },
    });
  });
});

describe('the embedded platform', { timeout: 240_000 }, () => {
  it('is never versioned: another version of the product goes on with what waits', async () => {
    const product = await Product.create();
    try {
      await product.start({ TEMPORAL_WORKER_BUILD_ID: 'one', TEMPORAL_DEPLOYMENT_NAME: 'mine' });
      const add = async (mark: string) => (await product.put(`${mark}.pdf`, pdfOf(300, mark))).json<Document>().id;
      const [paused, running] = [await add('paused'), await add('running')];
      await eventually('both are read', async () =>
        (await Promise.all([paused, running].map((id) => product.document(id)))).every(({ pages }) => pages !== null),
      );
      await product.api('POST', `/v1/documents/${paused}/pause`);
      await product.stop();

      await product.start({ TEMPORAL_WORKER_BUILD_ID: 'two' });
      expect((await product.api('POST', '/v1/system/tasks/sweep/run')).status).toBeLessThan(300);
      await product.api('POST', `/v1/documents/${paused}/resume`);
      const ended = await product.terminalDocuments([paused, running]);
      expect([...ended.values()].map(({ status }) => status)).toEqual(['completed', 'completed']);
      const connection = await Connection.connect({ address: product.run().temporal.address });
      for (const { workflow_id } of ended.values()) {
        const { raw } = await new Client({ connection }).workflow.getHandle(workflow_id).describe();
        expect(raw.workflowExecutionInfo?.versioningInfo ?? null).toBeNull();
      }
      await eventually('the periodic task has run', async () => {
        const { items } = (await product.api('GET', '/v1/system/tasks')).json<{
          items: { name: string; last_run: { outcome: string } | null }[];
        }>();
        return items.find(({ name }) => name === 'sweep')?.last_run?.outcome === 'completed';
      });
      await connection.close();
    } finally {
      await product.remove();
    }
  });
});
