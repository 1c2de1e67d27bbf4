import { Client } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import type { Logger } from '../services/observability/index.js';
import { createDeployments } from '../services/temporal/index.js';

const LOOK_EVERY_MS = 3_000;

export interface ReleaseWatch {
  stop(): void;
}

/**
 * Says once, in the log, that this build is given no new work until it is released, and once that it has been. While
 * Temporal does not answer it goes on asking; a build that takes work already has nothing to say.
 */
export function watchRelease(options: {
  connection: NativeConnection;
  namespace: string;
  deployment: string;
  build: string;
  log: Logger;
}): ReleaseWatch {
  const { connection, namespace, deployment, build, log } = options;
  const deployments = createDeployments(new Client({ connection, namespace }), deployment);
  let told = false;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function released(): Promise<boolean> {
    const found = await deployments.look();
    const state = found?.builds.find((each) => each.build === build)?.state;
    return state === 'current' || state === 'ramping';
  }

  async function look(): Promise<void> {
    try {
      if (await released()) {
        if (told) log.info({ build }, 'it has been released: it takes work');
        return;
      }
      if (!told && !stopped) log.info({ build }, `it waits to be released: docugenie release ${build}`);
      told = true;
    } catch (error) {
      log.debug({ err: error }, 'whether it has been released is not known');
    }
    if (!stopped) timer = setTimeout(() => void look(), LOOK_EVERY_MS);
  }

  void look();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
