import type { Progress } from '../../domain/events/event.js';
import { tenantChannel } from '../../domain/events/channel.js';
import type { Database } from '../../services/db/index.js';
import {
  channelState,
  hearHints,
  readEvents,
  readTops,
  type Bus,
  type ChannelState,
  type Ear,
  type Growth,
} from '../../services/events/index.js';
import type { Logger, Metrics } from '../../services/observability/index.js';
import { createTail, type Tail } from './tail.js';

/** What a lost hint did not tell is found within this time. */
const POLL_MS = 250;
/** Events that come so soon after others of their channel wait for each other. */
const SPACING_MS = 5;

/** Makes the row of a channel that nothing was written to yet, so that it has an epoch. PK; harmless when it is there. */
const ENSURE = `insert into channel (name, tenant_id) values ($1, $2) on conflict do nothing`;

export interface ChannelRef {
  /** As stored: `tenant:<id>`, `document:<id>`. */
  stored: string;
  /** As the caller named it. */
  name: string;
  tenant: string;
}

/** How far a step is; one object for all followers of a channel. */
export interface Report {
  subject: string;
  data: Readonly<Record<string, unknown>>;
}

export interface Follower {
  /** Something may have been added behind the position. */
  wake(): void;
  progress(report: Report): void;
}

export interface Hub {
  /** Epoch, top and floor; makes the row of a channel that has none yet. */
  state(channel: ChannelRef): Promise<ChannelState>;
  /** Installs the tap; from now on nothing that is committed can be missed. `leave` removes it. */
  follow(channel: ChannelRef, follower: Follower): { tail: Tail; leave: () => void };
  start(): void;
  stop(): Promise<void>;
}

interface Followed {
  tail: Tail;
  followers: Set<Follower>;
}

/**
 * Follows the channels that someone here is subscribed to. Hints tell at once that a channel has grown; the poll finds
 * within POLL_MS what a lost hint did not tell. Each channel is read once a process, however many follow it.
 */
export function createHub(deps: { db: Database; bus: Pick<Bus, 'listen'>; log: Logger; metrics: Metrics }): Hub {
  const { db, bus, log, metrics } = deps;
  const channels = new Map<string, Followed>();
  let ear: Ear | undefined;
  let poll: NodeJS.Timeout | undefined;
  let polling = false;

  const hearer = {
    grown(growths: readonly Growth[]) {
      for (const { channel, top, events } of growths) channels.get(channel)?.tail.grown(top, events);
    },
    progress: (reports: readonly Progress[]) => reports.forEach(tell),
  };

  function tell({ tenant, subject, data }: Progress): void {
    for (const name of [subject, tenantChannel(tenant)]) {
      const report: Report = { subject, data };
      for (const follower of channels.get(name)?.followers ?? []) follower.progress(report);
    }
  }

  async function pollTops(): Promise<void> {
    if (polling || channels.size === 0) return;
    polling = true;
    try {
      for (const [name, top] of await readTops(db, [...channels.keys()])) channels.get(name)?.tail.grown(top);
    } catch (error) {
      log.debug({ err: error }, 'tops could not be read');
    } finally {
      polling = false;
    }
  }

  function open(channel: ChannelRef): Followed {
    const followers = new Set<Follower>();
    const tail = createTail(
      channel.name,
      (offset, upTo) => readEvents(db, channel.stored, offset, channel.name, upTo),
      {
        onGrown: (fresh) => {
          const now = Date.now();
          for (const { time } of fresh) metrics.deliveryLag.observe(Math.max(0, (now - Date.parse(time)) / 1_000));
          followers.forEach((follower) => follower.wake());
        },
        onError: (error) => log.warn({ err: error, channel: channel.name }, 'events could not be read'),
      },
      SPACING_MS,
    );
    return { tail, followers };
  }

  return {
    async state({ stored, tenant }) {
      const state = await channelState(db, stored, tenant);
      if (state) return state;
      await db.query(ENSURE, [stored, tenant]);
      const made = await channelState(db, stored, tenant);
      if (!made) throw new Error('a channel of another tenant');
      return made;
    },
    follow(channel, follower) {
      const followed = channels.get(channel.stored) ?? open(channel);
      channels.set(channel.stored, followed);
      followed.followers.add(follower);
      return {
        tail: followed.tail,
        leave: () => {
          followed.followers.delete(follower);
          if (followed.followers.size === 0 && channels.get(channel.stored) === followed)
            channels.delete(channel.stored);
        },
      };
    },
    start() {
      ear = hearHints(bus, hearer, (error) => log.warn({ err: error }, 'a hint could not be read'));
      poll = setInterval(() => void pollTops(), POLL_MS);
    },
    async stop() {
      clearInterval(poll);
      await ear?.stop();
    },
  };
}
