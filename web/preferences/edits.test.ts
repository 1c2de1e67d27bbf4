import { describe, expect, it } from 'vitest';
import type { Preferences } from '../../domain/notifications/preferences.js';
import {
  overridesOf,
  withCell,
  withDigest,
  withMute,
  withoutMute,
  withOverride,
  withQuiet,
  withRate,
  type Edit,
} from './edits.js';

const after = (...edits: Edit[]): Preferences => edits.reduce((before, edit) => edit(before), {});

describe('edits of preferences', () => {
  it('set one cell and leave the others, and give it back to the team', () => {
    const set = after(withCell('document.failed', 'inbox', false), withCell('document.failed', 'email', true));
    expect(set).toEqual({ events: { 'document.failed': { inbox: false, email: true } } });
    expect(withCell('document.failed', 'inbox', undefined)(set)).toEqual({
      events: { 'document.failed': { email: true } },
    });
  });

  it('keep one override a label, and none that says nothing', () => {
    const set = after(
      withOverride('invoice', 'document.failed', 'email', true),
      withOverride('invoice', 'document.completed', 'inbox', true),
      withOverride('cv', 'document.failed', 'inbox', false),
    );
    expect(set.overrides?.map(({ topic }) => topic)).toEqual(['label:invoice', 'label:cv']);
    expect(overridesOf(set)).toEqual([
      { label: 'invoice', type: 'document.failed', channel: 'email', on: true },
      { label: 'invoice', type: 'document.completed', channel: 'inbox', on: true },
      { label: 'cv', type: 'document.failed', channel: 'inbox', on: false },
    ]);
    const without = overridesOf(set).reduce(
      (before, { label, type, channel }) => withOverride(label, type, channel, undefined)(before),
      set,
    );
    expect(without).toEqual({});
  });

  it('leave overrides alone that are of no label', () => {
    const before: Preferences = { overrides: [{ topic: 'model:m', events: { 'document.failed': { inbox: true } } }] };
    expect(overridesOf(before)).toEqual([]);
    expect(withOverride('cv', 'document.failed', 'inbox', false)(before).overrides).toHaveLength(2);
  });

  it('replace a mute of the same, and drop those that are over', () => {
    const now = Date.parse('2026-11-23T12:00:00Z');
    const over = { scope: 'all', value: null, until: '2026-11-23T11:00:00Z' } as const;
    const cv = { scope: 'label', value: 'cv', until: null } as const;
    const longer = { ...cv, until: '2026-12-01T00:00:00Z' };
    const muted = after(withMute(over, now), withMute(cv, now), withMute(longer, now));
    expect(muted.mutes).toEqual([longer]);
    expect(withoutMute(cv)(muted).mutes).toEqual([]);
  });

  it('tell "none" from "as the team has it"', () => {
    expect(after(withRate('email', null), withDigest('documents', null), withQuiet(null, undefined))).toEqual({
      per_hour: { email: null },
      digests: { documents: { email: null } },
      quiet_hours: null,
    });
    expect(
      after(
        withRate('email', 5),
        withRate('email', undefined),
        withDigest('documents', null),
        withDigest('documents', undefined),
      ),
    ).toEqual({ per_hour: {}, digests: {} });
  });
});
