import type { Category, NotifiableType } from './notifiable.js';

/** The ways to a person. Webhooks are not among them: they belong to the tenant. */
export const CHANNELS = ['inbox', 'email'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Which events reach which channels. What is left out is said by the next less specific level. */
export type Matrix = Partial<Record<NotifiableType, Partial<Record<Channel, boolean>>>>;

/** What a rule is about: one document, all of a label, and later one model or report. */
export type Topic = `label:${string}` | `model:${string}` | `report:${string}`;

export interface Mute {
  /** From the most specific to the least: one document, a label, a type of event, everything. */
  scope: 'document' | 'label' | 'type' | 'all';
  /** The id, the label or the type; null for `all`. */
  value: string | null;
  /** ISO 8601; null: until it is taken back. */
  until: string | null;
}

/** 1 is Monday, as in ISO 8601. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** `from` included, `to` not; a `to` at or before `from` is on the next day. `days`: the days on which it begins. */
export interface QuietWindow {
  days: readonly Weekday[];
  /** `HH:MM`, local time. */
  from: string;
  to: string;
}

/** When the events of a category are gathered and sent as one. */
export type DigestRule =
  /** So many minutes after the first of them. */
  | { every: 'window'; minutes: number; max_items: number }
  /** Each day at a time of the person's own, which quiet hours do not put off. */
  | { every: 'day'; at: string; max_items: number };

/** As one level (the tenant, a person) states them; every member may be left out. */
export interface Preferences {
  events?: Matrix;
  /** More specific than `events`; of several that fit, the first one that says something counts. */
  overrides?: readonly { topic: Topic; events: Matrix }[];
  /** Of a person only: a team has overrides. */
  mutes?: readonly Mute[];
  /** Messages an hour; null: no bound. */
  per_hour?: Partial<Record<Channel, number | null>>;
  /** null: at once. Never of the inbox. */
  digests?: Partial<Record<Category, { email?: DigestRule | null }>>;
  /** null: none. */
  quiet_hours?: { windows: readonly QuietWindow[] } | null;
  /** IANA name, of quiet hours and digests. */
  time_zone?: string;
}
