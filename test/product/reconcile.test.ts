import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import type { TaskState } from '../../services/operation/index.js';
import { pdfOf } from '../support/documents.js';
import { eventually, Product } from '../support/product.js';

/** Seconds that something may lie about; the defaults would be an hour. */
const GRACE_S = 1;

describe('the reconciler', () => {
  let product: Product;
  let connection: Connection;
  let temporal: Client;
  let db: pg.Client;
  beforeAll(async () => {
    product = await (await Product.create()).start({ RECONCILE_GRACE_S: String(GRACE_S) });
    const { temporal: server, postgres } = product.run();
    connection = await Connection.connect({ address: server.address });
    temporal = new Client({ connection });
    db = new pg.Client({ connectionString: postgres.url });
    await db.connect();
  });
  afterAll(async () => {
    await db.end();
    await connection.close();
    await product.remove();
  });

  const tasks = async () => (await product.api('GET', '/v1/system/tasks')).json<{ items: TaskState[] }>().items;
  const lastRun = async () => (await tasks()).find(({ name }) => name === 'reconcile')?.last_run;
  /** Runs it now; answers what it did. */
  async function reconciled(): Promise<unknown> {
    const before = (await lastRun())?.started_at;
    expect((await product.api('POST', '/v1/system/tasks/reconcile/run')).status).toBe(202);
    return eventually('it has run', async () => {
      const last = await lastRun();
      return last?.outcome && last.started_at !== before ? last.result : undefined;
    });
  }
  const add = async (name: string, bytes: string | Uint8Array<ArrayBuffer>) =>
    (await product.put(name, bytes)).json<Document>();
  const old = () => db.query(`select pg_sleep($1)`, [GRACE_S + 0.2]); // by the clock that decides
  const nothing = { started: 0, restarted: 0, closed: 0, rows: 0, files: 0, received: 0 };
  const types = async (id: string) => (await product.events(`document:${id}`)).map(({ type }) => type.slice(9));

  it('is a schedule, as the other periodic tasks are, with its last and its next run', async () => {
    const all = await eventually('each has a next run', async () => {
      const found = await tasks();
      return found.every(({ next_run }) => next_run !== null) ? found : undefined;
    });
    expect(all.map(({ name, every_s }) => [name, every_s])).toEqual([
      ['reconcile', 300],
      ['sweep', 60],
      ['bounces', 60],
      ['retention', 86_400],
    ]);
    const schedules: string[] = [];
    for await (const { scheduleId } of temporal.schedule.list()) schedules.push(scheduleId);
    expect(schedules.sort()).toEqual(['bounces', 'reconcile', 'retention', 'sweep'].map((name) => `periodic-${name}`));
    expect((await product.api('POST', '/v1/system/tasks/dusting/run')).status).toBe(404);
  });

  it('corrects nothing on a healthy system, whatever became of its documents', async () => {
    const read = await add('read.txt', 'A letter about nothing in particular.');
    const damaged = await add('damaged.pdf', '%PDF-1.7\nnothing');
    const gone = await add('gone.txt', 'A letter that nobody wants.');
    const stopped = await add('stopped.pdf', pdfOf(600, 'stopped'));
    await eventually('it is being read', async () => (await product.document(stopped.id)).pages !== null);
    await product.api('POST', `/v1/documents/${stopped.id}/cancel`);
    await product.terminalDocuments([read.id, damaged.id, gone.id, stopped.id]);
    await product.api('DELETE', `/v1/documents/${gone.id}`);
    await product.api('POST', `/v1/documents/${read.id}/reprocess`);
    await product.terminalDocuments([read.id]);
    const paused = await add('paused.pdf', pdfOf(600, 'paused'));
    await product.api('POST', `/v1/documents/${paused.id}/pause`);
    await old();
    expect(await reconciled()).toEqual(nothing);
    await product.api('POST', `/v1/documents/${paused.id}/resume`);
    expect((await product.terminalDocuments([paused.id])).get(paused.id)?.status).toBe('completed');
  });

  it('closes a document whose run was terminated in Temporal; a retry goes on from where it was', async () => {
    const { id, workflow_id } = await add('terminated.pdf', pdfOf(800, 'terminated'));
    await eventually('it is being read', async () => (await product.document(id)).steps[0]?.progress !== null);
    await temporal.workflow.getHandle(workflow_id).terminate('an operator');
    await old();
    expect(await reconciled()).toEqual({ ...nothing, closed: 1 });
    expect(await product.document(id)).toMatchObject({
      status: 'failed',
      error: { code: 'run_lost', step: 'extract' },
    });
    await product.api('POST', `/v1/documents/${id}/retry`);
    expect((await product.terminalDocuments([id])).get(id)).toMatchObject({ status: 'completed', run: 2, pages: 800 });
    expect((await types(id)).filter((type) => type === 'failed')).toHaveLength(1);
  });

  it('a run that is cancelled in Temporal is cancelled in the library, too', async () => {
    const { id, workflow_id } = await add('cancelled-there.pdf', pdfOf(800, 'cancelled there'));
    await eventually('it is being read', async () => (await product.document(id)).steps[0]?.progress !== null);
    await temporal.workflow.getHandle(workflow_id).cancel();
    expect((await product.terminalDocuments([id])).get(id)?.status).toBe('cancelled');
    expect((await types(id)).at(-1)).toBe('cancelled');
  });

  it('starts again what Temporal knows nothing of', async () => {
    const { id, workflow_id } = await add('forgotten.pdf', pdfOf(800, 'forgotten'));
    await eventually('it is being read', async () => (await product.document(id)).steps[0]?.progress !== null);
    await temporal.workflowService.deleteWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: workflow_id },
    });
    await eventually('Temporal has forgotten it', async () =>
      temporal.workflow
        .getHandle(workflow_id)
        .describe()
        .then(
          () => false,
          () => true,
        ),
    );
    await old();
    expect(await reconciled()).toEqual({ ...nothing, restarted: 1 });
    expect((await product.terminalDocuments([id])).get(id)).toMatchObject({ status: 'completed', run: 2, pages: 800 });
  });

  it('removes files and rows that belong to nothing, and nothing else', async () => {
    const { id, sha256 } = await add('kept.txt', 'A letter that is kept.');
    await product.terminalDocuments([id]);
    const { rows } = await db.query<{ tenant_id: string }>(`select tenant_id from document where id = $1`, [id]);
    const tenant = rows[0]?.tenant_id ?? '';
    const blobs = join(product.home, 'blobs');
    const stray = (...path: string[]) => {
      const file = join(blobs, ...path);
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, 'stray');
      return file;
    };
    const strays = [
      stray('incoming', 'left-by-a-crash'),
      stray(tenant, 'f'.repeat(64), 'original'),
      stray(tenant, sha256, '7', 'pages-1.json.gz'),
    ];
    await db.query(
      `insert into chunk select document_id, tenant_id, 7, ordinal, page, text, lexemes, digest, model, embedding from chunk where document_id = $1`,
      [id],
    );
    await old();
    expect(await reconciled()).toEqual({ ...nothing, rows: 1, files: 2, received: 1 });
    expect(strays.filter((file) => existsSync(file))).toEqual([]);
    expect((await product.api('GET', `/v1/documents/${id}/text`)).text).toContain('is kept');
    const metrics = (await product.api('GET', '/metrics')).text;
    expect(metrics).toMatch(/docugenie_corrections_total\{[^}]*kind="files"[^}]*\} 2/);
  });
});
