import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import type { EventEnvelope } from '../../domain/events/event.js';
import { alive, pause, Product } from '../support/product.js';

/** Documents and seconds between kills; `FAULTS=long` is the soak. */
const LONG = process.env['FAULTS'] === 'long';
const COUNT = LONG ? 200 : 40;
const KILL_EVERY_MS = 3_000;

const samples = fileURLToPath(new URL('../../samples', import.meta.url));

/** The samples again and again, each made different where its format allows bytes behind its end. */
function* documents(): Generator<{ filename: string; bytes: Buffer }> {
  const files = readdirSync(samples).filter((name) => /\.(docx|pptx|xlsx|pdf|html|md|csv|eml|txt)$/.test(name));
  for (let n = 0; n < COUNT; n++) {
    const name = files[n % files.length] ?? '';
    const bytes = readFileSync(join(samples, name));
    const mark = Buffer.from(/\.(html|md|csv|eml|txt)$/.test(name) ? `\n${n}\n` : '');
    yield mark.length > 0 || n < files.length
      ? { filename: `${n}-${name}`, bytes: Buffer.concat([bytes, mark]) }
      : {
          filename: `${n}-note.txt`,
          bytes: Buffer.from(`Note ${n}. ${'The quick brown fox jumps over the lazy dog. '.repeat(200)}`),
        };
  }
}

describe('while a random worker is killed with -9 every 3 s', () => {
  let product: Product;
  beforeAll(async () => {
    product = await Product.create();
    await product.start();
  });
  afterAll(() => product.remove());

  it(`${COUNT} documents all end, and nothing is lost, doubled or out of order`, async () => {
    const begun = Date.now();
    let kills = 0;
    const done = new AbortController();
    const killing = (async () => {
      const between = () => pause(KILL_EVERY_MS - 1_000 + Math.random() * 2_000);
      for (await between(); !done.signal.aborted; await between()) {
        const { workers } = product.run();
        const victim = workers[Math.floor(Math.random() * workers.length)];
        if (!victim || !alive(victim.pid)) continue;
        process.kill(-victim.pid, 'SIGKILL');
        kills++;
      }
    })();
    const answers = [];
    for (const { filename, bytes } of documents()) answers.push(await product.put(filename, new Uint8Array(bytes)));
    const ids = answers.map((answer) => answer.json<Document>().id);
    const ended = await product.terminalDocuments(ids, 600_000);
    const seconds = (Date.now() - begun) / 1_000;
    done.abort();
    await killing;

    expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 202));
    expect(
      [...ended.values()]
        .filter(({ status }) => status !== 'completed')
        .map(({ filename, error }) => [filename, error]),
    ).toEqual([]);
    const attempts = [...ended.values()].flatMap(({ steps }) => steps.map((step) => step.attempts));
    const total = attempts.reduce((sum, n) => sum + n, 0);
    console.log(
      `${COUNT} documents, ${kills} kills, ${seconds.toFixed(1)} s; steps run ÷ needed ${(total / attempts.length).toFixed(2)}`,
    );
    expect(kills).toBeGreaterThan(0);
    await expectSound(product, ids);
  });
});

/** What must hold of a database at rest, whatever was killed before. */
async function expectSound(product: Product, ids: readonly string[]): Promise<void> {
  const tenant = await product.events('tenant');
  expect(tenant.map(({ offset }) => offset)).toEqual(tenant.map((_, n) => n + 1));
  const bySubject = new Map<string, EventEnvelope[]>();
  for (const event of tenant) bySubject.set(event.subject, [...(bySubject.get(event.subject) ?? []), event]);
  for (const id of ids) {
    const own = await product.events(`document:${id}`);
    expect(own.map(({ offset }) => offset)).toEqual(own.map((_, n) => n + 1));
    expect(own.map((event) => event.id)).toEqual(bySubject.get(`document:${id}`)?.map((event) => event.id));
    const count = (type: string, step?: string) =>
      own.filter((event) => event.type === type && (step === undefined || event.data['step'] === step)).length;
    expect([count('document.created'), count('document.completed'), count('document.failed')]).toEqual([1, 1, 0]);
    for (const step of ['extract', 'classify', 'fields', 'index', 'publish'])
      expect(count('document.step_completed', step)).toBe(1);
  }
  const client = new pg.Client({ connectionString: product.run().postgres.url });
  await client.connect();
  try {
    const one = async (statement: string) => (await client.query<{ n: number }>(statement)).rows[0]?.n;
    expect(await one(`select count(*)::int as n from document`)).toBe(ids.length);
    expect(
      await one(`select count(*)::int as n from document where status not in ('completed', 'failed', 'cancelled')`),
    ).toBe(0);
    expect(
      await one(`select count(*)::int as n from chunk c join document d on d.id = c.document_id where c.run <> d.run`),
    ).toBe(0);
    expect(await one(`select count(*)::int as n from document_step where status not in ('completed')`)).toBe(0);
    const gaps = `select count(*)::int as n from (select document_id from chunk group by document_id, page
      having count(distinct ordinal) <> count(*) or max(ordinal) - min(ordinal) + 1 <> count(*)) g`;
    expect(await one(gaps)).toBe(0);
  } finally {
    await client.end();
  }
}
