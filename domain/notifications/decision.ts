import type { NotifiableType } from './notifiable.js';
import type { Channel, Preferences } from './preferences.js';

/** The steps of a decision, in their order. */
export const DECISION_STEPS = [
  'kill_switch',
  'access',
  'required',
  'mute',
  'channel',
  'collapse',
  'throttle',
  'digest',
  'quiet_hours',
  'send',
] as const;
export type DecisionStep = (typeof DECISION_STEPS)[number];

/** Why a step let it pass, put it off or stopped it. Fixed words: they are stored, counted and shown. */
export const REASONS = {
  switched_off: 'Notifications are switched off for the team.',
  switched_on: 'Notifications are on.',
  may_see: 'You may see it.',
  may_not_see: 'You may not see it, or it is gone.',
  required: 'This kind cannot be switched off.',
  not_required: 'This kind can be switched off.',
  muted_document: 'You muted this document.',
  muted_label: 'You muted documents of this type.',
  muted_type: 'You muted this kind of event.',
  muted_all: 'You muted everything.',
  not_muted: 'Nothing that concerns it is muted.',
  on_by_override: 'You switched it on for this type of document.',
  off_by_override: 'You switched it off for this type of document.',
  on_by_person: 'You switched it on.',
  off_by_person: 'You switched it off.',
  on_by_tenant_override: 'Your team has it on for this type of document.',
  off_by_tenant_override: 'Your team has it off for this type of document.',
  on_by_tenant: 'Your team has it on.',
  off_by_tenant: 'Your team has it off.',
  on_by_default: 'It is on unless somebody switches it off.',
  off_by_default: 'It is off unless somebody switches it on.',
  no_address: 'There is no address to send it to.',
  not_verified: 'The address has not been confirmed.',
  suppressed: 'The address does not take our mail.',
  unavailable: 'The server has no way to send it.',
  duplicate: 'You were told of this already.',
  first: 'It is the first of its kind.',
  throttled: 'More of them than you allow in an hour; it comes later.',
  within_rate: 'There are fewer in this hour than you allow.',
  gathered: 'It comes with the next digest.',
  at_once: 'It comes at once.',
  quiet: 'Quiet hours; it comes at their end.',
  not_quiet: 'No quiet hours now.',
  silent: 'It makes no noise: quiet hours do not put it off.',
  bypass: 'It is critical, and does not wait.',
  sent: 'It is sent.',
} as const;
export type ReasonCode = keyof typeof REASONS;

export interface Reason {
  step: DecisionStep;
  code: ReasonCode;
}

/** What has been gathered for a digest. */
export interface Gathering {
  /** When the first of it came. */
  since: number;
  items: number;
}

/** All facts of a decision; times are milliseconds since 1970. */
export interface Occasion {
  type: NotifiableType;
  /** Of the document it is about; null: it is about none, or it has no label yet. */
  document: string | null;
  label: string | null;
  channel: Channel;
  now: number;
  /** Whether the tenant sends notifications at all. */
  on: boolean;
  maySee: boolean;
  /** Whether, and where, this channel reaches the person. */
  address: 'ready' | 'none' | 'unverified' | 'suppressed' | 'unavailable';
  tenant: Preferences;
  person: Preferences;
  /** Whether the same was told to the person on this channel before (same event, or the same state of the same object). */
  told: boolean;
  /** When this channel sent its messages of the last hour, and when it is to send those that wait; the earliest first. */
  sentAt: readonly number[];
  /** The digest that gathers now, without this one; null: none has begun. */
  gathering: Gathering | null;
}

/** `reasons`: one a step, in order, up to the one that decided. `notBefore`: when it may be sent at the earliest. */
export type Decision =
  | { outcome: 'send' | 'gather'; notBefore: number; reasons: readonly Reason[] }
  | { outcome: 'skip'; notBefore: null; reasons: readonly Reason[] };

/** What is found just before it is sent; `later`: quiet hours have come in between, ask again at `notBefore`. */
export type Recheck =
  | { outcome: 'send' | 'later'; notBefore: number; reasons: readonly Reason[] }
  | { outcome: 'skip'; notBefore: null; reasons: readonly Reason[] };
