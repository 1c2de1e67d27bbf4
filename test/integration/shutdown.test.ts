import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import { Cluster, type Program } from '../support/cluster.js';
import { pdfOf, scannedPdf } from '../support/documents.js';
import { eventually } from '../support/product.js';

/** What a worker that was killed would cost (workflows/process-document.ts). */
const HEARTBEAT_TIMEOUT_MS = 6_000;
/** When a process that is told to stop ends at the latest (services/lifecycle). */
const GRACE_MS = 12_000;

interface Attempt {
  activity: string;
  identity: string;
  attempt: number;
  startedAt: number;
  /** Why the attempt before this one failed. */
  before: string | undefined;
}

describe('a worker that is asked to stop in the middle of a step', { timeout: 180_000 }, () => {
  let cluster: Cluster;
  /** Reading workers that run. */
  let readers: Program[] = [];

  beforeAll(async () => {
    cluster = await Cluster.start(inject('templateUrl'));
    await polling(cluster.worker('workflow'), cluster.worker('ml'));
    await another();
    await another();
  });
  afterAll(() => cluster.stop());

  const polling = (...programs: Program[]) =>
    eventually('workers poll', () => programs.every((program) => program.said().includes('"polling"')));
  async function another(): Promise<void> {
    const reader = cluster.worker('extraction');
    await polling(reader);
    readers.push(reader);
  }
  const add = async (name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Document> =>
    (await cluster.product.put(name, bytes)).json<Document>();
  const completed = async (id: string) =>
    expect((await cluster.product.terminalDocuments([id])).get(id)).toMatchObject({ status: 'completed' });

  /** The reading worker that has a step of this document in hand, which has got so far. */
  const busy = (document: Document, pages: number): Promise<Program> =>
    eventually('a worker reads it', async () => {
      const [extract] = (await cluster.product.document(document.id)).steps;
      if ((extract?.progress?.done ?? 0) < pages) return undefined;
      const { raw } = await cluster.client.workflow.getHandle(document.workflow_id).describe();
      const identities = raw.pendingActivities?.map(({ lastWorkerIdentity }) => lastWorkerIdentity) ?? [];
      return readers.find(({ pid }) => identities.includes(`extraction@${pid}`));
    });

  /** The attempts that the server has recorded, of activities that have ended. */
  async function attempts({ workflow_id }: Document): Promise<Attempt[]> {
    const { events } = await cluster.client.workflow.getHandle(workflow_id).fetchHistory();
    const names = new Map(
      events?.map((event) => [String(event.eventId), event.activityTaskScheduledEventAttributes?.activityType?.name]),
    );
    return (events ?? []).flatMap(({ eventTime, activityTaskStartedEventAttributes: started }) => {
      if (!started) return [];
      const { lastFailure } = started;
      return {
        activity: names.get(String(started.scheduledEventId)) ?? '',
        identity: started.identity ?? '',
        attempt: started.attempt ?? 0,
        startedAt: Number(eventTime?.seconds ?? 0) * 1_000 + (eventTime?.nanos ?? 0) / 1e6,
        before: lastFailure ? (lastFailure.applicationFailureInfo?.type ?? 'timeout') : undefined,
      };
    });
  }

  async function stop(reader: Program): Promise<{ code: number | null; ms: number }> {
    const begun = Date.now();
    const [code = null] = await cluster.end(reader);
    readers = readers.filter((each) => each !== reader);
    return { code, ms: Date.now() - begun };
  }

  it('ends a step that is short, and nothing is tried again', async () => {
    const document = await add('short-steps.pdf', pdfOf(400, 'short steps'));
    const reader = await busy(document, 32);
    const { code, ms } = await stop(reader);
    expect([code, ms < GRACE_MS]).toEqual([0, true]);
    await completed(document.id);
    const all = await attempts(document);
    expect(all.filter(({ attempt }) => attempt > 1)).toEqual([]);
    expect(all.some(({ identity }) => identity === `extraction@${reader.pid}`)).toBe(true);
  });

  it('hands over a step that is long before anybody would miss it', async () => {
    await another();
    const document = await add('long-step.pdf', await scannedPdf(8, 'long step'));
    const reader = await busy(document, 1);
    const begun = Date.now();
    const { code, ms } = await stop(reader);
    expect([code, ms < GRACE_MS]).toEqual([0, true]);
    await completed(document.id);
    const [extract] = (await attempts(document)).filter(({ activity }) => activity === 'extract');
    expect(extract).toMatchObject({ attempt: 2, before: 'worker_shutdown', identity: `extraction@${readers[0]?.pid}` });
    expect((extract?.startedAt ?? 0) - begun).toBeLessThan(HEARTBEAT_TIMEOUT_MS);
  });

  it(
    'leaves at once when it is asked twice, and the step is taken over all the same',
    { timeout: 120_000 },
    async () => {
      await another();
      const document = await add('twice.pdf', await scannedPdf(4, 'twice'));
      const reader = await busy(document, 1);
      process.kill(reader.pid, 'SIGTERM');
      await eventually('it stops', () => reader.said().includes('"stopping"'));
      const { code, ms } = await stop(reader);
      expect(code).toBe(1);
      expect(ms).toBeLessThan(1_000);
      await completed(document.id);
      const [extract] = (await attempts(document)).filter(({ activity }) => activity === 'extract');
      expect(extract).toMatchObject({ attempt: 2, identity: `extraction@${readers[0]?.pid}` });
    },
  );
});
