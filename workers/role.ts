import type { NativeConnection } from '@temporalio/worker';
import type { Wrapping } from '../activities/attempt.js';
import type { Config } from '../services/config/index.js';
import type { Logger } from '../services/observability/index.js';
import type { Deps, Environment } from '../services/wiring/index.js';

export interface Role {
  taskQueue: string;
  activities: object;
  workflows: boolean;
  /** Activities at once in this process. */
  concurrency: number;
  stop(): Promise<void>;
}

/** What catches activities that fall. */
export type Net = Pick<Wrapping, 'breakers' | 'faults'>;

export type CreateRole = (
  deps: Deps,
  environment: Environment,
  connection: NativeConnection,
  net: Net,
) => Promise<Role>;

export const wrapping = ({ stepNoProgressS }: Config, log: Logger, net: Net): Wrapping => ({
  ...net,
  log,
  noProgressMs: stepNoProgressS * 1_000,
});
