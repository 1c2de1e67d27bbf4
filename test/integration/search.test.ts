import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from 'uuidv7';
import type { Page } from '../../domain/documents/content.js';
import { createDatabase, type Database } from '../../services/db/index.js';
import { createEmbedder } from '../../services/ml/index.js';
import {
  createIndexer,
  createSearch,
  type Indexer,
  type Search,
  type SearchRequest,
} from '../../services/search/index.js';
import { startPostgres, tools } from '../support/servers.js';

const LIBRARY = {
  'duck.txt': ['en', 'Ducks are birds of ponds and rivers. Their feathers keep the water out.'],
  'invoice.txt': ['en', 'Invoice 4711. The net amount of 120.00 EUR is payable within thirty days.'],
  'rechnung.txt': ['de', 'Wir schicken Ihnen mit diesem Brief die Rechnungen für die Häuser in der Gartenstraße.'],
  'arabic.txt': ['ar', 'العربية لغة قديمة.'],
  'minutes.txt': ['en', 'The committee met on Monday and agreed on the plan. Ducks were not discussed.'],
} as const;

describe('search', () => {
  const tenant = uuidv7();
  let server: Awaited<ReturnType<typeof startPostgres>>;
  let db: Database;
  let search: Search;
  let indexer: Indexer;
  const embedder = createEmbedder({ modelsPath: join(tools, 'models'), threads: 1 });

  beforeAll(async () => {
    server = await startPostgres();
    db = createDatabase({ url: server.url, connections: 4, application: 'test', newId: uuidv7, now: () => new Date() });
    await embedder.start();
    indexer = createIndexer({ db, embedder });
    search = createSearch({
      db,
      embedder,
      log: (error) => {
        throw error;
      },
    });
    await db.query(`insert into tenant (id, name) values ($1, 'test')`, [tenant]);
    for (const [filename, [language, text]] of Object.entries(LIBRARY)) await add({ filename, language, text });
  });

  afterAll(async () => {
    await embedder.stop();
    await db.stop();
    await server.stop();
  });

  /** A document as the pipeline leaves it; `shown: false` leaves its chunks invisible, as they are while they are made. */
  async function add(document: { filename: string; language: string; text: string; label?: string; shown?: boolean }) {
    const { filename, language, text, label = 'other', shown = true } = document;
    const id = uuidv7();
    const sha256 = createHash('sha256').update(text).digest('hex');
    const bytes = Buffer.byteLength(text);
    const ref = { id, tenant, sha256, run: 1, mediaType: 'text/plain', bytes };
    const pages: Page[] = [{ number: 1, method: 'text', blocks: [{ kind: 'paragraph', content: [{ text }] }] }];
    await db.query(`insert into content (tenant_id, sha256, bytes) values ($1, $2, $3)`, [tenant, sha256, bytes]);
    await db.query(
      `insert into document (id, tenant_id, sha256, run, filename, media_type, bytes, status, label, language, indexed_run)
       values ($1, $2, $3, 1, $4, 'text/plain', $5, 'completed', $6, $7, $8)`,
      [id, tenant, sha256, filename, bytes, label, language, shown ? 1 : null],
    );
    const prepared = await indexer.prepare(ref, pages, { key: id, language, signal: new AbortController().signal });
    await db.transaction((tx) => indexer.insert(tx, ref, prepared));
  }

  const names = async (q: string, more: Partial<SearchRequest> = {}): Promise<string[]> =>
    (await search.search({ tenant, q, mode: 'hybrid', limit: 20, ...more })).map(({ filename }) => filename);

  it('finds a word, its inflections in the language of the document, and its beginning', async () => {
    expect((await names('feathers', { mode: 'text' }))[0]).toBe('duck.txt');
    expect(await names('rechnung', { mode: 'text' })).toEqual(['rechnung.txt']);
    expect(await names('hauses', { mode: 'text' })).toEqual(['rechnung.txt']);
    expect(await names('commit', { mode: 'text' })).toEqual(['minutes.txt']);
    expect(await names('gartenstrasse', { mode: 'text' })).toEqual(['rechnung.txt']);
    expect(await names('العربية', { mode: 'text' })).toEqual(['arabic.txt']);
  });

  it('finds what is meant when no word of it is printed, and says so', async () => {
    const [best] = await search.search({ tenant, q: 'waterfowl plumage', mode: 'hybrid', limit: 5 });
    expect(best).toMatchObject({ filename: 'duck.txt', page: 1, match: 'meaning' });
    expect(best?.snippet).not.toContain('<mark>');
    expect((await names('how much money do I owe'))[0]).toBe('invoice.txt');
  });

  it('puts first what both words and meaning speak for', async () => {
    expect((await names('ducks'))[0]).toBe('duck.txt');
    const [hit] = await search.search({ tenant, q: 'net amount', mode: 'hybrid', limit: 5 });
    expect(hit?.snippet).toContain('<mark>net</mark> <mark>amount</mark>');
    expect(hit?.match).toBe('words');
  });

  it('finds nothing for a word that means nothing, whatever the library is written in', async () => {
    for (const q of ['zzzqqqxx', 'xqzvw', '"']) expect(await names(q), q).toEqual([]);
  });

  it('leaves out what must not occur, also where the meaning fits', async () => {
    expect(await names('ducks -committee')).not.toContain('minutes.txt');
    expect(await names('birds of ponds -feathers', { mode: 'semantic' })).not.toContain('duck.txt');
  });

  it('keeps words in quotation marks together', async () => {
    expect(await names('"net amount"', { mode: 'text' })).toEqual(['invoice.txt']);
    expect(await names('"amount net"', { mode: 'text' })).toEqual([]);
  });

  it('shows nothing of another tenant, of another label, or of a run that is not finished', async () => {
    expect(await names('ducks', { tenant: uuidv7() })).toEqual([]);
    expect(await names('ducks', { label: 'invoice' })).toEqual([]);
    await add({ filename: 'unfinished.txt', language: 'en', text: 'Ducklings follow the duck.', shown: false });
    expect(await names('ducklings')).not.toContain('unfinished.txt');
  });
});
