import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULTS } from './defaults.js';
import { effectiveCell, effectiveDigest, effectiveQuiet, effectiveRate, type Cell } from './effective.js';
import { CATEGORIES, NOTIFIABLE_TYPES } from './notifiable.js';
import { CHANNELS, type DigestRule, type Preferences } from './preferences.js';
import { preferences } from './testing/occasion.js';

const failed: Cell = { type: 'document.failed', label: 'invoice', channel: 'email' };
const says = (email: boolean): Preferences => ({ events: { 'document.failed': { email } } });
const saysOf = (label: string, email: boolean): Preferences => ({
  overrides: [{ topic: `label:${label}`, events: { 'document.failed': { email } } }],
});
const daily: DigestRule = { every: 'day', at: '08:00', max_items: 50 };

describe('a cell of the matrix', () => {
  it.each<[string, Preferences, Preferences, object]>([
    ['the default where nobody speaks', {}, {}, { on: false, code: 'off_by_default' }],
    ['the team rather than the default', says(true), {}, { on: true, code: 'on_by_tenant' }],
    [
      "the team's override rather than the team",
      { ...says(true), ...saysOf('invoice', false) },
      {},
      { on: false, code: 'off_by_tenant_override' },
    ],
    [
      "the person rather than the team's override",
      saysOf('invoice', false),
      says(true),
      { on: true, code: 'on_by_person' },
    ],
    [
      'the override of the person rather than all others',
      { ...says(true), ...saysOf('invoice', true) },
      { ...says(true), ...saysOf('invoice', false) },
      { on: false, code: 'off_by_override' },
    ],
    ['no override of another label', {}, saysOf('contract', true), { on: false, code: 'off_by_default' }],
    [
      'the first of several overrides',
      {},
      { overrides: [...(saysOf('invoice', true).overrides ?? []), ...(saysOf('invoice', false).overrides ?? [])] },
      { on: true, code: 'on_by_override' },
    ],
    [
      'the first override that says something',
      {},
      {
        overrides: [
          { topic: 'label:invoice', events: { 'document.failed': {} } },
          ...(saysOf('invoice', true).overrides ?? []),
        ],
      },
      { on: true, code: 'on_by_override' },
    ],
  ])('follows %s', (_, tenant, person, effective) => {
    expect(effectiveCell({ tenant, person }, failed)).toEqual(effective);
  });

  it('is not reached by overrides while the document has no label', () => {
    const levels = { tenant: {}, person: saysOf('invoice', true) };
    expect(effectiveCell(levels, { ...failed, label: null })).toEqual({ on: false, code: 'off_by_default' });
  });

  it('follows the most specific level that says something, whatever the others say', () => {
    const cell = fc.record({
      type: fc.constantFrom(...NOTIFIABLE_TYPES),
      label: fc.constantFrom(null, 'invoice', 'contract'),
      channel: fc.constantFrom(...CHANNELS),
    });
    fc.assert(
      fc.property(preferences, preferences, cell, (tenant, person, cell) => {
        const levels: [string, boolean][] = [];
        const hear = (level: string, on: boolean | undefined) => {
          if (on !== undefined) levels.push([level, on]);
        };
        for (const [{ overrides, events }, override, own] of [
          [person, 'override', 'person'],
          [tenant, 'tenant_override', 'tenant'],
        ] as const) {
          for (const each of overrides ?? [])
            if (each.topic === `label:${cell.label ?? ''}`) hear(override, each.events[cell.type]?.[cell.channel]);
          hear(own, events?.[cell.type]?.[cell.channel]);
        }
        hear('default', DEFAULTS[cell.type][cell.channel]);
        const [level = '', on] = levels[0] ?? [];
        expect(effectiveCell({ tenant, person }, cell)).toEqual({
          on,
          code: `${on === true ? 'on' : 'off'}_by_${level}`,
        });
      }),
    );
  });
});

describe('the defaults', () => {
  it('mail nothing that nobody has asked for', () => {
    expect(Object.values(DEFAULTS).filter(({ email }) => email)).toEqual([]);
  });

  it('leave out of the inbox what happens thousands of times a day', () => {
    expect(DEFAULTS['document.completed'].inbox).toBe(false);
    expect(DEFAULTS['document.failed'].inbox).toBe(true);
  });
});

describe('what else a team and a person may state', () => {
  it('is bound, by default, to no number of messages', () => {
    expect(effectiveRate({ tenant: {}, person: {} }, 'email')).toBeNull();
  });

  it('is the number of messages of the person, also where that is none', () => {
    const tenant = { per_hour: { email: 5 } };
    expect(effectiveRate({ tenant, person: { per_hour: { inbox: 2 } } }, 'email')).toBe(5);
    expect(effectiveRate({ tenant, person: { per_hour: { email: 2 } } }, 'email')).toBe(2);
    expect(effectiveRate({ tenant, person: { per_hour: { email: null } } }, 'email')).toBeNull();
  });

  it.each(CATEGORIES)('is the digest of the person, also where that is none: %s', (category) => {
    const tenant = { digests: { [category]: { email: daily } } };
    const mine: DigestRule = { every: 'window', minutes: 30, max_items: 20 };
    expect(effectiveDigest({ tenant: {}, person: {} }, category)).toBeNull();
    expect(effectiveDigest({ tenant, person: { digests: { [category]: {} } } }, category)).toEqual(daily);
    expect(effectiveDigest({ tenant, person: { digests: { [category]: { email: mine } } } }, category)).toEqual(mine);
    expect(effectiveDigest({ tenant, person: { digests: { [category]: { email: null } } } }, category)).toBeNull();
  });

  it('is quiet hours of one level by the clock of another', () => {
    const windows = [{ days: [1], from: '22:00', to: '07:00' }] as const;
    const tenant: Preferences = { quiet_hours: { windows }, time_zone: 'Europe/London' };
    expect(effectiveQuiet({ tenant: {}, person: {} })).toEqual({ windows: [], timeZone: 'UTC' });
    expect(effectiveQuiet({ tenant, person: {} })).toEqual({ windows, timeZone: 'Europe/London' });
    expect(effectiveQuiet({ tenant, person: { time_zone: 'Asia/Kathmandu' } })).toEqual({
      windows,
      timeZone: 'Asia/Kathmandu',
    });
    expect(effectiveQuiet({ tenant, person: { quiet_hours: null } })).toEqual({
      windows: [],
      timeZone: 'Europe/London',
    });
  });
});
