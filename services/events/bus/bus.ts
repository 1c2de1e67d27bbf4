/** What hints are about: channels that grew, how far steps are, work that waits, credentials that ended. */
export type Topic = 'events' | 'progress' | 'work' | 'credentials';

/** Hears payloads until it is stopped, and connects again by itself. */
export interface Ear {
  stop(): Promise<void>;
}

/**
 * Carries hints from process to process, at most once and in no order that anybody may rely on. A payload is at most
 * PAYLOAD_BYTES long, which every bus takes.
 */
export interface Bus {
  /** Rejects when it cannot be told now. */
  publish(topic: Topic, payload: string): Promise<void>;
  listen(topics: readonly Topic[], hear: (topic: Topic, payload: string) => void): Ear;
  stop(): Promise<void>;
}

/** NOTIFY refuses 8,000 bytes. */
export const PAYLOAD_BYTES = 7_500;

/** Tells by the first bus that takes it, and hears all of them. */
export function anyOf(buses: readonly Bus[]): Bus {
  return {
    async publish(topic, payload) {
      const errors: unknown[] = [];
      for (const bus of buses) {
        try {
          await bus.publish(topic, payload);
          return;
        } catch (error) {
          errors.push(error);
        }
      }
      throw new AggregateError(errors, 'no bus takes the hint');
    },
    listen(topics, hear) {
      const ears = buses.map((bus) => bus.listen(topics, hear));
      return { stop: () => stopAll(ears) };
    },
    stop: () => stopAll(buses),
  };
}

async function stopAll(all: readonly Ear[]): Promise<void> {
  await Promise.all(all.map((one) => one.stop()));
}
