import { decide } from '../../domain/notifications/decide.js';
import {
  REASONS,
  type Decision,
  type DecisionStep,
  type Occasion,
  type ReasonCode,
} from '../../domain/notifications/decision.js';
import type { NotifiableType } from '../../domain/notifications/notifiable.js';
import { CHANNELS, type Channel } from '../../domain/notifications/preferences.js';
import type { Queryable } from '../db/index.js';
import type { Person, Policy } from './people.js';

/** A decision in words. */
export interface Explained {
  outcome: Decision['outcome'];
  not_before: string | null;
  reasons: { step: DecisionStep; code: ReasonCode; text: string }[];
}

/** As its row has it. */
interface Stored {
  outcome: Decision['outcome'];
  notBefore: number | null;
  reasons: Decision['reasons'];
}

export type Explanation = Record<Channel, Explained>;

/** PK. */
const STORED = `select channel, outcome, not_before, reasons from notification_decision where user_id = $1 and event_id = $2`;

/** Why an event did or did not reach a person; undefined: nothing was decided about it, or it is too long ago. */
export async function explainEvent(db: Queryable, user: string, event: string): Promise<Explanation | undefined> {
  const rows = await db.query<Omit<Stored, 'notBefore'> & { channel: Channel; not_before: Date | null }>(STORED, [
    user,
    event,
  ]);
  if (rows.length === 0) return undefined;
  const explained = rows.map(({ channel, not_before, ...rest }) => [
    channel,
    inWords({ ...rest, notBefore: not_before?.getTime() ?? null }),
  ]);
  return Object.fromEntries(explained) as Explanation; // one row a channel, written by decideNext
}

/** What would become of an event of some type now. */
export function explainType(
  { person, policy, ways, now }: { person: Person; policy: Policy; ways: ReadonlySet<Channel>; now: Date },
  about: { type: NotifiableType; label: string | null; document: string | null },
): Explanation {
  const explained = CHANNELS.map((channel) => {
    const occasion: Occasion = {
      ...about,
      channel,
      now: now.getTime(),
      on: policy.enabled,
      maySee: true,
      address: addressOf(channel, person, ways),
      tenant: policy.preferences,
      person: person.preferences,
      told: false,
      sentAt: [],
      gathering: null,
    };
    return [channel, inWords(decide(occasion))];
  });
  return Object.fromEntries(explained) as Explanation; // of all channels
}

/** Whether, and where, a channel reaches a person. */
export const addressOf = (channel: Channel, person: Person, ways: ReadonlySet<Channel>): Occasion['address'] =>
  channel === 'inbox' ? 'ready' : ways.has(channel) ? person.address : 'unavailable';

const inWords = ({ outcome, notBefore, reasons }: Stored): Explained => ({
  outcome,
  not_before: notBefore === null ? null : new Date(notBefore).toISOString(),
  reasons: reasons.map(({ step, code }) => ({ step, code, text: REASONS[code] })),
});
