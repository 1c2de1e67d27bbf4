import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { layoutOf, type Layout } from '../../cli/platform/layout.js';
import { keepPorts } from '../../cli/platform/ports.js';
import { supervise, type Supervised } from '../../cli/platform/supervised.js';
import { embeddedTemporal } from '../../cli/platform/temporal.js';
import { ensureFirstAdmin } from '../../services/identity/index.js';
import type { WorkerName } from '../../workers/names.js';
import { eventually, freePort, Product } from './product.js';
import { cloneDatabase, tools } from './servers.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const quiet = { changed: () => undefined, died: () => undefined, replaced: () => undefined };

/** One of our programs in a process of its own. */
export interface Program {
  name: string;
  pid: number;
  /** What it has written. */
  said(): string;
  /** Its exit status, once it has ended. */
  ended: Promise<number | null>;
}

/** The processes that a process has started. */
export const childrenOf = (pid: number): number[] =>
  execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(Number);

/** The embedded server alone. */
export async function startTemporal(layout: Layout): Promise<{ address: string; temporal: Supervised }> {
  const ports = await keepPorts(layout.ports, ['temporal', 'ui', 'http', 'metrics']);
  const { temporal: port = 0, ui: uiPort = 0, http: httpPort = 0, metrics: metricsPort = 0 } = ports;
  const { address, plan } = embeddedTemporal(layout, 'default', { port, uiPort, httpPort, metricsPort });
  const temporal = supervise(plan, quiet);
  await temporal.start();
  return { address, temporal };
}

/** The product as it runs in production: an api and workers, each a process that is configured by its environment alone. */
export class Cluster {
  readonly product: Product;
  readonly client: Client;
  readonly databaseUrl: string;
  api: Program | undefined;
  readonly #home: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #temporal: Supervised;
  readonly #programs: Program[] = [];
  readonly #dropDatabase: () => Promise<void>;
  #count = 0;

  private constructor(parts: {
    home: string;
    product: Product;
    client: Client;
    environment: Record<string, string>;
    temporal: Supervised;
    dropDatabase: () => Promise<void>;
  }) {
    this.product = parts.product;
    this.client = parts.client;
    this.databaseUrl = parts.environment['DATABASE_URL'] ?? '';
    this.#home = parts.home;
    this.#environment = parts.environment;
    this.#temporal = parts.temporal;
    this.#dropDatabase = parts.dropDatabase;
  }

  /** Starts Temporal and the api, and no worker. The database is a clone of the template; `settings` are for all programs. */
  static async start(templateUrl: string, settings: Readonly<Record<string, string>> = {}): Promise<Cluster> {
    const home = mkdtempSync(join(tmpdir(), 'dg-cluster-'));
    chmodSync(home, 0o755);
    const layout = layoutOf(home, tools);
    mkdirSync(layout.logs);
    const [database, { address, temporal }] = await Promise.all([cloneDatabase(templateUrl), startTemporal(layout)]);
    const apiPort = await freePort();
    await ensureFirstAdmin(database.url, { home, url: `http://127.0.0.1:${apiPort}` });
    const cluster = new Cluster({
      home,
      temporal,
      product: Product.attach(home, apiPort),
      client: new Client({ connection: await Connection.connect({ address }) }),
      dropDatabase: database.drop,
      environment: {
        PATH: process.env['PATH'] ?? '',
        HOME: home,
        NO_COLOR: '1',
        DOCUGENIE_HOME: home,
        PORT: String(apiPort),
        DATABASE_URL: database.url,
        TEMPORAL_ADDRESS: address,
        BLOBS_URL: pathToFileURL(layout.blobs).href,
        MODELS_PATH: layout.models,
        READERS: '1',
        ...settings,
      },
    });
    mkdirSync(layout.blobs);
    await cluster.startApi();
    return cluster;
  }

  /** Starts the api, also again, on its port; resolves when it listens. */
  async startApi(): Promise<void> {
    this.api = this.#run('api', ['dist/api/main.js'], {});
    await eventually('the api listens', async () => (await fetch(`${this.product.url}/healthz`)).ok);
  }

  /** Starts a worker of a build; undefined: one that is not versioned. `settings` are its own. */
  worker(name: WorkerName, build?: string, settings: Readonly<Record<string, string>> = {}): Program {
    const versioned = build === undefined ? {} : { TEMPORAL_WORKER_BUILD_ID: build };
    return this.#run(name, ['dist/workers/main.js', name], { ...versioned, ...settings });
  }

  /** Runs the command to its end. */
  async docugenie(...args: string[]): Promise<{ code: number | null; out: string }> {
    const program = this.#run('docugenie', ['dist/cli/docugenie.js', ...args], {});
    return { code: await program.ended, out: program.said() };
  }

  #run(name: string, args: readonly string[], environment: Readonly<Record<string, string>>): Program {
    const file = join(this.#home, `${++this.#count}-${name}.log`);
    const log = openSync(file, 'w');
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...this.#environment, ...environment },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    const program = {
      name,
      pid: child.pid ?? 0,
      said: () => readFileSync(file, 'utf8'),
      ended: new Promise<number | null>((resolve) => child.once('exit', resolve)),
    };
    this.#programs.push(program);
    return program;
  }

  /** The last lines of each program that has said something: what a test that fails prints. */
  lastWords(): string {
    return this.#programs
      .map(({ name, pid, said }) => `--- ${name} ${pid}\n${said().split('\n').slice(-8).join('\n')}`)
      .join('\n');
  }

  /** Asks programs to stop, and waits until they have. Answers their exit status. */
  end(...programs: readonly Program[]): Promise<(number | null)[]> {
    for (const { pid } of programs) signal(pid, 'SIGTERM');
    return Promise.all(programs.map(({ ended }) => ended));
  }

  async stop(): Promise<void> {
    await this.client.connection.close();
    for (const { pid } of this.#programs) signal(pid, 'SIGKILL');
    await this.#temporal.stop(AbortSignal.timeout(10_000));
    await this.#dropDatabase();
    rmSync(this.#home, { recursive: true, force: true });
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended
  }
}
