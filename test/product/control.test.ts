import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import { pdfOf } from '../support/documents.js';
import { eventually, pause, Product } from '../support/product.js';

interface Version {
  run: number;
  current: boolean;
  from_step: string;
  status: string;
  label: string | null;
  text_run: number | null;
  fields?: unknown[];
}

const LETTER = `Dear Sir or Madam,

Invoice number 2026-0815, dated 3 November 2026. Total due: 1,234.50 EUR by 1 December 2026.

Yours faithfully, Ada Example, ada@example.org
`;

describe('what a person can ask of a document', () => {
  const product = Product.attach(inject('home'), inject('port'));
  const client = new pg.Client({ connectionString: product.run().postgres.url });
  beforeAll(() => client.connect());
  afterAll(() => client.end());

  const add = async (name: string, bytes: string | Uint8Array<ArrayBuffer>) =>
    (await product.put(name, bytes)).json<Document>();
  const post = (path: string, body?: object) =>
    product.api('POST', path, {
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  const verb = (id: string, name: string, body?: object) => post(`/v1/documents/${id}/${name}`, body);
  const ended = async (id: string) => (await product.terminalDocuments([id])).get(id);
  const types = async (id: string) => (await product.events(`document:${id}`)).map(({ type }) => type.slice(9));
  const read = async (id: string, share: number) =>
    eventually('pages are read', async () => {
      const { steps, pages } = await product.document(id);
      const [extract] = steps;
      return extract?.status === 'running' && pages !== null && (extract.progress?.done ?? 0) > pages * share;
    });
  const count = async (table: string, id: string) =>
    (await client.query<{ n: number }>(`select count(*)::int as n from ${table} where document_id = $1`, [id])).rows[0]
      ?.n;
  const versions = async (id: string) =>
    (await product.api('GET', `/v1/documents/${id}/versions`)).json<{ items: Version[] }>().items;

  it('a run that is paused stays where it is, and goes on behind the slices it has read', async () => {
    const { id } = await add('long-pause.pdf', pdfOf(1_000, 'pause'));
    await read(id, 0.1);
    const paused = await verb(id, 'pause');
    expect([paused.status, paused.json<Document>().status]).toEqual([202, 'paused']);
    await eventually('the readers have let go of it', async () => {
      const before = (await product.document(id)).steps[0]?.progress?.done;
      await new Promise((resolve) => setTimeout(resolve, 1_500)); // what must not happen has no event
      return (await product.document(id)).steps[0]?.progress?.done === before;
    });
    expect((await product.document(id)).status).toBe('paused');
    expect((await verb(id, 'pause')).status).toBe(409);
    expect((await verb(id, 'resume')).json<Document>().status).toBe('processing');
    expect(await ended(id)).toMatchObject({ status: 'completed', pages: 1_000, run: 1 });
    const told = await types(id);
    expect(told.filter((type) => /paused|resumed/.test(type))).toEqual(['paused', 'resumed']);
    for (const once of ['created', 'completed']) expect(told.filter((type) => type === once)).toHaveLength(1);
    expect(told.filter((type) => type === 'step_completed')).toHaveLength(5);
  });

  it('pausing and going on may meet a run at any moment', async () => {
    const some = Array.from({ length: 60 }, (_, n) => n);
    const met = await Promise.all(
      some.map(async (n) => {
        const { id } = await add(`met-${n}.txt`, `A letter that is paused at its moment ${n}.`);
        await pause(n * 20);
        const paused = await verb(id, 'pause');
        await pause((n % 7) * 15);
        expect((await verb(id, 'resume')).status).toBe(paused.status === 202 ? 202 : 409);
        return id;
      }),
    );
    const ends = await product.terminalDocuments(met);
    expect(met.map((id) => [ends.get(id)?.status, ends.get(id)?.error])).toEqual(met.map(() => ['completed', null]));
  });

  it('a paused run can be cancelled', async () => {
    const { id } = await add('paused-cancel.pdf', pdfOf(1_000, 'paused-cancel'));
    await read(id, 0.05);
    await verb(id, 'pause');
    expect((await verb(id, 'cancel')).json<Document>().status).toBe('cancelled');
    expect((await verb(id, 'resume')).status).toBe(409);
  });

  it('a cancelled run leaves nothing of what it had made: no chunks, no fields, no files', async () => {
    const { id, sha256 } = await add('long-cancel.pdf', pdfOf(1_000, 'cancel'));
    await read(id, 0.3);
    expect((await verb(id, 'cancel')).json<Document>().status).toBe('cancelled');
    const { tenant_id: tenant } = (
      await client.query<{ tenant_id: string }>(`select tenant_id from document where id = $1`, [id])
    ).rows[0] ?? { tenant_id: '' };
    const folder = join(product.home, 'blobs', tenant, sha256);
    await eventually('its files are gone', () => !existsSync(join(folder, '1')));
    expect(existsSync(join(folder, 'original'))).toBe(true);
    expect([await count('chunk', id), await count('document_field', id)]).toEqual([0, 0]);
    expect((await product.api('GET', `/v1/documents/${id}/text`)).status).toBe(409);
    expect((await verb(id, 'retry')).json<Document>()).toMatchObject({ status: 'queued', run: 2 });
    expect(await ended(id)).toMatchObject({ status: 'completed', pages: 1_000 });
  });

  it('reprocessing from a step keeps what stands before it, and the earlier results to compare', async () => {
    const { id } = await add('reprocess.txt', LETTER);
    const first = await ended(id);
    expect(first).toMatchObject({ status: 'completed', text_run: 1 });
    const again = await verb(id, 'reprocess', { from_step: 'classify' });
    expect(again.json<Document>()).toMatchObject({ status: 'queued', run: 2, label: first?.label, text_run: 1 });
    expect(again.json<Document>().fields).toEqual(first?.fields);
    const second = await ended(id);
    expect(second).toMatchObject({
      status: 'completed',
      run: 2,
      label: first?.label,
      fields: first?.fields,
      text_run: 1,
    });
    expect(second?.steps.map(({ name, status, attempts }) => [name, status, attempts > 0])).toEqual([
      ['extract', 'completed', false],
      ['classify', 'completed', true],
      ['fields', 'completed', true],
      ['index', 'completed', true],
      ['publish', 'completed', true],
    ]);
    expect(await versions(id)).toMatchObject([
      { run: 2, current: true, from_step: 'classify', status: 'completed', text_run: 1 },
      { run: 1, current: false, from_step: 'extract', status: 'completed', text_run: 1 },
    ]);
    const old = await product.api('GET', `/v1/documents/${id}/versions/1`);
    expect(old.json<Version>().fields).toEqual(first?.fields);
    expect((await product.api('GET', `/v1/documents/${id}/text?run=1`)).text).toContain('2026-0815');
    expect((await product.api('GET', `/v1/documents/${id}/versions/9`)).status).toBe(404);
    const runs = await client.query<{ run: number }>(`select distinct run from chunk where document_id = $1`, [id]);
    expect(runs.rows).toEqual([{ run: 2 }]);
  });

  it('a reprocessing that is cancelled gives back what was there before', async () => {
    const { id } = await add('back.pdf', pdfOf(800, 'back'));
    const first = await ended(id);
    await verb(id, 'reprocess', {});
    await read(id, 0.2);
    await verb(id, 'cancel');
    const back = await product.document(id);
    expect(back).toMatchObject({
      status: 'cancelled',
      run: 2,
      label: first?.label,
      fields: first?.fields,
      text_run: 1,
    });
    expect((await product.api('GET', `/v1/documents/${id}/text`)).text).toContain('Page 800 of back');
    const hits = (await product.api('GET', '/v1/search?q=%22Page+800+of+back%22&mode=text')).json<{
      items: { document_id: string }[];
    }>();
    expect(hits.items.map(({ document_id }) => document_id)).toContain(id);
  });

  it('reprocessing needs what the step stands on, and a run that is over', async () => {
    const { id } = await add('damaged.pdf', '%PDF-1.7\nnothing of reprocess');
    expect(await ended(id)).toMatchObject({ status: 'failed' });
    const refused = await verb(id, 'reprocess', { from_step: 'index' });
    expect([refused.status, refused.json<{ detail: string }>().detail]).toEqual([
      409,
      'It cannot begin with index: it has no text, no label, no fields yet. Begin with an earlier step.',
    ]);
    expect((await verb(id, 'reprocess', { from_step: 'guess' })).status).toBe(422);
  });

  it('what is deleted in the middle of its run and uploaded again meanwhile is a new document, with its bytes', async () => {
    const bytes = pdfOf(120, 'deleted and sent again');
    for (let round = 0; round < 6; round++) {
      const first = await add('again.pdf', bytes);
      await eventually('it is being read', async () => (await product.document(first.id)).status !== 'queued');
      const [gone, ...sent] = await Promise.all([
        product.api('DELETE', `/v1/documents/${first.id}`),
        ...[1, 2, 3].map(() => product.put('again.pdf', bytes)),
      ]);
      expect(gone.status).toBe(204);
      for (const { status, text } of sent) expect([200, 202, 409], text).toContain(status); // 409: deleted since
      const stored = sent.filter(({ status }) => status !== 409).map((answer) => answer.json<Document>().id);
      const found = stored.filter((id) => id !== first.id);
      const second = found[0] ?? (await add('again.pdf', bytes)).id;
      expect(new Set([...found, second]).size).toBe(1);
      expect(await ended(second)).toMatchObject({ status: 'completed', pages: 120 });
      const content = await product.api('GET', `/v1/documents/${second}/content`);
      expect([content.status, content.text]).toEqual([200, new TextDecoder().decode(bytes)]);
      expect((await product.api('GET', `/v1/documents/${first.id}`)).status).toBe(404);
      await product.api('DELETE', `/v1/documents/${second}`);
    }
  });

  it('a drained queue takes nothing new, ends what it has in hand, and goes on when it is undrained', async () => {
    const inHand = await add('in-hand.pdf', pdfOf(400, 'in hand'));
    await read(inHand.id, 0.05);
    const drained = await post('/v1/queues/extraction/drain', { reason: 'a test' });
    expect(drained.json()).toMatchObject({ name: 'extraction', reason: 'a test' });
    await eventually('Temporal has been told', async () => {
      const { rows } = await client.query(`select 1 from queue where name = 'extraction' and delivered_at is not null`);
      return rows.length > 0;
    });
    const waiting = await add('waits.txt', 'It waits for readers.');
    await pause(2_000); // what must not happen has no event
    expect((await product.document(waiting.id)).steps[0]).toMatchObject({ status: 'pending', attempts: 0 });
    expect((await post('/v1/queues/extraction/undrain')).status).toBe(200);
    const ends = await product.terminalDocuments([inHand.id, waiting.id]);
    expect([...ends.values()].map(({ status }) => status)).toEqual(['completed', 'completed']);
    const told = (await product.events('tenant')).filter(({ subject }) => subject === 'queue:extraction');
    expect(told.slice(-2).map(({ type }) => type)).toEqual(['queue.drained', 'queue.undrained']);
  });

  it('many are changed at once: those named, and those that a filter finds', async () => {
    const bad = await Promise.all([1, 2, 3].map((n) => add(`several-${n}.pdf`, `%PDF-1.7\nseveral ${n}`)));
    const good = await add('several-good.txt', 'A note that can be read.');
    const ids = [...bad, good].map(({ id }) => id);
    await product.terminalDocuments(ids);
    const named = await post('/v1/documents/bulk', { action: 'retry', ids });
    expect([named.status, named.json()]).toEqual([
      202,
      {
        accepted: 3,
        refused: [
          {
            id: good.id,
            code: 'conflict',
            detail: 'A document that is completed cannot be retried; it can be when it is failed or cancelled.',
          },
        ],
      },
    ]);
    await product.terminalDocuments(ids);
    const found = await post('/v1/documents/bulk', { action: 'retry', filter: { status: 'failed', q: 'several-' } });
    expect(found.json()).toEqual({ accepted: 3, refused: [] });
    const ends = await product.terminalDocuments(ids);
    expect(bad.map(({ id }) => ends.get(id)?.run)).toEqual([3, 3, 3]);
    const gone = await post('/v1/documents/bulk', { action: 'delete', filter: { q: 'several-' } });
    expect(gone.json()).toEqual({ accepted: 4, refused: [] });
    expect((await post('/v1/documents/bulk', { action: 'delete' })).status).toBe(422);
  });
});
