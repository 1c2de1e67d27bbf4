import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invalidWords } from '../../api/invalid.js';
import { failureFrom } from '../../api/problem.js';
import { PersonPreferences, TenantPreferences } from './preferences-schema.js';
import type { Preferences } from './preferences.js';
import { preferences } from './testing/occasion.js';

/** What a person is told who sends it; null: it is taken. */
const refusal = (value: unknown, schema: typeof PersonPreferences = PersonPreferences): string | null => {
  const { error } = schema.safeParse(value, { error: invalidWords });
  return error === undefined ? null : failureFrom(error).message;
};
const windows = (...list: readonly unknown[]) => ({ quiet_hours: { windows: list } });
const night = { days: [1, 2, 3, 4, 5], from: '22:00', to: '07:00' };
const whole = { days: [1, 2, 3, 4, 5, 6, 7], from: '12:00', to: '12:00' };
const digest = (rule: unknown) => ({ digests: { documents: { email: rule } } });
const mute = { scope: 'label', value: 'invoice', until: null };
const times = (count: number, value: unknown) => Array.from({ length: count }, () => value);

describe('preferences in a request', () => {
  it('are taken as they are, whatever a level may state', () => {
    fc.assert(
      fc.property(preferences, (stated) => {
        expect(PersonPreferences.parse(stated)).toEqual(stated);
      }),
    );
  });

  it('may say everything, and nothing', () => {
    const full: Preferences = {
      events: { 'document.failed': { inbox: false, email: true } },
      overrides: [{ topic: 'label:bank statement', events: { 'document.completed': { email: true } } }],
      mutes: [
        { scope: 'document', value: '0199b8a2-0000-7000-8000-000000000001', until: '2026-11-02T09:30:00+01:00' },
        { scope: 'type', value: 'document.paused', until: null },
        { scope: 'all', value: null, until: '2026-11-02T09:30:00Z' },
      ],
      per_hour: { inbox: null, email: 1_000 },
      digests: {
        documents: { email: { every: 'window', minutes: 5, max_items: 2 } },
        operation: { email: { every: 'day', at: '23:59', max_items: 200 } },
      },
      quiet_hours: { windows: [{ days: [6, 7], from: '00:00', to: '00:00' }] },
      time_zone: 'Asia/Kathmandu',
    };
    expect(PersonPreferences.parse(full)).toEqual(full);
    expect(PersonPreferences.parse({})).toEqual({});
    expect(refusal({ quiet_hours: null, digests: { documents: { email: null } } })).toBeNull();
  });

  it('state mutes for a person only', () => {
    expect(refusal({ mutes: [mute] })).toBeNull();
    expect(refusal({ mutes: [mute] }, TenantPreferences)).toBe('The body must not have mutes.');
  });

  it.each<[string, unknown]>([
    ['The body must be an object.', 'x'],
    ['The body must not have quiet_hour.', { quiet_hour: null }],
    ['events must not have document.created.', { events: { 'document.created': { inbox: true } } }],
    ['events.document.failed must not have sms.', { events: { 'document.failed': { sms: true } } }],
    ['events.document.failed.email must be true or false.', { events: { 'document.failed': { email: 1 } } }],
    ['overrides.0.topic must be a topic such as label:invoice.', { overrides: [{ topic: 'invoice', events: {} }] }],
    ['overrides.0.topic must be a topic such as label:invoice.', { overrides: [{ topic: 'label:', events: {} }] }],
    ['overrides must have at most 50 items.', { overrides: times(51, { topic: 'label:invoice', events: {} }) }],
    ['mutes must have at most 500 items.', { mutes: times(501, mute) }],
    ['mutes.0.scope must be one of document, label, type, all.', { mutes: [{ ...mute, scope: 'team' }] }],
    ['mutes.0 must be an object.', { mutes: ['invoice'] }],
    ['mutes.0.value is missing.', { mutes: [{ scope: 'label', until: null }] }],
    ['mutes.0.value must not be empty.', { mutes: [{ ...mute, value: '' }] }],
    ['mutes.0.value must be a UUID.', { mutes: [{ ...mute, scope: 'document' }] }],
    ['mutes.0.value must be null.', { mutes: [{ ...mute, scope: 'all' }] }],
    ['mutes.0.until must be a time, such as 2026-11-02T09:30:00Z.', { mutes: [{ ...mute, until: 'tomorrow' }] }],
    ['per_hour.email must be at least 1.', { per_hour: { email: 0 } }],
    ['per_hour.email must be at most 1000.', { per_hour: { email: 1_001 } }],
    ['per_hour.inbox must be a whole number.', { per_hour: { inbox: 1.5 } }],
    ['digests.documents must not have inbox.', { digests: { documents: { inbox: null } } }],
    ['digests.documents.email.every must be one of window, day.', digest({ every: 'hour', max_items: 20 })],
    ['digests.documents.email.minutes must be at least 5.', digest({ every: 'window', minutes: 4, max_items: 20 })],
    [
      'digests.documents.email.minutes must be at most 10080.',
      digest({ every: 'window', minutes: 10_081, max_items: 20 }),
    ],
    ['digests.documents.email.max_items must be at least 2.', digest({ every: 'day', at: '08:00', max_items: 1 })],
    ['digests.documents.email.max_items must be at most 200.', digest({ every: 'day', at: '08:00', max_items: 201 })],
    ['digests.documents.email.at must be a time such as 22:00.', digest({ every: 'day', at: '24:00', max_items: 20 })],
    [
      'digests.documents.email must not have minutes.',
      digest({ every: 'day', at: '08:00', minutes: 5, max_items: 20 }),
    ],
    ['quiet_hours.windows must have at most 20 items.', windows(...times(21, whole))],
    ['quiet_hours.windows.0.from must be a time such as 22:00.', windows({ ...night, from: '7pm' })],
    ['quiet_hours.windows.0.days.0 must be a day from 1, Monday, to 7, Sunday.', windows({ ...night, days: [0] })],
    ['quiet_hours.windows must each have at least one day.', windows({ ...night, days: [] })],
    ['quiet_hours.windows must not cover the whole week: nothing would ever be sent.', windows(night, whole)],
    ['time_zone must be a time zone such as Europe/London.', { time_zone: 'Europe/Atlantis' }],
    ['time_zone must be a time zone such as Europe/London.', { time_zone: '+05:30' }],
  ])('are refused: %s', (sentence, value) => {
    expect(refusal(value)).toBe(sentence);
  });
});
