import type { ReasonCode } from './decision.js';
import { DEFAULTS } from './defaults.js';
import type { Category, NotifiableType } from './notifiable.js';
import type { Channel, DigestRule, Matrix, Preferences, QuietWindow, Topic } from './preferences.js';

/** Whose preferences count; of two that speak, the person's. */
export interface Levels {
  tenant: Preferences;
  person: Preferences;
}

/** One question to the matrix of preferences. */
export interface Cell {
  type: NotifiableType;
  /** Of the document it is about; null: none. */
  label: string | null;
  channel: Channel;
}

/** Whether such events reach the channel, and which level said so. */
export interface EffectiveCell {
  on: boolean;
  code: ReasonCode;
}

/** When e-mail is to be silent, and by which clock. */
export interface Quiet {
  windows: readonly QuietWindow[];
  timeZone: string;
}

/**
 * Answers one cell. The first that says something counts: an override of the person, the person, an override of the
 * tenant, the tenant, the default.
 */
export function effectiveCell({ tenant, person }: Levels, cell: Cell): EffectiveCell {
  const said = (on: boolean | undefined, yes: ReasonCode, no: ReasonCode): EffectiveCell | null =>
    on === undefined ? null : { on, code: on ? yes : no };
  return (
    said(overridden(person, cell), 'on_by_override', 'off_by_override') ??
    said(stated(person.events, cell), 'on_by_person', 'off_by_person') ??
    said(overridden(tenant, cell), 'on_by_tenant_override', 'off_by_tenant_override') ??
    said(stated(tenant.events, cell), 'on_by_tenant', 'off_by_tenant') ??
    (DEFAULTS[cell.type][cell.channel] ? { on: true, code: 'on_by_default' } : { on: false, code: 'off_by_default' })
  );
}

/** Messages an hour on the channel; null: no bound, which is also the default. */
export function effectiveRate({ tenant, person }: Levels, channel: Channel): number | null {
  const own = person.per_hour?.[channel];
  return own === undefined ? (tenant.per_hour?.[channel] ?? null) : own;
}

/** How mail of the category is gathered; null: it is not, which is also the default. */
export function effectiveDigest({ tenant, person }: Levels, category: Category): DigestRule | null {
  const own = person.digests?.[category]?.email;
  return own === undefined ? (tenant.digests?.[category]?.email ?? null) : own;
}

/** Quiet hours and their time zone, each by the most specific level that states it; by default none, and UTC. */
export function effectiveQuiet({ tenant, person }: Levels): Quiet {
  const hours = person.quiet_hours === undefined ? tenant.quiet_hours : person.quiet_hours;
  return { windows: hours?.windows ?? [], timeZone: person.time_zone ?? tenant.time_zone ?? 'UTC' };
}

const stated = (events: Matrix | undefined, { type, channel }: Cell): boolean | undefined => events?.[type]?.[channel];

/** What the first of the overrides says that fits and says something. */
function overridden({ overrides = [] }: Preferences, cell: Cell): boolean | undefined {
  if (cell.label === null) return undefined;
  const topic: Topic = `label:${cell.label}`;
  return overrides
    .filter((override) => override.topic === topic)
    .map(({ events }) => stated(events, cell))
    .find((on) => on !== undefined);
}
