import { Redis } from 'ioredis';
import type { Bus, Topic } from './bus.js';

/** A Redis that takes longer is not waited for: the hint goes another way. */
const COMMAND_MS = 500;
const CONNECT_MS = 5_000;
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 2_000;

/**
 * Hints by Redis PUB/SUB. PUB/SUB knows no databases, so the database number of the URL is part of the names: installations
 * that share a Redis take different numbers. Connects by itself, and again with back-off for as long as it lives.
 */
export function createRedisBus(url: string, onError: (error: unknown) => void): Bus & { version(): Promise<string> } {
  function open(): Redis {
    const redis = new Redis(url, {
      lazyConnect: true,
      enableOfflineQueue: false, // what cannot be told at once is not worth telling later
      maxRetriesPerRequest: 0,
      connectTimeout: CONNECT_MS,
      commandTimeout: COMMAND_MS,
      autoResubscribe: false, // it is subscribed each time it is ready: one way, and not two
      retryStrategy: (attempt) => Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempt, 10), LONGEST_RETRY_MS),
    });
    redis.on('error', onError); // without a listener an error would end the process
    return redis;
  }

  const publisher = open();
  publisher.connect().catch(onError); // goes on trying
  const database = publisher.options.db ?? 0;
  const prefix = `docugenie:${database}:`;

  return {
    async publish(topic, payload) {
      await publisher.publish(prefix + topic, payload);
    },
    listen(topics, hear) {
      const subscriber = open();
      const names = new Map<string, Topic>(topics.map((topic) => [prefix + topic, topic]));
      subscriber.on('message', (name: string, payload: string) => {
        const topic = names.get(name);
        if (topic !== undefined) hear(topic, payload);
      });
      subscriber.on('ready', () => void subscriber.subscribe(...names.keys()).catch(onError));
      subscriber.connect().catch(onError);
      return { stop: () => end(subscriber) };
    },
    async version() {
      const [, version = 'unknown'] = /^redis_version:(\S+)/m.exec(await publisher.info('server')) ?? [];
      return version;
    },
    stop: () => end(publisher),
  };
}

function end(redis: Redis): Promise<void> {
  redis.disconnect();
  return Promise.resolve();
}
