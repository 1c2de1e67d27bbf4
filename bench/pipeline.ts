import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { uuidv7 } from 'uuidv7';
import type { Page } from '../domain/documents/content.js';
import { createReaderPool, detectLanguage, findFields, pageText, sniff } from '../services/extraction/index.js';
import { readConfig } from '../services/config/index.js';
import { createDatabase } from '../services/db/index.js';
import { createEmbedder, createStarterClassifier } from '../services/ml/index.js';
import { createIndexer } from '../services/search/index.js';
import { copyOf } from './documents.js';
import { createProduct } from './product.js';
import { cpuSeconds, quantile, toolsFolder, withPostgres } from './servers.js';

/**
 * The product beside a bare loop that does the same reading, classifying, field finding, embedding and inserting in one
 * process tree, without an engine, events or durability. OCR-free documents; each is made different by a comment behind
 * its end where the format allows it.
 */
const COUNT = Number(process.env['BENCH_COUNT'] ?? 200);
const ONE_PAGE = 30;

interface Item {
  filename: string;
  bytes: Buffer;
}

/** Mixed documents: the corpus beside the project where it is there, else the samples. */
function mixed(): Item[] {
  const corpus = resolve('../shared/corpus/documents');
  const folder = existsSync(corpus) ? corpus : resolve('samples');
  const files = readdirSync(folder)
    .filter((name) => /\.(docx|pptx|xlsx|pdf|html|md|csv|eml)$/.test(name))
    .filter((name) => !/scan|ocr|skipped|2206|lending|bank|amt|normal_4|right_to|invisible/.test(name)); // no OCR
  return Array.from({ length: COUNT }, (_, n) => {
    const filename = files[n % files.length] ?? '';
    return { filename: `${n}-${filename}`, bytes: copyOf(filename, readFileSync(join(folder, filename)), n) };
  });
}

const note = (n: number): Item => ({
  filename: `note-${n}.txt`,
  bytes: Buffer.from(
    `Note ${n} of ${uuidv7()}. ${'The committee met on Monday and agreed on the plan for the coming year. '.repeat(8)}`,
  ),
});

interface Result {
  perSecond: number;
  /** Milliseconds from handing over to searchable, one-page texts one after the other. */
  single: number[];
}

/** The bare loop: as many documents in flight as there are readers, the rest waits. */
async function bare(items: readonly Item[], singles: readonly Item[]): Promise<Result> {
  return withPostgres(async (url) => {
    const { config } = readConfig({});
    const scratch = mkdtempSync(join(tmpdir(), 'dg-bare-'));
    const db = createDatabase({ url, connections: 10, application: 'bench', newId: uuidv7, now: () => new Date() });
    const embedder = createEmbedder({ modelsPath: join(toolsFolder(), 'models'), threads: config.embeddingThreads });
    const reading = createReaderPool({ limits: config.reading.limits, scratch, size: config.reading.processes });
    await Promise.all([embedder.start(), reading.start()]);
    const classifier = await createStarterClassifier({ embedder });
    const indexer = createIndexer({ db, embedder });
    const tenant = uuidv7();
    await db.query(`insert into tenant (id, name) values ($1, 'bench')`, [tenant]);
    const { signal } = new AbortController();

    async function one({ filename, bytes }: Item): Promise<void> {
      const path = join(scratch, uuidv7());
      writeFileSync(path, bytes);
      const file = { path, release: () => Promise.resolve() };
      const mediaType = await sniff(bytes.subarray(0, 65_536), filename, () => Promise.resolve(file));
      const { pages: count } = await reading.inspect(path, mediaType, { signal });
      const pages: Page[] = [];
      await reading.read(path, mediaType, 1, count, { signal, onPage: (page) => void pages.push(page) });
      const text = pages.map(pageText).join('\n');
      const language = detectLanguage(text)?.code;
      const id = uuidv7();
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const document = { id, tenant, sha256, run: 1, mediaType, bytes: bytes.length };
      const [, , prepared] = await Promise.all([
        classifier.classify({ text: text.slice(0, 20_000), mediaType, pages: count }),
        findFields(pages, language === undefined ? {} : { language }),
        indexer.prepare(document, pages, { key: id, language, signal }),
      ]);
      await db.transaction(async (tx) => {
        await tx.query(`insert into content (tenant_id, sha256, bytes) values ($1, $2, $3)`, [
          tenant,
          sha256,
          bytes.length,
        ]);
        await tx.query(
          `insert into document (id, tenant_id, sha256, run, filename, media_type, bytes, status, indexed_run) values ($1, $2, $3, 1, $4, $5, $6, 'completed', 1)`,
          [id, tenant, sha256, filename, mediaType, bytes.length],
        );
        await indexer.insert(tx, document, prepared);
      });
    }

    await one(note(-1));
    const before = cpuSeconds({ bare: process.pid });
    const begun = performance.now();
    const waiting = [...items];
    await Promise.all(
      Array.from({ length: config.reading.processes + 2 }, async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) await one(next);
      }),
    );
    const perSecond = (items.length * 1_000) / (performance.now() - begun);
    const used = (cpuSeconds({ bare: process.pid }).get('bare') ?? 0) - (before.get('bare') ?? 0);
    console.log(`  bare loop          ${((used * 1_000) / items.length).toFixed(0).padStart(4)} ms of CPU a document`);
    const single: number[] = [];
    for (const item of singles) {
      const at = performance.now();
      await one(item);
      single.push(performance.now() - at);
    }
    await Promise.all([embedder.stop(), reading.stop()]);
    await db.stop();
    rmSync(scratch, { recursive: true, force: true });
    return { perSecond, single };
  });
}

/** The product as a user starts it. Searchable: the step that makes the chunks visible has committed. */
async function whole(items: readonly Item[], singles: readonly Item[]): Promise<Result & { ready: number }> {
  const product = await createProduct();
  try {
    await product.start();
    await product.stop();
    const again = performance.now();
    await product.start();
    const readyMs = performance.now() - again;
    const { postgres, temporal, api, workers } = product.record();
    const pids = {
      postgres: postgres.pid,
      temporal: temporal.pid,
      api: api.pid,
      ...Object.fromEntries(workers.map(({ name, pid }) => [`worker ${name}`, pid])),
    };
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    const put = ({ filename, bytes }: Item) => product.put(filename, bytes);
    const times = async (ids: readonly string[]) => {
      const statement = `select d.id, d.created_at as created, s.ended_at as searchable from document d
        join document_step s on s.document_id = d.id and s.run = d.run and s.name = 'index' and s.status = 'completed' where d.id = any($1)`;
      return (await client.query<{ id: string; created: Date; searchable: Date }>(statement, [ids])).rows;
    };
    const settled = async (ids: readonly string[]) => {
      for (;;) {
        const { rows } = await client.query<{ n: number }>(
          `select count(*)::int as n from document where id = any($1) and status not in ('completed', 'failed')`,
          [ids],
        );
        if (rows[0]?.n === 0) return;
        await new Promise((resolve_) => setTimeout(resolve_, 20));
      }
    };
    await settled([await put(note(-2))]);
    const before = cpuSeconds(pids);
    const begun = performance.now();
    const ids: string[] = [];
    const waiting = [...items];
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) ids.push(await put(next));
      }),
    );
    await settled(ids);
    const perSecond = (items.length * 1_000) / (performance.now() - begun);
    for (const [name, used] of cpuSeconds(pids))
      console.log(
        `  ${name.padEnd(18)} ${(((used - (before.get(name) ?? 0)) * 1_000) / items.length).toFixed(0).padStart(4)} ms of CPU a document`,
      );
    const bulk = (await times(ids)).map(({ created, searchable }) => searchable.getTime() - created.getTime());
    console.log(
      `  ${items.length} at once: upload → searchable p50 ${quantile(bulk, 0.5)} ms, p95 ${quantile(bulk, 0.95)} ms (waiting in line included)`,
    );
    const single: number[] = [];
    for (const item of singles) {
      const at = performance.now();
      const id = await put(item);
      const uploaded = performance.now() - at;
      await settled([id]);
      const [row] = await times([id]);
      if (row) single.push(uploaded + Math.max(0, row.searchable.getTime() - row.created.getTime()));
    }
    await client.end();
    return { perSecond, single, ready: readyMs };
  } finally {
    await product.stop();
    product.remove();
  }
}

export async function benchPipeline(): Promise<void> {
  const items = mixed();
  const singles = Array.from({ length: ONE_PAGE }, (_, n) => note(n));
  console.log(
    `${COUNT} mixed documents without OCR, ${ONE_PAGE} one-page texts one by one, ${availableParallelism()} cores`,
  );
  const loop = await bare(items, singles);
  const ours = await whole(items, singles);
  const row = (name: string, result: Result) =>
    `  ${name.padEnd(10)} ${result.perSecond.toFixed(1).padStart(6)} documents/s   one page searchable p50 ${quantile(result.single, 0.5).toFixed(0)} ms, p95 ${quantile(result.single, 0.95).toFixed(0)} ms`;
  console.log(row('bare loop', loop));
  console.log(row('DocuGenie', ours));
  console.log(`  throughput ratio ${(ours.perSecond / loop.perSecond).toFixed(2)} (aim ≥ 0.8)`);
  console.log(
    `  one page: ${(quantile(ours.single, 0.5) - quantile(loop.single, 0.5)).toFixed(0)} ms more than the bare loop, p50 (aim ≤ 60)`,
  );
  console.log(`  ready on a warm start after ${(ours.ready / 1_000).toFixed(1)} s (aim ≤ 15)`);
}
