import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { expect } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import { SLICE_PAGES } from '../../domain/documents/step.js';
import type { EventEnvelope } from '../../domain/events/event.js';
import type { TaskState } from '../../services/operation/index.js';
import { eventually, type Product } from '../support/product.js';

const TERMINAL = ['document.completed', 'document.failed', 'document.cancelled'];

/** Steps that were run by their needed number, as the documents tell: 1 is no work done twice. */
export function workRepeated(documents: Iterable<Document>): number {
  const steps = [...documents].flatMap((document) => document.steps.filter(({ attempts }) => attempts > 0));
  return steps.reduce((sum, { attempts }) => sum + attempts, 0) / steps.length;
}

/**
 * What must hold of a library at rest, whatever was killed before: nothing lost, nothing doubled, every channel contiguous,
 * the tenant's channel the sum of its documents', nothing that waits without end. `documents` are all that it has.
 */
export async function expectSound(product: Product, documents: readonly Document[]): Promise<void> {
  await expectEvents(product, documents);
  await reconciled(product);
  const client = new pg.Client({ connectionString: product.run().postgres.url });
  await client.connect();
  try {
    await expectRows(client, documents);
    await expectFiles(product, client, documents);
  } finally {
    await client.end();
  }
}

async function expectEvents(product: Product, documents: readonly Document[]): Promise<void> {
  const tenant = await product.events('tenant');
  expect(tenant.map(({ offset }) => offset)).toEqual(tenant.map((_, n) => n + 1));
  const bySubject = new Map<string, EventEnvelope[]>();
  for (const event of tenant) bySubject.set(event.subject, [...(bySubject.get(event.subject) ?? []), event]);
  const known = new Set(documents.map(({ id }) => `document:${id}`));
  expect([...bySubject.keys()].filter((subject) => !known.has(subject))).toEqual([]);
  for (const document of documents) {
    const { id, run, status } = document;
    const own = await product.events(`document:${id}`);
    expect(own.map(({ offset }) => offset)).toEqual(own.map((_, n) => n + 1));
    expect(own.map((event) => event.id)).toEqual(bySubject.get(`document:${id}`)?.map((event) => event.id));
    expect(own.filter(({ type }) => type === 'document.created')).toHaveLength(1);
    const ends = own.filter(({ type }) => TERMINAL.includes(type));
    expect(new Set(ends.map(({ data }) => data['run'])).size).toBe(ends.length);
    expect(ends.at(-1)).toMatchObject({ type: `document.${status}`, data: { run } });
    const steps = own
      .filter(({ type }) => type === 'document.step_completed')
      .map(({ data }) => `${Number(data['run'])} ${String(data['step'])}`);
    expect(new Set(steps).size).toBe(steps.length);
    const due = document.steps.filter((step) => step.status === 'completed' && step.attempts > 0);
    expect(steps.filter((step) => step.startsWith(`${run} `)).sort()).toEqual(
      due.map(({ name }) => `${run} ${name}`).sort(),
    );
  }
}

/** Kills may leave files behind that nobody refers to; the reconciler is there to find them. */
async function reconciled(product: Product): Promise<void> {
  const last = async () => {
    const { items } = (await product.api('GET', '/v1/system/tasks')).json<{ items: TaskState[] }>();
    return items.find(({ name }) => name === 'reconcile')?.last_run;
  };
  const before = await last();
  await product.api('POST', '/v1/system/tasks/reconcile/run');
  const run = await eventually('the reconciler has run', async () => {
    const now = await last();
    return now?.outcome && now.started_at !== before?.started_at ? now : undefined;
  });
  expect(run.outcome).toBe('completed');
  console.log(`  reconciler: ${JSON.stringify(run.result)}`);
}

async function expectRows(client: pg.Client, documents: readonly Document[]): Promise<void> {
  const one = async (statement: string) => (await client.query<{ n: number }>(statement)).rows[0]?.n;
  expect(await one(`select count(*)::int as n from document`)).toBe(documents.length);
  expect(await one(`select count(distinct sha256)::int as n from document`)).toBe(documents.length);
  const open = `select count(*)::int as n from document where status not in ('completed', 'failed', 'cancelled')`;
  expect(await one(open)).toBe(0);
  const unfinished = `select count(*)::int as n from document_step s join document d on d.id = s.document_id and d.run = s.run
    where d.status = 'completed' and s.status <> 'completed' or s.status = 'running'`;
  expect(await one(unfinished)).toBe(0);
  const strayChunks = `select count(*)::int as n from chunk c join document d on d.id = c.document_id
    where c.run is distinct from d.indexed_run`;
  expect(await one(strayChunks)).toBe(0);
  const gaps = `select count(*)::int as n from (select document_id from chunk group by document_id
    having min(ordinal) <> 0 or max(ordinal) + 1 <> count(*)) g`;
  expect(await one(gaps)).toBe(0);
  const unindexed = `select count(*)::int as n from document d where d.status = 'completed'
    and not exists (select 1 from chunk c where c.document_id = d.id)`;
  expect(await one(unindexed)).toBe(0);
  const fields = `select count(*)::int as n from (select document_id from document_field group by document_id, run
    having min(ordinal) <> 1 or max(ordinal) <> count(*)) g`;
  expect(await one(fields)).toBe(0);
}

/** Each document has its bytes and the slices of its pages, and there is nothing else. */
async function expectFiles(product: Product, client: pg.Client, documents: readonly Document[]): Promise<void> {
  const { rows } = await client.query<{ tenant_id: string }>(`select distinct tenant_id from document`);
  const tenant = rows[0]?.tenant_id ?? '';
  const root = join(product.blobs, tenant);
  expect(readdirSync(root).sort()).toEqual(documents.map(({ sha256 }) => sha256).sort());
  for (const { sha256, status, pages, text_run } of documents) {
    expect(existsSync(join(root, sha256, 'original'))).toBe(true);
    if (status !== 'completed' || pages === null) continue;
    const slices = readdirSync(join(root, sha256, String(text_run))).filter((name) => name.startsWith('pages-'));
    expect(slices).toHaveLength(Math.ceil(pages / SLICE_PAGES));
  }
  const incoming = join(product.blobs, 'incoming');
  expect(existsSync(incoming) ? readdirSync(incoming) : []).toEqual([]);
}
