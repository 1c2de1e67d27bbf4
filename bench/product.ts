import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../cli/platform/pause.js';
import { toolsFolder } from './servers.js';

/** What the product says of itself in `run.json`. */
export interface RunRecord {
  postgres: { url: string; pid: number };
  temporal: { pid: number };
  api: { pid: number };
  workers: { name: string; pid: number }[];
}

/** The whole product as a user starts it, in a home of its own. */
export interface Product {
  /** Resolves when it is ready. Throws when it ends before that, or `signal` aborts. */
  start(signal?: AbortSignal): Promise<void>;
  record(): RunRecord;
  /** Uploads a document; answers its id. Throws what the api says. */
  put(filename: string, bytes: Uint8Array): Promise<string>;
  /** Asks it to stop, and waits; it can be started again. */
  stop(): Promise<void>;
  /** Removes what it has kept, also what PostgreSQL keeps outside the home where it runs under another user. */
  remove(): void;
}

export async function createProduct(): Promise<Product> {
  const home = mkdtempSync(join(tmpdir(), 'dg-bench-'));
  chmodSync(home, 0o755);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  let key = '';
  return {
    async start(signal) {
      const log = openSync(join(home, 'terminal.log'), 'a');
      const started = spawn(process.execPath, ['cli/start.mjs'], {
        env: {
          ...process.env,
          DOCUGENIE_HOME: home,
          DOCUGENIE_TOOLS: toolsFolder(),
          SAMPLES_PATH: join(home, 'no-samples'),
          PORT: String(port),
        },
        detached: true,
        stdio: ['ignore', log, log],
      });
      child = started;
      const ready = async (): Promise<true | undefined> => {
        if (started.exitCode !== null)
          throw new Error(`the product ended\n${readFileSync(join(home, 'terminal.log'), 'utf8').slice(-2_000)}`);
        const response = await fetch(`${url}/readyz`).catch(() => undefined);
        return response?.ok === true ? true : undefined;
      };
      await until(ready, { interval: 50, limit: Number.POSITIVE_INFINITY, signal });
      ({ api_key: key } = JSON.parse(readFileSync(join(home, 'credentials.json'), 'utf8')) as { api_key: string });
    },
    record: () => JSON.parse(readFileSync(join(home, 'run.json'), 'utf8')) as RunRecord,
    async put(filename, bytes) {
      const response = await fetch(`${url}/v1/documents?filename=${encodeURIComponent(filename)}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${key}` },
        body: new Uint8Array(bytes),
      });
      if (!response.ok) throw new Error(`${filename}: ${response.status} ${await response.text()}`);
      return ((await response.json()) as { id: string }).id;
    },
    async stop() {
      if (child?.pid === undefined || child.exitCode !== null) return;
      const ended = new Promise((resolve) => child?.once('exit', resolve));
      process.kill(-child.pid, 'SIGINT');
      await ended;
    },
    remove() {
      rmSync(home, { recursive: true, force: true });
      const outside = createHash('sha256').update(home).digest('hex').slice(0, 16);
      rmSync(join('/var/lib/docugenie', outside), { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === 'object' && address ? address.port : 0;
}
