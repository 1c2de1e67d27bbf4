import pg from 'pg';
import { uuidv7 } from 'uuidv7';
import { BEGIN, createDurability, flushAndCommit, type Durability } from '../services/db/index.js';
import { quantile, withPostgres } from './servers.js';

/**
 * What the tenant channel costs: durable transactions that insert a row and flush one event, to the object's channel only,
 * or to the object's and the tenant's. All writers share one tenant, which is the worst case. Beside them, what both cost
 * when each commit waits for the disk while it holds its locks. Rounds alternate, so that a machine that slows down slows
 * all.
 */
const CONNECTIONS = 16;
const ROUND_MS = 2_000;
const ROUNDS = 5;

const INSERT = { name: 'insert', text: `insert into event_key (key, tenant_id) values ($1, $2)` };

interface Way {
  tenantChannel: boolean;
  /** Who waits for the disk after the commit; undefined: the commit itself does. */
  durability: Durability | undefined;
}

async function round(clients: readonly pg.Client[], tenant: string, { tenantChannel, durability }: Way) {
  const until = Date.now() + ROUND_MS;
  let transactions = 0;
  await Promise.all(
    clients.map(async (client) => {
      while (Date.now() < until) {
        const object = uuidv7();
        const events: Event[] = [[uuidv7(), 'document.step_completed', `document:${object}`, { step: 'extract' }]];
        await client.query(durability ? BEGIN : 'begin');
        await client.query({ ...INSERT, values: [object, tenant] });
        await flushAndCommit(
          client,
          [],
          [
            [`document:${object}`, tenant, events],
            ...(tenantChannel ? [[`tenant:${tenant}`, tenant, events] satisfies Entry] : []),
          ],
          new Date(),
        );
        await durability?.reached();
        transactions++;
      }
    }),
  );
  return (transactions * 1_000) / ROUND_MS;
}

type Entry = Parameters<typeof flushAndCommit>[2][number];
type Event = Entry[2][number];

export async function benchEvents(): Promise<void> {
  await withPostgres(async (url) => {
    const clients = await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        const client = new pg.Client({ connectionString: url });
        await client.connect();
        return client;
      }),
    );
    const together = createDurability({ connectionString: url }, (error) => {
      throw error;
    });
    const ways = {
      'object channel only': { tenantChannel: false, durability: together },
      'object and tenant channel': { tenantChannel: true, durability: together },
      'the same, each commit waiting for the disk with its locks held': { tenantChannel: true, durability: undefined },
    };
    const tenant = uuidv7();
    const rates = new Map<string, number[]>(Object.keys(ways).map((name) => [name, []]));
    for (let n = 0; n < ROUNDS; n++)
      for (const [name, way] of Object.entries(ways)) rates.get(name)?.push(await round(clients, tenant, way));

    const [alone = []] = rates.values();
    console.log(`${CONNECTIONS} connections, ${ROUNDS} rounds of ${ROUND_MS / 1_000} s each, medians`);
    for (const [name, each] of rates) {
      const ratio = median(each.map((rate, n) => rate / (alone[n] ?? 1)));
      console.log(`  ${median(each).toFixed(0).padStart(5)} transactions/s  ${ratio.toFixed(2)}  ${name}`);
    }
    console.log('  aim: the second at least 0.85 of the first');
    await Promise.all([...clients.map((client) => client.end()), together.stop()]);
  });
}

const median = (rates: readonly number[]) => quantile(rates, 0.5);
