import type { Blobs } from '../../services/blobs/index.js';
import type { Database } from '../../services/db/index.js';
import { TASK_QUEUES, type DocumentWorkflows } from '../../services/temporal/index.js';

export interface ComponentDeps {
  db: Database;
  blobs: Blobs;
  workflows: DocumentWorkflows;
  /** The version of the Temporal server. */
  temporalVersion: () => Promise<string>;
  /** The Redis that carries hints, where one is configured. */
  redis: { version(): Promise<string> } | undefined;
}

/** Something that has to be there, so that documents can be read; without `redis` events only come a little later. */
export interface Component {
  name: 'postgres' | 'blobs' | 'temporal' | 'workers' | 'redis';
  healthy: boolean;
  /** Why it is not healthy. */
  detail: string | null;
  version: string | null;
}

/** One row of a catalog. */
const VERSION = `select current_setting('server_version') || ', pgvector ' || extversion as version from pg_extension where extname = 'vector'`;

/** Looks at all components, unless that was done within the last `freshMs`. What does not answer is told, not thrown. */
export type LookAtComponents = (freshMs: number) => Promise<Component[]>;

/** One look at a time, shared by all who ask meanwhile; one that found something missing is not kept. */
export function createComponents(deps: ComponentDeps): LookAtComponents {
  let last: { at: number; result: Promise<Component[]> } | undefined;

  async function look(name: Component['name'], check: () => Promise<string | null | undefined>): Promise<Component> {
    try {
      return { name, healthy: true, detail: null, version: (await check()) ?? null };
    } catch (error) {
      return { name, healthy: false, detail: error instanceof Error ? error.message : 'failed', version: null };
    }
  }

  async function workers(): Promise<null> {
    const queues = Object.values(TASK_QUEUES);
    const polled = await deps.workflows.polled(queues);
    const missing = queues.filter((queue) => !polled.includes(queue));
    if (missing.length > 0) throw new Error(`no worker polls ${missing.join(', ')}`);
    return null;
  }

  return async (freshMs) => {
    if (!last || Date.now() - last.at > freshMs) {
      const checks = [
        look('postgres', async () => (await deps.db.query<{ version: string }>(VERSION))[0]?.version),
        look('blobs', () => deps.blobs.check().then(() => null)),
        look('temporal', deps.temporalVersion),
        look('workers', workers),
        ...(deps.redis ? [look('redis', deps.redis.version)] : []),
      ];
      last = { at: Date.now(), result: Promise.all(checks) };
    }
    const components = await last.result;
    if (components.some(({ healthy }) => !healthy)) last = undefined; // someone waits for it: look again at once
    return components;
  };
}
