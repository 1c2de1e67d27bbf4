import { setTimeout as pause } from 'node:timers/promises';
import { createDeployments, type Build, type Deployments } from '../../services/temporal/index.js';
import { trouble } from '../platform/trouble.js';
import { versionOf } from '../platform/version.js';
import type { Style } from '../terminal/screen.js';
import { pad } from '../terminal/text.js';
import type { Context } from './context.js';
import { withTemporal } from './temporal.js';

const LOOK_EVERY_MS = 500;

/** The server tells its task queues within a second or two. */
const ROUTED_WITHIN_MS = 30_000;

/**
 * `docugenie release [BUILD]`: gives all new work to a build, and the runs that upgrade. Waits until its workers poll all
 * their task queues, and then until all queues know. Releasing what is current changes nothing.
 *
 * @param build default: TEMPORAL_WORKER_BUILD_ID, else the version of the product
 * @param wait seconds that its workers may take to come; throws a Failure that names what is missing when it takes longer
 */
export function release(context: Context, build: string | undefined, wait: string): Promise<number> {
  const seconds = Number(wait);
  if (!(seconds >= 0)) trouble(`--wait takes seconds, not "${wait}"`, 'leave it out for 60');
  return withTemporal(context, async (client, config) => {
    const { screen } = context;
    const chosen = build ?? config.build ?? versionOf(context.root);
    const deployments = createDeployments(client, config.deployment);
    const before = (await deployments.look())?.current;
    if (before === chosen) {
      await queuesKnow(context, deployments, chosen);
      screen.print(`Build ${chosen} is current already.`);
      return 0;
    }
    await workersOf(context, deployments, chosen, seconds * 1_000);
    await deployments.makeCurrent(chosen);
    await queuesKnow(context, deployments, chosen);
    screen.print(
      `Build ${chosen} is current now. Before: ${before === null || before === undefined ? 'none' : `build ${before}`}.`,
    );
    return 0;
  });
}

/** Waits until all task queues give their work to the build. */
async function queuesKnow(context: Context, deployments: Deployments, build: string): Promise<void> {
  const until = Date.now() + ROUTED_WITHIN_MS;
  for (;;) {
    const missing = (await deployments.unrouted(build)).join(', ');
    if (missing === '') return;
    if (Date.now() >= until) {
      trouble(
        `build ${build} is current, but after ${ROUTED_WITHIN_MS / 1_000} s there are queues that do not give it work: ${missing}`,
        'release it again',
      );
    }
    await pause(LOOK_EVERY_MS, undefined, context);
  }
}

/** Waits until workers of the build poll all of its task queues. */
async function workersOf(context: Context, deployments: Deployments, build: string, ms: number): Promise<void> {
  const until = Date.now() + ms;
  for (let told = ''; ;) {
    const missing = (await deployments.unpolled(build)).join(', ');
    if (missing === '') return;
    if (Date.now() >= until) {
      trouble(
        `no worker of build ${build} polls ${missing}`,
        `start its workers with TEMPORAL_WORKER_BUILD_ID=${build}, and release it again`,
      );
    }
    if (missing !== told) context.screen.print(`Waiting for workers of build ${build} on ${missing}`);
    told = missing;
    await pause(LOOK_EVERY_MS, undefined, context);
  }
}

/** `docugenie release --show`: the builds that the server knows, and the runs in their hands. */
export function showBuilds(context: Context): Promise<number> {
  return withTemporal(context, async (client, config) => {
    const deployments = createDeployments(client, config.deployment);
    const found = await deployments.look();
    if (found === undefined) {
      context.screen.print(`No worker of ${config.deployment} with a build has come yet (TEMPORAL_WORKER_BUILD_ID).`);
      return 0;
    }
    const runs = await Promise.all(found.builds.map(({ build }) => deployments.runs(build).catch(() => undefined)));
    const rows = found.builds.map((build, index) => ({ ...build, runs: runs[index] }));
    for (const line of buildLines(rows, context.screen.style)) context.screen.print(line);
    return 0;
  });
}

/** A line a build, first what is given work. */
export function buildLines(builds: readonly (Build & { runs: number | undefined })[], style: Style): string[] {
  const columns = Math.max(0, ...builds.map(({ build }) => build.length)) + 2;
  return builds
    .toSorted((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state))
    .map(({ build, state, runs }) => {
      const said = runs === undefined ? 'runs unknown' : `${runs} ${runs === 1 ? 'run' : 'runs'}`;
      const word = pad(state, 10);
      return `${pad(build, columns)}${state === 'current' ? style.good(word) : word}${said}`;
    });
}

const STATES: readonly Build['state'][] = ['current', 'ramping', 'waiting', 'draining', 'drained'];
