/**
 * The embedded platform: PostgreSQL, Temporal, the api and its workers on one machine, each supervised.
 *
 *   claim the home ─▶ end what a killed supervisor left ─▶ postgres ∥ temporal ─▶ schema, first admin
 *     ─▶ workers ∥ api ─▶ ready (/readyz)
 *   stop: api ∥ workers ─▶ temporal ─▶ postgres, each asked first and killed after its grace time
 *
 * What is configured from outside (DATABASE_URL, TEMPORAL_ADDRESS) is used and not started. When the start fails,
 * everything that was started is stopped again.
 */
import { chmodSync, mkdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Config } from '../../services/config/index.js';
import { claimHome, type HeldClaim } from './claim.js';
import { comesUp } from './coming-up.js';
import type { Layout } from './layout.js';
import { logFile, rotate } from './log-file.js';
import { nodeProgram, programEnvironment, WORKERS, type NodeProgram } from './node-programs.js';
import { endOrphans } from './orphans.js';
import { isFree, keepPorts } from './ports.js';
import { embeddedPostgres } from './postgres.js';
import { recordedData } from './postgres-place.js';
import { loopbackUrl, untilReady } from './readyz.js';
import { keepRunRecord } from './run-record.js';
import { supervise, type Death, type ProcessPlan, type Supervised } from './supervised.js';
import { embeddedTemporal } from './temporal.js';
import { oneLine, trouble } from './trouble.js';

export interface PlatformOptions {
  layout: Layout;
  config: Config;
  /** The environment that the product was started with; what is set in it is used instead of the embedded servers. */
  environment: Readonly<Record<string, string | undefined>>;
  api: NodeProgram;
  worker: (name: string) => NodeProgram;
  /** Brings the schema up to date. */
  migrate: (databaseUrl: string) => Promise<void>;
  /** Makes the first admin and `credentials.json`. */
  ensureFirstAdmin: (databaseUrl: string, at: { home: string; url: string }) => Promise<unknown>;
  /** Told what happens, for the terminal. */
  report: {
    started(names: readonly string[]): void;
    died(name: string, death: Death, delayMs: number): void;
    replaced(name: string, pid: number): void;
    note(line: string): void;
  };
  /** Aborted: the start is given up, and what was started is stopped in order. */
  signal: AbortSignal;
  /** Aborted: that stop is not to wait for anybody. */
  hurry: AbortSignal;
}

export interface Platform {
  /** Where people reach it. */
  readonly publicUrl: string;
  /** Where this machine reaches it. */
  readonly localUrl: string;
  readonly databaseUrl: string;
  readonly temporalUiUrl: string | undefined;
  /** Stops everything in order; when `hurry` aborts it kills what is left. Never throws. */
  stop(hurry: AbortSignal): Promise<void>;
}

/** Starts everything and answers when it is ready. Throws a Failure with what is wrong and the remedy. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { layout, config } = options;
  makeHome(layout);
  const answer = claimHome(layout, config.publicUrl);
  if ('by' in answer) {
    trouble(
      `already running at ${answer.by.url} (pid ${answer.by.pid})`,
      'stop it first, or set DOCUGENIE_HOME and PORT for a second one',
    );
  }
  const stages: Supervised[][] = [];
  const stop = async (hurry: AbortSignal): Promise<void> => {
    for (const stage of stages.toReversed()) await Promise.all(stage.map((each) => each.stop(hurry)));
    clear();
    answer.held.release();
  };
  let clear = (): void => undefined;
  try {
    return await start(options, answer.held, stages, stop, (record) => (clear = record.remove));
  } catch (error) {
    await stop(options.hurry);
    throw error;
  }
}

async function start(
  options: PlatformOptions,
  claim: HeldClaim,
  stages: Supervised[][],
  stop: Platform['stop'],
  kept: (record: ReturnType<typeof keepRunRecord>) => void,
): Promise<Platform> {
  const { layout, config, environment, report, signal } = options;
  const ended = await endOrphans({
    home: layout.home,
    databaseFolder: recordedData(layout),
    known: claim.orphans,
    signal,
  });
  if (ended > 0)
    report.note(`ended ${ended} ${ended === 1 ? 'process' : 'processes'} that an interrupted run had left`);
  if (!(await isFree(config.port, config.host))) {
    trouble(`port ${config.port} on ${config.host} is in use`, 'set PORT to a free one');
  }

  const set = (name: string): string | undefined => environment[name] || undefined;
  const ports = await keepPorts(layout.ports, PORTS);
  const port = (name: PortName): number => ports[name] ?? trouble(`no port for ${name}`, `remove ${layout.ports}`);
  const postgres = set('DATABASE_URL') === undefined ? embeddedPostgres(layout, port('postgres')) : undefined;
  const temporal =
    set('TEMPORAL_ADDRESS') === undefined
      ? embeddedTemporal(layout, config.temporal.namespace, {
          port: port('temporal'),
          uiPort: port('temporal_ui'),
          httpPort: port('temporal_http'),
          metricsPort: port('temporal_metrics'),
        })
      : undefined;
  const databaseUrl = set('DATABASE_URL') ?? postgres?.url ?? '';
  const temporalUiUrl = set('TEMPORAL_UI_URL') ?? temporal?.uiUrl;
  const localUrl = loopbackUrl(config.host, config.port);

  const record = keepRunRecord(layout.run, {
    api: config.publicUrl,
    temporal: { address: temporal?.address ?? config.temporal.address, uiUrl: temporalUiUrl },
    postgres: databaseUrl,
    workers: WORKERS,
  });
  kept(record);
  const watcher = {
    changed(name: string, pid: number | undefined): void {
      attempt(() => record.set(name, pid));
      attempt(() => claim.child(name, pid));
    },
    died: report.died,
    replaced: report.replaced,
  };
  /** A full disk must not end the supervisor because it cannot write what it does. */
  const attempt = (write: () => void): void => {
    try {
      write();
    } catch (error) {
      report.note(oneLine(error));
    }
  };
  const up = async (plans: readonly ProcessPlan[]): Promise<void> => {
    const stage = plans.map((plan) => supervise(plan, watcher));
    stages.push(stage);
    await Promise.all(stage.map((each) => comesUp(each, layout, signal, localUrl)));
    report.started(plans.map((plan) => plan.name));
  };

  // PostgreSQL is stopped last, so it is a stage of its own although Temporal starts beside it.
  await Promise.all([
    (async () => {
      if (postgres !== undefined) await up([postgres.plan]);
      signal.throwIfAborted();
      await prepareDatabase(options, databaseUrl);
    })(),
    temporal === undefined ? undefined : up([temporal.plan]),
  ]);
  signal.throwIfAborted();

  const metricsPorts = WORKERS.map(({ name }) => port(`metrics_${name}`));
  const common = programEnvironment(temporal === undefined ? environment : withoutTemporal(environment), {
    ...(temporal === undefined ? {} : { TEMPORAL_CONFIG_FILE: layout.temporalConfig }),
    HOST: config.host,
    PORT: String(config.port),
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal?.address ?? config.temporal.address,
    TEMPORAL_NAMESPACE: config.temporal.namespace,
    TEMPORAL_UI_URL: temporalUiUrl,
    SCHEDULES: 'register',
    BLOBS_URL: set('BLOBS_URL') ?? pathToFileURL(layout.blobs).href,
    MODELS_PATH: set('MODELS_PATH') ?? layout.models,
  });
  const peers = metricsPorts.map((each) => `http://127.0.0.1:${each}/metrics.json`).join(',');
  const ready = untilReady(localUrl, signal);
  ready.catch(() => undefined); // aborted: whoever waits for it is told
  await up([
    nodeProgram(layout, options.api, { ...common, METRICS_PEERS: set('METRICS_PEERS') ?? peers }, () => ready),
    ...WORKERS.map(({ name }) =>
      nodeProgram(
        layout,
        options.worker(name),
        { ...common, METRICS_PORT: String(port(`metrics_${name}`)) },
        () => ready,
      ),
    ),
  ]);
  return { publicUrl: config.publicUrl, localUrl, databaseUrl, temporalUiUrl, stop };
}

/**
 * What a user has set for another Temporal server (TLS, keys, a profile, a build) must not reach for the embedded one: its
 * workers are never versioned, so that every version of the product goes on with what is there (docs/decisions/0008).
 */
const withoutTemporal = (environment: PlatformOptions['environment']): PlatformOptions['environment'] =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('TEMPORAL_')));

const PORTS = [
  'postgres',
  'temporal',
  'temporal_ui',
  'temporal_http',
  'temporal_metrics',
  ...WORKERS.map(({ name }) => `metrics_${name}` as const),
] as const;
type PortName = (typeof PORTS)[number];

function makeHome(layout: Layout): void {
  // The home itself may be passed through (0711 as root: PostgreSQL's user must reach its data), its contents are private.
  mkdirSync(layout.home, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  for (const folder of [layout.logs, layout.blobs]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
  }
  for (const name of ['postgres', 'temporal', 'api', ...WORKERS.map((worker) => worker.name)])
    rotate(logFile(layout.logs, name));
}

async function prepareDatabase(
  { layout, config, environment, migrate, ensureFirstAdmin }: PlatformOptions,
  databaseUrl: string,
): Promise<void> {
  try {
    await migrate(databaseUrl);
    await ensureFirstAdmin(databaseUrl, { home: layout.home, url: config.publicUrl });
  } catch (error) {
    const shown = databaseUrl.replace(/\/\/[^@/]*@/, '//');
    trouble(
      `the database at ${shown} cannot be prepared: ${oneLine(error)}`,
      environment['DATABASE_URL'] ? 'check DATABASE_URL' : `read ${logFile(layout.logs, 'postgres')}`,
      error,
    );
  }
}
