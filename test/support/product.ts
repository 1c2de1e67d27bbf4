import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Credentials } from '../../services/identity/index.js';
import type { Document } from '../../domain/documents/document.js';
import type { EventEnvelope } from '../../domain/events/event.js';
import { tools } from './servers.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Place {
  /** The project's folder; default: this one. */
  project?: string;
  /** Below which everything is kept; default: a new one. */
  home?: string;
  /** Who runs it; default: who runs the tests. */
  user?: { uid: number; gid: number };
}

export interface RunRecord {
  api: { url: string; pid: number };
  temporal: { address: string; ui_url: string; pid: number };
  postgres: { url: string; pid: number };
  workers: { name: string; pid: number; task_queues: string[] }[];
}

/** What fetch takes as a body. */
export type Body = NonNullable<RequestInit['body']>;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON, where it is. */
  json: <T>() => T;
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export function alive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Kills a process group with -9; one that has ended already is left. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // it has ended
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** Waits until `look` answers something; it is asked again every 50 ms. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  ms = 60_000,
): Promise<T> {
  const until = Date.now() + ms;
  let last: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > until) throw new Error(`${what}: not within ${ms} ms`, { cause: last });
    await pause(50);
  }
}

/** The whole product as a user starts it, in a home of its own, spoken to over its public contract only. */
export class Product {
  readonly home: string;
  readonly url: string;
  child: ChildProcess | undefined;
  readonly #place: Place;
  #key = '';

  constructor(home: string, port: number, place: Place = {}) {
    this.home = home;
    this.url = `http://127.0.0.1:${port}`;
    this.#place = place;
    this.blobs = join(home, 'blobs');
  }

  static async create(place: Place = {}): Promise<Product> {
    const home = place.home ?? mkdtempSync(join(tmpdir(), 'dg-product-'));
    chmodSync(home, 0o755);
    return new Product(home, await freePort(), place);
  }

  /** A product that was started by somebody else. */
  static attach(home: string, port: number): Product {
    const product = new Product(home, port);
    product.#readKey();
    return product;
  }

  #readKey(): void {
    const credentials = JSON.parse(readFileSync(join(this.home, 'credentials.json'), 'utf8')) as Credentials;
    this.#key = credentials.api_key;
  }

  async start(environment: Record<string, string> = {}): Promise<this> {
    const log = openSync(join(this.home, 'terminal.log'), 'a');
    const { project = root, user } = this.#place;
    const child = spawn(process.execPath, [join(project, 'cli', 'start.mjs')], {
      cwd: project,
      ...user,
      detached: true,
      stdio: ['ignore', log, log],
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        DOCUGENIE_HOME: this.home,
        ...(existsSync(join(this.home, 'tools')) ? {} : { DOCUGENIE_TOOLS: tools }),
        SAMPLES_PATH: join(this.home, 'no-samples'),
        PORT: new URL(this.url).port,
        ...environment,
      },
    });
    this.child = child;
    const ended = new Promise<never>((_, reject) => child.once('exit', () => reject(new Error('it ended'))));
    const ready = eventually(
      'the product is ready',
      async () => (await fetch(`${this.url}/readyz`)).ok && existsSync(join(this.home, 'run.json')),
      180_000,
    );
    await Promise.race([ready, ended]).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${this.terminal()}`);
    });
    ended.catch(() => undefined); // it was ready
    this.#readKey();
    return this;
  }

  /** Where it keeps bytes. */
  blobs: string;

  terminal(): string {
    return readFileSync(join(this.home, 'terminal.log'), 'utf8').slice(-4_000);
  }

  get auth(): Record<string, string> {
    return { authorization: `Bearer ${this.#key}` };
  }

  run(): RunRecord {
    return JSON.parse(readFileSync(join(this.home, 'run.json'), 'utf8')) as RunRecord;
  }

  async api(
    method: string,
    path: string,
    options: { body?: Body; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: { ...this.auth, ...options.headers },
      ...(options.body === undefined ? {} : { body: options.body, duplex: 'half' }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: <T>() => JSON.parse(text) as T };
  }

  put(filename: string, bytes: Body, headers: Record<string, string> = {}): Promise<Answer> {
    return this.api('PUT', `/v1/documents?filename=${encodeURIComponent(filename)}`, { body: bytes, headers });
  }

  /** Uploads until it is accepted: the api may be away, or full. Answers the document. */
  async add(filename: string, bytes: Body): Promise<Document> {
    return eventually(
      `${filename} is accepted`,
      async () => {
        const answer = await this.put(filename, bytes);
        return answer.status === 202 || answer.status === 200 ? answer.json<Document>() : undefined;
      },
      120_000,
    );
  }

  async document(id: string): Promise<Document> {
    return (await this.api('GET', `/v1/documents/${id}`)).json<Document>();
  }

  /** Waits until each document is terminal. While the api is away it asks again. */
  async terminalDocuments(ids: readonly string[], ms = 120_000): Promise<Map<string, Document>> {
    const ended = new Map<string, Document>();
    await eventually(
      `${ids.length} documents end`,
      async () => {
        for (const id of ids) {
          if (ended.has(id)) continue;
          const document = await this.document(id);
          if (['completed', 'failed', 'cancelled'].includes(document.status)) ended.set(id, document);
        }
        return ended.size === ids.length;
      },
      ms,
    );
    return ended;
  }

  async events(channel: string): Promise<EventEnvelope[]> {
    const items: EventEnvelope[] = [];
    for (;;) {
      const after = items.at(-1)?.offset ?? 0;
      const answer = await this.api('GET', `/v1/channels/${encodeURIComponent(channel)}/events?after=${after}`);
      const page = answer.json<{ items: EventEnvelope[] }>().items;
      if (page.length === 0) return items;
      items.push(...page);
    }
  }

  /** Power-off: every process at once, the supervisor first. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child?.pid) return;
    const { api, temporal, postgres, workers } = this.run();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    for (const pid of [child.pid, api.pid, temporal.pid, postgres.pid, ...workers.map((worker) => worker.pid)])
      killGroup(pid);
    await ended;
    this.child = undefined;
  }

  async stop(): Promise<number> {
    const { child } = this;
    if (!child?.pid || child.exitCode !== null) return 0;
    const begun = Date.now();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    process.kill(-child.pid, 'SIGINT');
    await ended;
    return Date.now() - begun;
  }

  /** Stops and removes everything, also what PostgreSQL keeps outside the home when it runs under another user. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.home, { recursive: true, force: true });
    rmSync(join('/var/lib/docugenie', createHash('sha256').update(this.home).digest('hex').slice(0, 16)), {
      recursive: true,
      force: true,
    });
  }
}
