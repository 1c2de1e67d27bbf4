import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { uuidv7 } from 'uuidv7';
import type { Subject } from '../../domain/events/event.js';
import { createDatabase, type Database } from '../../services/db/index.js';
import { createHintPublisher, createPostgresBus } from '../../services/events/index.js';
import { ensureFirstAdmin } from '../../services/identity/index.js';
import { quantile, withPostgres } from '../servers.js';
import { startPart, type Part } from './child.js';

/**
 * The gateway beside a bare loop of `ws.send(string)`, and a POST through all of the api's middleware beside Fastify. Each
 * server is a process, its clients are another, and what is published to ours are transactions of a third, as a worker's:
 * PostgreSQL, the hint and the reading of the events are part of what is measured. Rounds alternate.
 */
const CLIENTS = Number(process.env['BENCH_CLIENTS'] ?? 1_000);
const STALLED = Number(process.env['BENCH_STALLED'] ?? 1_000);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
const EVENTS = 40;
const BURST = 10;
const EVERY_MS = 100;
const REQUESTS = 5_000;
/** docs/PROTOCOL.md */
const HARD_MARK = 262_144;

const clock = () => performance.timeOrigin + performance.now();
const median = (numbers: readonly number[]) => quantile(numbers, 0.5);

/** One server with its clients, and how an event gets there. */
interface Side {
  name: string;
  server: Part;
  clients: Part;
  ports: { live: number; http: number };
  key: string;
  path: string;
  /** Publishes events at once; answers when each was published, by the system's clock. */
  publish(seqs: readonly number[]): Promise<number[]>;
}

interface Round {
  /** Microseconds of the server's CPU for each event that reached a client. */
  cpu: number;
  /** Milliseconds from the beginning of the publication, and from its end, to the client. */
  fromBegin: number[];
  fromEnd: number[];
}

let seq = 0;

async function round({ server, clients, publish }: Side, burst: number): Promise<Round> {
  await clients.ask('reset');
  const begun = new Map<number, number>();
  const ended = new Map<number, number>();
  const before = await server.cpu();
  for (let n = 0; n < EVENTS; n += burst) {
    const seqs = Array.from({ length: burst }, () => ++seq);
    for (const one of seqs) begun.set(one, clock());
    const published = publish(seqs).then((times) => seqs.forEach((one, index) => ended.set(one, times[index] ?? 0)));
    await Promise.all([published, pause(EVERY_MS * burst)]);
  }
  await arrived(clients, EVENTS * CLIENTS);
  const after = await server.cpu();
  const arrivals = await clients.ask<[number, number][]>('arrivals');
  return {
    cpu: (after - before) / (EVENTS * CLIENTS),
    fromBegin: arrivals.map(([one, at]) => at - (begun.get(one) ?? at)),
    fromEnd: arrivals.map(([one, at]) => Math.max(0, at - (ended.get(one) ?? at))),
  };
}

async function arrived(clients: Part, expected: number): Promise<void> {
  for (let n = 0; n < 600; n++) {
    const count = await clients.ask<number>('count');
    if (count >= expected) {
      if (count > expected) throw new Error(`${count} events came, and ${expected} were published`);
      return;
    }
    await pause(20);
  }
  throw new Error(`${await clients.ask<number>('count')} events came of ${expected}`);
}

async function alternating<T>(sides: readonly Side[], run: (side: Side) => Promise<T>): Promise<Map<Side, T[]>> {
  const results = new Map<Side, T[]>(sides.map((side) => [side, []]));
  for (let n = 0; n < ROUNDS; n++) for (const side of sides) results.get(side)?.push(await run(side));
  return results;
}

/** The median over rounds of ours ÷ theirs, and the medians themselves. */
function ratio(theirs: readonly number[], ours: readonly number[]): string {
  const each = median(ours.map((value, n) => value / (theirs[n] ?? 1)));
  return `${each.toFixed(2)}  (${median(ours).toFixed(2)} and ${median(theirs).toFixed(2)})`;
}

async function live(bare: Side, ours: Side): Promise<void> {
  for (const side of [bare, ours]) {
    await side.clients.ask('open', { port: side.ports.live, key: side === ours ? ours.key : '', count: CLIENTS });
    await round(side, 1); // warm
    await round(side, BURST);
  }
  const single = await alternating([bare, ours], (side) => round(side, 1));
  const bursts = await alternating([bare, ours], (side) => round(side, BURST));
  const cpu = (of: Map<Side, Round[]>, side: Side) => (of.get(side) ?? []).map((one) => one.cpu);
  const time = (side: Side, share: number, what: 'fromBegin' | 'fromEnd') =>
    (single.get(side) ?? []).map((one) => quantile(one[what], share));
  console.log(`${CLIENTS} clients, ${EVENTS} events a round, medians of ${ROUNDS} rounds: ours ÷ bare ws`);
  console.log(`  CPU µs a message, one at a time       ${ratio(cpu(single, bare), cpu(single, ours))}  aim ≤ 1.1`);
  console.log(
    `  CPU µs a message, bursts of ${BURST}        ${ratio(cpu(bursts, bare), cpu(bursts, ours))}  aim ≤ 0.25`,
  );
  for (const share of [0.5, 0.99]) {
    const name = `p${share * 100}`.padEnd(3);
    const aim = share === 0.5 ? '  aim ≤ 2' : '';
    console.log(
      `  ms from begin of commit, ${name}          ${ratio(time(bare, share, 'fromBegin'), time(ours, share, 'fromBegin'))}`,
    );
    console.log(
      `  ms from committed to client, ${name}      ${ratio(time(bare, share, 'fromBegin'), time(ours, share, 'fromEnd'))}${aim}`,
    );
  }
}

/** Whether clients that read nothing cost those that do, and how much memory. */
async function stalled(ours: Side, fill: () => Promise<void>): Promise<void> {
  const without: number[] = [];
  const beside: number[] = [];
  const grown: number[] = [];
  for (let n = 0; n < ROUNDS; n++) {
    without.push((await round(ours, 1)).cpu);
    const before = await ours.server.rss();
    const child = spawn(
      'python3',
      [resolve('bench/gateway/stalled.py'), String(ours.ports.live), ours.key, String(STALLED)],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    await once(child.stdout, 'data');
    await pause(1_000); // until they are subscribed
    await ours.clients.ask('reset');
    await fill();
    await pause(5_000); // until all of it is in the buffers of the kernel and the server
    beside.push((await round(ours, 1)).cpu);
    grown.push(((await ours.server.rss()) - before) / 2 ** 20);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await pause(2_500);
  }
  console.log(`${STALLED} clients that read nothing beside ${CLIENTS} that do`);
  console.log(`  CPU µs a message to the others        ${ratio(without, beside)}  aim ≤ 1.2`);
  const bound = (1.1 * STALLED * HARD_MARK) / 2 ** 20;
  console.log(`  memory grows by at most ${Math.max(...grown).toFixed(0)} MiB, aim ≤ ${bound.toFixed(0)}`);
}

async function posts(bare: Side, ours: Side): Promise<void> {
  const run = async ({ server, clients, ports, path, key }: Side) => {
    const before = await server.cpu();
    await clients.ask('post', { port: ports.http, path, key, requests: REQUESTS });
    return ((await server.cpu()) - before) / REQUESTS;
  };
  for (const side of [bare, ours]) await run(side); // warm
  const cpu = await alternating([bare, ours], run);
  console.log(`POST of JSON, ${REQUESTS} a round: ours ÷ Fastify`);
  console.log(`  CPU µs a request                      ${ratio(cpu.get(bare) ?? [], cpu.get(ours) ?? [])}  aim ≤ 1.5`);
}

export async function benchGateway(): Promise<void> {
  await withPostgres(async (url) => {
    const home = mkdtempSync(join(tmpdir(), 'dg-gateway-'));
    const { api_key: key } = await ensureFirstAdmin(url, { home, url: 'http://127.0.0.1' });
    const environment = { DATABASE_URL: url, DOCUGENIE_HOME: home, BLOBS_URL: pathToFileURL(join(home, 'blobs')).href };
    const parts = { bare: startPart('bare'), ours: startPart('ours', environment) };
    const clients = { bare: startPart('clients'), ours: startPart('clients') };
    const bus = createPostgresBus(
      () => db,
      () => undefined,
    );
    const hints = createHintPublisher(bus, () => undefined);
    const db: Database = createDatabase({
      ...{ url, connections: 12, application: 'bench', newId: uuidv7, now: () => new Date() },
      onEmitted: ({ written }) => hints.grown(written),
    });
    const [tenant] = await db.query<{ id: string }>(`select id from tenant`);
    const subject: Subject = `document:${uuidv7()}`;
    const data = (one: number, pad = 150) => ({ seq: one, step: 'extract', attempts: 1, text: 'x'.repeat(pad) });
    const emit = async (one: object) => {
      await db.transaction((tx) => {
        tx.emit({ tenant: tenant?.id ?? '', type: 'document.step_completed', subject, data: { ...one } });
        return Promise.resolve();
      });
      return clock();
    };
    /** As large as a frame of ours is for the same event. */
    const text = (one: number) =>
      JSON.stringify({
        ...{ type: 'events', channel: 'tenant', epoch: uuidv7() },
        items: [
          {
            ...{ channel: 'tenant', offset: one, id: uuidv7(), type: 'document.step_completed', subject },
            ...{ time: new Date().toISOString(), data: data(one) },
          },
        ],
      });
    const bare: Side = {
      ...{ name: 'bare ws', server: parts.bare, clients: clients.bare, key: 'none', path: '/v1/echo' },
      ports: await parts.bare.ask('ports'),
      publish: async (seqs) => {
        await parts.bare.ask('publish', seqs.map(text));
        return seqs.map(() => clock());
      },
    };
    const ours: Side = {
      ...{ name: 'ours', server: parts.ours, clients: clients.ours, key, path: '/bench/echo' },
      ports: await parts.ours.ask('ports'),
      publish: (seqs) => Promise.all(seqs.map((one) => emit(data(one)))),
    };
    try {
      await posts(bare, ours);
      await live(bare, ours);
      await stalled(ours, async () => {
        for (let n = 0; n < 32; n++) await emit({ filler: 'x'.repeat(20_000) });
      });
    } finally {
      await Promise.all([parts.bare, parts.ours, clients.bare, clients.ours].map((part) => part.stop()));
      await hints.stop();
      await db.stop();
      rmSync(home, { recursive: true, force: true });
    }
  });
}
