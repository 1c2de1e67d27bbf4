import type { Category, NotifiableType } from '../../domain/notifications/notifiable.js';
import type {
  Channel,
  DigestRule,
  Matrix,
  Mute,
  Preferences,
  QuietWindow,
} from '../../domain/notifications/preferences.js';

/** What a person changes, as a function: it is applied to what is set at that moment, not to what this page knew. */
export type Edit = (before: Preferences) => Preferences;

/** Undefined wherever it is written: as the team has it. */
type OrTeam<T> = T | undefined;

/** Sets a member; undefined takes it out. */
function set<T extends object, K extends keyof T>(object: T, key: K, value: T[K] | undefined): T {
  const { [key]: _, ...rest } = object;
  // The same members but one, which is optional wherever this is used.
  return (value === undefined ? rest : { ...rest, [key]: value }) as T;
}

const inMatrix = (events: Matrix, type: NotifiableType, channel: Channel, on: OrTeam<boolean>): Matrix =>
  set(events, type, set(events[type] ?? {}, channel, on));

/** A type of event on or off by one way. */
export const withCell =
  (type: NotifiableType, channel: Channel, on: OrTeam<boolean>): Edit =>
  (before) =>
    set(before, 'events', inMatrix(before.events ?? {}, type, channel, on));

/** One cell of an override: what holds for documents of a label only. */
export interface Override {
  label: string;
  type: NotifiableType;
  channel: Channel;
  on: boolean;
}

const LABEL = 'label:';

/** All cells of all overrides for labels, in the order of the list. */
export const overridesOf = ({ overrides = [] }: Preferences): readonly Override[] =>
  overrides.flatMap(({ topic, events }) =>
    topic.startsWith(LABEL)
      ? Object.entries(events).flatMap(([type, channels]) =>
          Object.entries(channels).map(([channel, on]) => ({
            label: topic.slice(LABEL.length),
            // Object.entries forgets what the keys are.
            ...{ type: type as NotifiableType, channel: channel as Channel, on },
          })),
        )
      : [],
  );

/** Sets a cell for documents of a label, or takes it out. */
export const withOverride =
  (label: string, type: NotifiableType, channel: Channel, on: OrTeam<boolean>): Edit =>
  (before) => {
    const topic = `label:${label}` as const;
    const all = before.overrides ?? [];
    const changed = all.some((each) => each.topic === topic) ? all : [...all, { topic, events: {} }];
    const overrides = changed
      .map((each) => (each.topic === topic ? { topic, events: inMatrix(each.events, type, channel, on) } : each))
      .filter(({ events }) => Object.values(events).some((channels) => Object.keys(channels).length > 0));
    return set(before, 'overrides', overrides.length > 0 ? overrides : undefined);
  };

const sameMute = (a: Mute, b: Mute): boolean => a.scope === b.scope && a.value === b.value;

/** Whether it still holds. */
export const holds = ({ until }: Mute, now: number): boolean => until === null || Date.parse(until) > now;

/** Adds a mute in place of an older one of the same; those that are over go. */
export const withMute =
  (mute: Mute, now: number): Edit =>
  (before) => ({
    ...before,
    mutes: [...(before.mutes ?? []).filter((each) => holds(each, now) && !sameMute(each, mute)), mute],
  });

export const withoutMute =
  (mute: Mute): Edit =>
  (before) => ({ ...before, mutes: (before.mutes ?? []).filter((each) => !sameMute(each, mute)) });

/** Messages an hour; null: no bound. */
export const withRate =
  (channel: Channel, rate: OrTeam<number | null>): Edit =>
  (before) =>
    set(before, 'per_hour', set(before.per_hour ?? {}, channel, rate));

/** How mail of a category is gathered; null: it is not. */
export const withDigest =
  (category: Category, rule: OrTeam<DigestRule | null>): Edit =>
  (before) =>
    set(before, 'digests', set(before.digests ?? {}, category, rule === undefined ? undefined : { email: rule }));

/** Quiet hours, null for none, and the clock that they go by. */
export const withQuiet =
  (windows: OrTeam<readonly QuietWindow[] | null>, zone: OrTeam<string>): Edit =>
  (before) =>
    set(set(before, 'quiet_hours', windows ? { windows } : windows), 'time_zone', zone);
