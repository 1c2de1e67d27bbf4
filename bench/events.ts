import pg from 'pg';
import { uuidv7 } from 'uuidv7';
import { withPostgres } from './servers.js';

/**
 * What the tenant channel costs: transactions that insert a row and flush one event, to the object's channel only, or to
 * the object's and the tenant's. All writers share one tenant, which is the worst case. Rounds alternate, so that a
 * machine that slows down slows both.
 */
const CONNECTIONS = 16;
const ROUND_MS = 2_000;
const ROUNDS = 5;

const FLUSH = { name: 'flush', text: `select flush_events('[]', $1::jsonb, now())` };
const INSERT = { name: 'insert', text: `insert into event_key (key, tenant_id) values ($1, $2)` };

async function round(clients: readonly pg.Client[], tenant: string, withTenant: boolean): Promise<number> {
  const until = Date.now() + ROUND_MS;
  let transactions = 0;
  await Promise.all(
    clients.map(async (client) => {
      while (Date.now() < until) {
        const event = [uuidv7(), 'document.step_completed', 'document:x', { step: 'extract' }];
        const channels = [
          [`document:${uuidv7()}`, tenant, [event]],
          ...(withTenant ? [[`tenant:${tenant}`, tenant, [event]]] : []),
        ];
        await client.query('begin');
        await client.query({ ...INSERT, values: [uuidv7(), tenant] });
        await client.query({ ...FLUSH, values: [JSON.stringify(channels)] });
        await client.query('commit');
        transactions++;
      }
    }),
  );
  return (transactions * 1_000) / ROUND_MS;
}

export async function benchEvents(): Promise<void> {
  await withPostgres(async (url) => {
    const clients = await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        const client = new pg.Client({ connectionString: url });
        await client.connect();
        return client;
      }),
    );
    const tenant = uuidv7();
    const alone: number[] = [];
    const both: number[] = [];
    for (let n = 0; n < ROUNDS; n++) {
      alone.push(await round(clients, tenant, false));
      both.push(await round(clients, tenant, true));
    }
    const median = (rates: number[]) => rates.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
    const ratio = median(both.map((rate, n) => rate / (alone[n] ?? 1)));
    console.log(`${CONNECTIONS} connections, ${ROUNDS} rounds of ${ROUND_MS / 1_000} s each, medians`);
    console.log(`  object channel only        ${median(alone).toFixed(0)} transactions/s`);
    console.log(`  object and tenant channel  ${median(both).toFixed(0)} transactions/s`);
    console.log(`  ratio                      ${ratio.toFixed(2)} (aim ≥ 0.85)`);
    await Promise.all(clients.map((client) => client.end()));
  });
}
