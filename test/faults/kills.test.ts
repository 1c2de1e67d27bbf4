import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import { mixedDocuments } from '../support/documents.js';
import { eventually, killGroup, pause, Product, type RunRecord } from '../support/product.js';
import { WebhookReceiver } from '../support/receivers.js';
import { expectSound, workRepeated } from './sound.js';
import { expectTold, listenForEnds } from './told.js';

/** `FAULTS=long` is the soak. */
const LONG = process.env['FAULTS'] === 'long';
const COUNT = LONG ? 100 : 20;
const KILL_EVERY_MS = 3_000;
const KILLS_OF_SERVERS = 3;

let seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
console.log(`SEED=${seed}`);
/** Numerical Recipes' generator: repeatable, and random enough to choose victims. */
function random(): number {
  seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296;
  return seed / 4_294_967_296;
}

/** The process whose group is to be killed next; undefined: none of them runs. */
type Victim = (run: RunRecord) => number | undefined;

const oneOf = (pids: readonly number[]): number | undefined => pids[Math.floor(random() * pids.length)];
const aWorker: Victim = ({ workers }) => oneOf(workers.map(({ pid }) => pid));
const theApi: Victim = ({ api }) => api.pid;
const postgres: Victim = (run) => run.postgres.pid;
const temporal: Victim = (run) => run.temporal.pid;
const anything: Victim = (run) =>
  oneOf([...run.workers.map(({ pid }) => pid), run.api.pid, run.postgres.pid, run.temporal.pid]);

describe(`${COUNT} mixed documents a time, on one product`, () => {
  let product: Product;
  const all: Document[] = [];
  let receiver: WebhookReceiver;
  let webhook: string;
  let undisturbed = 0;
  const settings = { RECONCILE_GRACE_S: '1', ALLOW_PRIVATE_HOSTS: '127.0.0.1' };
  beforeAll(async () => {
    [product, receiver] = await Promise.all([Product.create(), WebhookReceiver.start()]);
    await product.start(settings);
    webhook = await listenForEnds(product, receiver);
  });
  afterAll(() => Promise.all([product.remove(), receiver.stop()]));

  /** Uploads them while `disturb` does what it does, waits until all have ended as they should, and checks everything. */
  async function survive(name: string, disturb: (done: AbortSignal) => Promise<number[]>): Promise<void> {
    const begun = Date.now();
    const done = new AbortController();
    const disturbing = disturb(done.signal);
    const samples = mixedDocuments(COUNT, name);
    const accepted: Document[] = [];
    for (const { filename, bytes } of samples) accepted.push(await product.add(filename, bytes));
    const ended = await product.terminalDocuments(
      accepted.map(({ id }) => id),
      LONG ? 1_800_000 : 600_000,
    );
    const seconds = (Date.now() - begun) / 1_000;
    done.abort();
    const kills = await disturbing;

    const documents = accepted.map(({ id }) => ended.get(id)).filter((document) => document !== undefined);
    expect(documents.map(({ filename, status }) => [filename, status])).toEqual(
      samples.map(({ filename, ends }) => [filename, ends]),
    );
    all.push(...documents);
    undisturbed ||= seconds;
    await eventually('everything runs again', async () => (await fetch(`${product.url}/readyz`)).ok);
    console.log(
      `${name}: ${COUNT} documents, ${kills.length} kills, ${seconds.toFixed(1)} s (${(seconds / undisturbed).toFixed(2)} × undisturbed); ` +
        `steps run ÷ needed ${workRepeated(documents).toFixed(2)}; next effect after a kill: ${await recoveries(kills)}`,
    );
    await expectSound(product, all);
  }

  /** The top of the tenant's channel: it grows with each effect. */
  const top = async (): Promise<number> =>
    (await product.api('GET', '/v1/channels/tenant/events?after=0')).json<{ last: number }>().last;

  /** Seconds from each kill to the next event of the tenant: half of them took at most the first, none more than the second. */
  async function recoveries(kills: readonly number[]): Promise<string> {
    const times = (await product.events('tenant')).map(({ time }) => Date.parse(time)).sort((a, b) => a - b);
    const seconds = kills
      .flatMap((at) => {
        const next = times.find((time) => time > at);
        return next === undefined ? [] : (next - at) / 1_000;
      })
      .sort((a, b) => a - b);
    const [half, most] = [seconds[Math.floor(seconds.length / 2)], seconds.at(-1)];
    return half === undefined || most === undefined ? '–' : `${half.toFixed(1)} s, at most ${most.toFixed(1)} s`;
  }

  /** Kills one every 3 s ± 1, so that nothing falls into step, until all is done; answers when. A server is back before the next. */
  const killing =
    (victim: Victim, most = Infinity) =>
    async (done: AbortSignal): Promise<number[]> => {
      const kills: number[] = [];
      const between = () => pause(KILL_EVERY_MS - 1_000 + random() * 2_000);
      for (await between(); !done.aborted && kills.length < most; await between()) {
        const pid = victim(product.run());
        if (!pid) continue;
        killGroup(pid);
        kills.push(Date.now());
        if (most === Infinity) continue;
        const before = await eventually('the api answers', top, 120_000);
        await eventually('there is an effect', async () => done.aborted || (await top()) > before, 120_000);
      }
      return kills;
    };

  it('undisturbed', () => survive('undisturbed', () => Promise.resolve([])));
  it('a random worker is killed every 3 s', () => survive('workers', killing(aWorker)));
  it('the api is killed every 3 s', () => survive('api', killing(theApi)));
  it('PostgreSQL is killed three times', () => survive('postgres', killing(postgres, KILLS_OF_SERVERS)));
  it('Temporal is killed three times', () => survive('temporal', killing(temporal, KILLS_OF_SERVERS)));
  it('all of it, and a power-off in mid-work', () =>
    survive('all', async (done) => {
      const kills = await killing(anything, KILLS_OF_SERVERS)(done);
      await product.kill();
      await product.start(settings);
      return kills;
    }));

  it('and in the end people were told of everything, once', async () => {
    const { events, again } = await expectTold(product, all, { receiver, webhook });
    console.log(
      `told: ${events} ends of documents posted to a webhook, ${again} of them again; the inbox has each failure once`,
    );
  });
});
