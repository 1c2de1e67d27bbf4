import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { asyncLocalStorage } from '@temporalio/activity';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Config } from '../services/config/index.js';
import type { Running } from '../services/lifecycle/index.js';
import type { Logger } from '../services/observability/index.js';
import { serveMetrics } from './metrics-server.js';
import { createFaults, type Faults } from '../services/faults/index.js';
import { createBreakers, type Breakers } from '../services/breaker/index.js';
import { endOutage, forgetOutages, tellOutage } from '../services/operation/index.js';
import { createDeps, type Deps, type Environment } from '../services/wiring/index.js';
import type { WorkerName } from './names.js';
import type { ReleaseWatch } from './release-watch.js';
import type { Role } from './role.js';
import { roles } from './roles.js';

const CONNECT_DEADLINE_MS = 60_000;

/**
 * Starts one worker: connects (waiting for a server that is still starting), polls its task queue, and stops in order:
 * polling first, then what is in hand, then what it stood on.
 */
export async function startWorker(name: WorkerName, environment: Environment): Promise<Running> {
  const { config, log } = environment;
  installRuntime(log);
  const faults = config.faults === undefined ? undefined : createFaults(config.faults);
  const deps = await createDeps(`worker-${name}`, environment, faults && commitFaults(faults));
  const connection = await connect(config.temporal.address, log);
  const breakers = watchDependencies(`worker-${name}@${hostname()}`, deps, log);
  const createRole = await roles[name]();
  const role = await createRole(deps, environment, connection, { breakers, faults });
  const worker = await Worker.create({
    connection,
    namespace: config.temporal.namespace,
    identity: `${name}@${process.pid}`,
    ...optionsOf(role),
    ...versionOf(config),
    shutdownGraceTime: '4 seconds',
    shutdownForceTime: '6 seconds',
    maxHeartbeatThrottleInterval: '2 seconds',
    stickyQueueScheduleToStartTimeout: '2 seconds',
  });
  const metrics = await serveMetrics(deps.metrics.registry, config.metrics.port);
  const run = worker.run();
  run.catch((error: unknown) => {
    log.fatal({ err: error }, 'the worker ended by itself');
    process.exit(1);
  });
  log.info({ task_queue: role.taskQueue }, 'polling');
  const watch = await watchOf(environment, connection);
  return {
    async stop() {
      watch?.stop();
      worker.shutdown();
      await run;
      breakers.stop();
      await role.stop();
      await metrics.stop();
      await connection.close();
      await deps.stop();
    },
  };
}

/** Faults at each commit, named by the activity that commits and by its effect without the document and the run. */
const commitFaults =
  (faults: Faults) =>
  async (phase: 'before' | 'after', key: string | undefined): Promise<void> => {
    const { activityType, attempt } = asyncLocalStorage.getStore()?.info ?? { activityType: 'none', attempt: 1 };
    if (phase === 'before' && faults.isDeaf(activityType, attempt)) await faults.late();
    faults.pass(`${activityType}/${key?.split('/').slice(2).join('/') ?? 'rows'}/${phase}`);
  };

/** What is away is told where people look: in the log, as a metric, and on the System page while the database is there. */
function watchDependencies(process: string, { db, blobs, metrics }: Deps, log: Logger): Breakers {
  const told = (promise: Promise<unknown>) =>
    void promise.catch((error: unknown) => log.debug({ err: error }, 'what is away could not be told'));
  told(forgetOutages(db, process));
  return createBreakers({
    looks: { postgres: () => db.query('select 1'), blobs: () => blobs.check() },
    opened(dependency, reason) {
      metrics.circuitOpen.set({ dependency }, 1);
      log.warn({ dependency, reason }, 'documents wait until it is back');
      told(tellOutage(db, process, dependency, reason));
    },
    closed(dependency, seconds) {
      metrics.circuitOpen.set({ dependency }, 0);
      log.info({ dependency, seconds: Math.round(seconds) }, 'it is back: documents go on');
      told(endOutage(db, process, dependency));
    },
  });
}

/** Workflows are bundled at build time; from sources (tests) they are bundled here. */
const BUNDLE = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
const WORKFLOWS = fileURLToPath(new URL('../workflows/index.js', import.meta.url));

function optionsOf({
  taskQueue,
  activities,
  workflows,
  concurrency,
}: Role): Partial<WorkerOptions> & { taskQueue: string } {
  return {
    taskQueue,
    activities,
    maxConcurrentActivityTaskExecutions: concurrency,
    activityTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 2, maximum: 8 },
    ...(workflows
      ? {
          ...(existsSync(BUNDLE) ? { workflowBundle: { codePath: BUNDLE } } : { workflowsPath: WORKFLOWS }),
          workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 2, initial: 3, maximum: 10 },
          maxCachedWorkflows: 400,
        }
      : {}),
  };
}

/** A worker that is told its build is given what the server routes to that build; another one, whatever comes (docs/decisions/0008). */
const versionOf = ({ deployment, build }: Config): Pick<WorkerOptions, 'workerDeploymentOptions'> =>
  build === undefined
    ? {}
    : {
        workerDeploymentOptions: {
          useWorkerVersioning: true,
          version: { deploymentName: deployment, buildId: build },
          defaultVersioningBehavior: 'AUTO_UPGRADE', // those that are short say otherwise (workflows/pinned.ts)
        },
      };

/** Versioned workers only say when they wait to be released; what that needs is loaded by them only. */
async function watchOf({ config, log }: Environment, connection: NativeConnection): Promise<ReleaseWatch | undefined> {
  const { build, deployment, temporal } = config;
  if (build === undefined) return undefined;
  const { watchRelease } = await import('./release-watch.js');
  return watchRelease({ connection, namespace: temporal.namespace, deployment, build, log });
}

async function connect(address: string, log: Logger): Promise<NativeConnection> {
  const configured = loadClientConnectConfig().connectionOptions;
  const deadline = Date.now() + CONNECT_DEADLINE_MS;
  for (;;) {
    try {
      return await NativeConnection.connect({ ...configured, address });
    } catch (error) {
      if (Date.now() > deadline) throw error;
      log.info('waiting for Temporal');
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

function installRuntime(log: Logger): void {
  Runtime.install({
    shutdownSignals: [], // the process decides when to stop (services/lifecycle)
    logger: {
      log: (level, message, meta) => log[LEVELS[level]]({ ...meta }, message),
      trace: (message, meta) => log.trace({ ...meta }, message),
      debug: (message, meta) => log.debug({ ...meta }, message),
      info: (message, meta) => log.debug({ ...meta }, message),
      warn: (message, meta) => log[/^No workflows registered/.test(message) ? 'debug' : 'warn']({ ...meta }, message), // so it is meant
      error: (message, meta) => log.error({ ...meta }, message),
    },
    telemetryOptions: { logging: { forward: {}, filter: 'WARN' } },
  });
}

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' } as const;
