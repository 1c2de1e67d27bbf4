import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { isNotFound } from './not-found.js';
import { POLLS, pollersOf, routeOf, type Poll } from './pollers.js';

const Status = proto.temporal.api.enums.v1.WorkerDeploymentVersionStatus;
const { TASK_QUEUE_TYPE_ACTIVITY } = proto.temporal.api.enums.v1.TaskQueueType;

/**
 * A build as the server sees it; it is known from the first poll of one of its workers.
 *
 *   waiting ─▶ ramping ─▶ current ─another one is released─▶ draining ─its pinned runs have ended─▶ drained
 *      └──────released───────┘└────────────────────released again───────────────────────────┘
 */
export interface Build {
  build: string;
  state: 'waiting' | 'ramping' | 'current' | 'draining' | 'drained';
}

export interface Deployment {
  /** What new work is given to; null: to workers that are not versioned. */
  current: string | null;
  builds: Build[];
}

/** The builds of one deployment: which there are, and which of them is given work. */
export interface Deployments {
  /** undefined: no versioned worker has polled yet. */
  look(): Promise<Deployment | undefined>;
  /** Task queues of a build that none of its workers polls. */
  unpolled(build: string): Promise<string[]>;
  /**
   * Task queues that do not give their work to a build yet. Each queue is asked: the server's word for all of them
   * (`routingConfigUpdateState`) has been seen to stay at "in progress" for ever.
   */
  unrouted(build: string): Promise<string[]>;
  /** Runs that have not ended and were last in the hands of a build. Known some seconds late. */
  runs(build: string): Promise<number>;
  /** Gives all new work to a build, and the runs that upgrade. Throws when the server does not know it. */
  makeCurrent(build: string): Promise<void>;
}

/** A call that takes longer throws. */
const CALL_TIMEOUT_MS = 5_000;

export function createDeployments(client: Client, deployment: string): Deployments {
  const { namespace } = client.options;
  const service = client.workflowService;
  const call = <T>(body: () => Promise<T>) => client.withDeadline(Date.now() + CALL_TIMEOUT_MS, body);
  const known = <T>(body: () => Promise<T>): Promise<T | undefined> =>
    call(body).catch((error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });

  /**
   * What a build has to poll: what the workers of today do, or, once it was released, what its workers did: it may be an
   * older version with other task queues.
   */
  async function pollsOf(build: string): Promise<readonly Poll[]> {
    const deploymentVersion = { deploymentName: deployment, buildId: build };
    const version = await known(() => service.describeWorkerDeploymentVersion({ namespace, deploymentVersion }));
    if (!version?.workerDeploymentVersionInfo?.lastCurrentTime) return POLLS;
    return version.versionTaskQueues.map(({ name, type }) => ({
      queue: name ?? '',
      type: type ?? TASK_QUEUE_TYPE_ACTIVITY,
    }));
  }

  return {
    async look() {
      const found = await known(() => service.describeWorkerDeployment({ namespace, deploymentName: deployment }));
      const info = found?.workerDeploymentInfo;
      if (!info) return undefined;
      return {
        current: info.routingConfig?.currentDeploymentVersion?.buildId ?? null,
        builds: (info.versionSummaries ?? []).map(({ deploymentVersion, status }) => ({
          build: deploymentVersion?.buildId ?? '',
          state: STATES[status ?? 0] ?? 'waiting',
        })),
      };
    },
    async unpolled(build) {
      const polls = await pollsOf(build);
      const pollers = await Promise.all(polls.map((poll) => call(() => pollersOf(client, poll))));
      const own = (each: { deployment: string; build: string }) =>
        each.deployment === deployment && each.build === build;
      return [...new Set(polls.filter((_, index) => !pollers[index]?.some(own)).map(({ queue }) => queue))];
    },
    async unrouted(build) {
      const polls = await pollsOf(build);
      const routes = await Promise.all(polls.map((poll) => call(() => routeOf(client, poll))));
      return [...new Set(polls.filter((_, index) => routes[index] !== build).map(({ queue }) => queue))];
    },
    async runs(build) {
      const last = `TemporalWorkerDeploymentVersion = ${JSON.stringify(`${deployment}:${build}`)}`;
      const { count } = await call(() => client.workflow.count(`${last} and ExecutionStatus = "Running"`));
      return count;
    },
    async makeCurrent(build) {
      await call(() =>
        service.setWorkerDeploymentCurrentVersion({
          namespace,
          deploymentName: deployment,
          buildId: build,
          ignoreMissingTaskQueues: true, // an earlier version may have fewer; `unpolled` has told what is missing
        }),
      );
    },
  };
}

const STATES: Readonly<Record<number, Build['state']>> = {
  [Status.WORKER_DEPLOYMENT_VERSION_STATUS_CURRENT]: 'current',
  [Status.WORKER_DEPLOYMENT_VERSION_STATUS_RAMPING]: 'ramping',
  [Status.WORKER_DEPLOYMENT_VERSION_STATUS_DRAINING]: 'draining',
  [Status.WORKER_DEPLOYMENT_VERSION_STATUS_DRAINED]: 'drained',
};
