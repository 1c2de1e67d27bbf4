import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { MockActivityEnvironment } from '@temporalio/testing';
import fc from 'fast-check';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createDocumentActivities } from '../../activities/documents.js';
import { runStep } from '../../activities/step.js';
import { STEP_NAMES, type DocumentRef, type StepName } from '../../domain/documents/document.js';
import { partition, type Verb } from '../../domain/documents/verbs.js';
import { Failure } from '../../domain/errors.js';
import type { EventEnvelope } from '../../domain/events/event.js';
import { createBlobs, type Blobs } from '../../services/blobs/index.js';
import { createDatabase, type Database } from '../../services/db/index.js';
import { changeDocument, claim, startSteps, storeUpload } from '../../services/documents/index.js';
import { removeDeleted } from '../../services/documents/removal.js';
import { readEvents } from '../../services/events/index.js';
import { createMetrics } from '../../services/observability/index.js';
import { cloneDatabase } from '../support/servers.js';

/** What can happen to the one content of a round; `age` 0 is the run that the document is in, 1 the one before. */
type Happening =
  | { what: 'upload' }
  | { what: 'verb'; verb: Verb; from: StepName }
  | { what: 'attempt'; step: StepName; attempt: number; age: number }
  | { what: 'fail'; step: StepName; age: number }
  | { what: 'discard'; age: number }
  | { what: 'removal' };

const step = fc.constantFrom(...STEP_NAMES);
const age = fc.nat({ max: 2 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ what: 'upload' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('verb' as const),
      verb: fc.constantFrom<Verb>('cancel', 'cancel', 'pause', 'resume', 'retry', 'retry', 'reprocess', 'delete'),
      from: step,
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({ what: fc.constant('attempt' as const), step, attempt: fc.integer({ min: 1, max: 3 }), age }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('fail' as const), step, age }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('discard' as const), age }) },
  { weight: 1, arbitrary: fc.constant({ what: 'removal' as const }) },
);

const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** Happenings that are under way at once. */
const AT_ONCE = 5;

/** The states of a document as its events must walk through them; throws where they do not. */
function walk(events: readonly EventEnvelope[]): { state: string; run: number } {
  let state = 'none';
  let run = 0;
  let done = new Set<string>();
  for (const { offset, type, data } of events) {
    const about = `${offset} ${type} ${JSON.stringify(data)} in ${state} of run ${run}`;
    const own = data['run'] === run;
    const may = (states: string, right = own) => expect(states.split(' ').includes(state) && right, about).toBe(true);
    const name = String(data['step']);
    switch (type.slice('document.'.length)) {
      case 'created':
        may('none', true);
        [state, run] = ['alive', Number(data['run'])];
        break;
      case 'restarted':
        may('ended', Number(data['run']) > run);
        [state, run] = ['alive', Number(data['run'])];
        done = new Set(partition(data['from_step'] as StepName).takenOver);
        break;
      case 'step_completed':
        may(name === 'publish' ? 'alive' : 'alive paused', own && !done.has(name));
        done.add(name);
        break;
      case 'retrying':
        may('alive paused');
        break;
      case 'paused':
        may('alive');
        state = 'paused';
        break;
      case 'resumed':
        may('paused');
        state = 'alive';
        break;
      case 'completed':
        may('alive', own && done.has('publish'));
        state = 'ended';
        break;
      case 'failed':
      case 'cancelled':
        may('alive paused');
        state = 'ended';
        break;
      case 'deleted':
        may('alive paused ended');
        state = 'deleted';
        break;
      default:
        expect.unreachable(about);
    }
  }
  return { state, run };
}

describe('whatever is delivered again, overtaken, cancelled or deleted, in whatever order and at once', () => {
  const tenant = uuidv7();
  const folder = mkdtempSync(join(tmpdir(), 'dg-interleavings-'));
  const deps = { metrics: createMetrics('test'), now: () => new Date(), newId: uuidv7, onEnded: () => undefined };
  let db: Database;
  let blobs: Blobs;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const clone = await cloneDatabase(inject('templateUrl'));
    drop = clone.drop;
    db = createDatabase({ ...deps, url: clone.url, connections: AT_ONCE + 2, application: 'test' });
    blobs = await createBlobs(pathToFileURL(folder).href);
    await db.query(`insert into tenant (id, name) values ($1, 'test')`, [tenant]);
  });
  afterAll(async () => {
    await db.stop();
    await drop();
    await rm(folder, { recursive: true });
  });

  /** What the verbs, the fences and the keys refuse is what they are for; anything else is a mistake. */
  const refused = (error: unknown) => {
    const expected = ['conflict', 'document_not_found', 'superseded', 'held', 'not_ready'];
    const cause = error instanceof Error && error.cause instanceof Failure ? error.cause : error;
    if (!(cause instanceof Failure && expected.includes(cause.code))) throw error;
  };

  /** One round with one content: everything that happens to it, from its first upload on. */
  function round(bytes: Buffer) {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const ids = new Set<string>();
    const runs: DocumentRef[] = [];
    const activities = createDocumentActivities({ ...deps, db, blobs });

    async function current(): Promise<DocumentRef | undefined> {
      const [row] = await db.query<{ id: string; run: number }>(
        `select id, run from document where tenant_id = $1 and sha256 = $2 and deleted_at is null`,
        [tenant, sha256],
      );
      if (!row) return undefined;
      const known = runs.find(({ id, run }) => id === row.id && run === row.run);
      const ref = known ?? { ...row, tenant, sha256, mediaType: 'text/plain', bytes: bytes.length };
      if (!known) runs.unshift(ref);
      return ref;
    }

    async function refOf(back: number): Promise<DocumentRef | undefined> {
      await current();
      return runs[Math.min(back, runs.length - 1)];
    }

    async function upload(): Promise<void> {
      const received = await blobs.receive(Readable.from([bytes]));
      const { id } = await storeUpload(
        { ...deps, db, blobs },
        { tenant, received, filename: 'a.txt', mediaType: 'text/plain', metadata: {}, priority: 3 },
      );
      ids.add(id);
    }

    /** As the workflow asks for it: once the run was admitted, by its key, with the first step claiming the row. */
    async function attemptAt(ref: DocumentRef, name: StepName, attempt: number): Promise<void> {
      const admit = `update document set admitted_at = now() where id = $1 and run = $2 and status = 'queued' and admitted_at is null`;
      await db.query(admit, [ref.id, ref.run]);
      const [begun] = await db.query(`select 1 from document where id = $1 and run = $2 and admitted_at is null`, [
        ref.id,
        ref.run,
      ]);
      if (begun) return; // it is paused before it was admitted
      const key = { key: `${ref.id}/${ref.run}/${name}`, step: name };
      await new MockActivityEnvironment({ attempt }, { logger: quiet }).run(async () => {
        await db.effect({ key: `${ref.id}/${ref.run}/extract/claim`, tenant }, async (tx) => {
          await claim(tx, ref);
          await startSteps(tx, ref, ['extract'], 1);
        });
        if (name === 'publish') return activities.publish(ref, key);
        return runStep({ ...deps, db }, ref, key, {
          work: () => Promise.resolve(),
          effect: async (tx) => {
            if (name === 'extract')
              await tx.query(`update document set pages = 1, pages_run = run where id = $1`, [ref.id]);
            if (name === 'classify') await tx.query(`update document set label = 'letter' where id = $1`, [ref.id]);
            if (name === 'fields') await tx.query(`update document set fields_run = run where id = $1`, [ref.id]);
            if (name === 'index') await tx.query(`update document set indexed_run = run where id = $1`, [ref.id]);
            return null;
          },
        });
      });
    }

    async function happen(one: Happening): Promise<void> {
      if (one.what === 'upload') return upload();
      if (one.what === 'removal') return removal();
      const ref = await refOf('age' in one ? one.age : 0);
      if (!ref) return;
      switch (one.what) {
        case 'verb':
          await changeDocument(db, tenant, ref.id, one.verb === 'reprocess' ? one : { verb: one.verb });
          return;
        case 'attempt':
          return attemptAt(ref, one.step, one.attempt);
        case 'fail':
          return activities.recordFailure(
            ref,
            { code: 'document_damaged', message: 'x', step: one.step },
            { key: `${ref.id}/${ref.run}/${one.step}`, step: one.step },
          );
        case 'discard':
          return discardOf(ref);
      }
    }

    /** The workflow cleans up when its run was cancelled or overtaken; never while it is the one that is alive. */
    async function discardOf(ref: DocumentRef): Promise<void> {
      const [row] = await db.query<{ status: string; run: number }>(`select status, run from document where id = $1`, [
        ref.id,
      ]);
      if (row && (row.run !== ref.run || row.status === 'cancelled')) await activities.discard(ref);
    }

    /** Runs are over as soon as anybody asks: the harshest engine there can be. */
    async function removal(): Promise<void> {
      await db.query(`update document set delivered_at = now() where sha256 = $1 and deleted_at is not null`, [sha256]);
      await removeDeleted({ db, blobs, workflows: { stateOf: () => Promise.resolve('closed' as const) } });
    }

    /** What is alive is carried to its end. */
    async function finish(): Promise<void> {
      const ref = await current();
      if (!ref) return;
      await changeDocument(db, tenant, ref.id, { verb: 'resume' }).catch(refused);
      const steps = await db.query<{ name: StepName }>(
        `select name from document_step where document_id = $1 and run = $2 and status in ('pending', 'running')`,
        [ref.id, ref.run],
      );
      for (const name of STEP_NAMES)
        if (steps.some((each) => each.name === name)) await attemptAt(ref, name, 1).catch(refused);
    }

    return { upload, happen, finish, removal, ids, sha256 };
  }

  it('events are a way through the states of their document, and the row is where they end', async () => {
    let rounds = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 8, maxLength: 40 }), async (happenings) => {
        const bytes = Buffer.from(`content ${++rounds} ${uuidv7()}`);
        const { upload, happen, finish, removal, ids, sha256 } = round(bytes);
        await upload();
        const waiting = [...happenings];
        const lane = async () => {
          for (let next = waiting.shift(); next; next = waiting.shift()) await happen(next).catch(refused);
        };
        await Promise.all(Array.from({ length: AT_ONCE }, lane));
        await finish();
        await removal();

        const rows = await db.query<{ id: string; run: number; status: string }>(
          `select id, run, status from document where tenant_id = $1 and sha256 = $2`,
          [tenant, sha256],
        );
        expect(rows.length).toBeLessThanOrEqual(1);
        for (const id of ids) {
          const events = await readEvents(db, `document:${id}`, 0, `document:${id}`);
          expect(events.map(({ offset }) => offset)).toEqual(events.map((_, n) => n + 1));
          const { state, run } = walk(events);
          const row = rows.find((each) => each.id === id);
          expect([id, state]).toEqual([id, row ? 'ended' : 'deleted']);
          if (row) expect(run).toBe(row.run);
        }
        if (rows.length === 1) expect((await blobs.get(`${tenant}/${sha256}`)).equals(bytes)).toBe(true);
        else expect(await blobs.exists(`${tenant}/${sha256}`)).toBe(false);
      }),
      { numRuns: Number(process.env['INTERLEAVINGS'] ?? 120) },
    );
    console.log(`${rounds} rounds`);
  }, 240_000);

  it('a failure ends its document also when the claim before it was lost with the database', async () => {
    const { upload, happen, sha256 } = round(Buffer.from(`lost claim ${uuidv7()}`));
    await upload();
    await happen({ what: 'fail', step: 'extract', age: 0 });
    expect(await db.query(`select status from document where sha256 = $1`, [sha256])).toEqual([{ status: 'failed' }]);
  });
});
