import { Failure } from '../../domain/errors.js';
import type { Channel } from '../../domain/notifications/preferences.js';
import type { Database } from '../db/index.js';
import type { Metrics } from '../observability/index.js';
import type { Outbound } from '../outbound/index.js';
import type { Settled } from './deliveries.js';
import type { Links } from './letters.js';
import type { Mailer } from './mail/mailer.js';

/** What was sent is recorded as soon as the database takes it: it is asked this often. */
const STORE_AGAIN_MS = 250;

export interface SendingDeps {
  db: Database;
  /** undefined: this installation sends no e-mail. */
  mailer: Mailer | undefined;
  outbound: Outbound;
  links: Links;
  ways: ReadonlySet<Channel>;
  now: () => Date;
  newId: () => string;
  random: () => number;
  metrics: Metrics;
}

/** Not attempted: put off until then, or not wanted any more (null). */
export interface Aside {
  aside: string;
  until: Date | null;
}

/** What an attempt came to. */
export type Ended = Settled | Aside;

/** What has gone out must not be forgotten because the database is away for a moment. */
export async function untilStored(store: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await store();
      return;
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'unavailable')) throw error;
      await new Promise((resolve) => setTimeout(resolve, STORE_AGAIN_MS));
    }
  }
}
