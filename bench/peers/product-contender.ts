import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import pg from 'pg';
import { createProduct, type Product } from '../product.js';
import type { Contender } from './contender.js';

/** Rows are few: one a document that was uploaded. */
const PROGRESS = `select count(*) filter (where status = 'completed')::int as done,
  count(*) filter (where status in ('failed', 'cancelled'))::int as failed from document`;

const REST = `select filename, status from document where status <> 'completed'`;

/** Each document's row and the event that completed it: a second of either is a second effect. By (channel, offset). */
const EFFECTS = `select filename from document d
  join event e on e.channel = 'document:' || d.id and e.type = 'document.completed'`;

/** Documents that are sent at once, as a client with a folder of them does. */
const UPLOADS = 4;

/** The number that starts the name of a job's file. */
const numberOf = ({ filename }: { filename: string }) => Number.parseInt(filename, 10);

/** The whole product, which also classifies, finds fields, embeds and indexes; its three worker processes are killed. */
export function createProductContender(): Contender {
  let product: Product | undefined;
  let client: pg.Client | undefined;
  const running = (): Product => {
    if (product === undefined) throw new Error('the product has not been started');
    return product;
  };
  const query = async <R extends pg.QueryResultRow>(statement: string): Promise<R[]> =>
    (await client?.query<R>(statement))?.rows ?? [];
  return {
    name: 'DocuGenie, the whole product',
    async start(signal) {
      product = await createProduct();
      await product.start(signal);
      client = new pg.Client({ connectionString: product.record().postgres.url });
      await client.connect();
    },
    async submit(jobs) {
      const waiting = [...jobs];
      const lane = async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          const { path = '' } = next;
          await running().put(basename(path), readFileSync(path));
        }
      };
      await Promise.all(Array.from({ length: UPLOADS }, lane));
    },
    workers: () =>
      running()
        .record()
        .workers.map(({ pid }) => pid),
    async progress() {
      const [row] = await query<{ done: number; failed: number }>(PROGRESS);
      return row ?? { done: 0, failed: 0 };
    },
    async rest() {
      const rows = await query<{ filename: string; status: string }>(REST);
      const ended = (status: string) => ['failed', 'cancelled'].includes(status);
      return {
        held: rows.filter(({ status }) => !ended(status)).map(numberOf),
        failed: rows.filter(({ status }) => ended(status)).map(numberOf),
      };
    },
    effects: async () => (await query<{ filename: string }>(EFFECTS)).map(numberOf),
    async stop() {
      await client?.end();
      await product?.stop();
      product?.remove();
    },
  };
}
