import { setTimeout as wait } from 'node:timers/promises';

/** Tries `attempt` every `interval` ms until it answers something, or `limit` ms are over (undefined), or `signal` (throws). */
export async function until<T>(
  attempt: () => Promise<T | undefined> | T | undefined,
  { interval, limit, signal }: { interval: number; limit: number; signal?: AbortSignal | undefined },
): Promise<T | undefined> {
  const end = performance.now() + limit;
  for (;;) {
    signal?.throwIfAborted();
    const answer = await attempt();
    if (answer !== undefined) return answer;
    if (performance.now() >= end) return undefined;
    await wait(interval, undefined, signal === undefined ? {} : { signal });
  }
}
