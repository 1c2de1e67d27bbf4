import type pg from 'pg';
import type { Database } from '../../db/index.js';
import type { Bus, Ear, Topic } from './bus.js';

/** Instance-wide lock at commit: never part of a business transaction (docs/decisions/0002). */
const NOTIFY = `select pg_notify($1, $2)`;

const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 2_000;

const channelOf = (topic: Topic): `docugenie_${Topic}` => `docugenie_${topic}`;

/** Hints by NOTIFY, each a statement of its own; each listener has a connection of its own, opened again when it breaks. */
export function createPostgresBus(
  db: () => Pick<Database, 'query' | 'connect'>,
  onError: (error: unknown) => void,
): Bus {
  return {
    async publish(topic, payload) {
      await db().query(NOTIFY, [channelOf(topic), payload]);
    },
    listen: (topics, hear) => listen(db, onError, new Map(topics.map((topic) => [channelOf(topic), topic])), hear),
    stop: () => Promise.resolve(),
  };
}

function listen(
  db: () => Pick<Database, 'connect'>,
  onError: (error: unknown) => void,
  topics: ReadonlyMap<string, Topic>,
  hear: (topic: Topic, payload: string) => void,
): Ear {
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let stopped = false;
  let delay = FIRST_RETRY_MS;

  async function connect(): Promise<void> {
    try {
      client = await db().connect();
      client.on('error', onError);
      client.on('end', again);
      client.on('notification', ({ channel, payload }) => {
        const topic = topics.get(channel);
        if (topic !== undefined) hear(topic, payload ?? '');
      });
      for (const name of topics.keys()) await client.query(`listen ${name}`);
      if (stopped) await client.end();
      delay = FIRST_RETRY_MS;
    } catch (error) {
      onError(error);
      again();
    }
  }

  function again(): void {
    if (stopped) return;
    clearTimeout(retry);
    retry = setTimeout(() => void connect(), delay);
    delay = Math.min(delay * 2, LONGEST_RETRY_MS);
  }

  void connect();
  return {
    async stop() {
      stopped = true;
      clearTimeout(retry);
      await client?.end().catch(onError);
    },
  };
}
