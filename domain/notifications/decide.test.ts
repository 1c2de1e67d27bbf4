import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, recheck } from './decide.js';
import { DECISION_STEPS, REASONS, type Occasion, type Reason, type ReasonCode } from './decision.js';
import { releaseOf } from './digest.js';
import { effectiveCell, effectiveDigest, effectiveQuiet } from './effective.js';
import { NOTIFIABLE, type Notifiable } from './notifiable.js';
import type { Mute, Preferences } from './preferences.js';
import { quietUntil } from './quiet-hours.js';
import { NOW, occasions } from './testing/occasion.js';
import { HOUR, MINUTE } from './zoned-time.js';

const DOCUMENT = '0199b8a2-0000-7000-8000-000000000001';
const noon = Date.UTC(2026, 5, 10, 12); // a Wednesday
const night = Date.UTC(2026, 5, 10, 23);
const morning = Date.UTC(2026, 5, 11, 7);

/** An invoice has failed, and the person wants such mails. */
const occasion: Occasion = {
  type: 'document.failed',
  document: DOCUMENT,
  label: 'invoice',
  channel: 'email',
  now: noon,
  on: true,
  maySee: true,
  address: 'ready',
  tenant: {},
  person: {},
  told: false,
  sentAt: [],
  gathering: null,
};
const wanted: Preferences = { events: { 'document.failed': { email: true }, 'queue.drained': { email: true } } };
const quiet: Preferences = {
  ...wanted,
  quiet_hours: { windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '07:00' }] },
};
const gathers: Preferences = {
  ...quiet,
  digests: { documents: { email: { every: 'window', minutes: 30, max_items: 3 } } },
};
const mute = (scope: Mute['scope'], value: string | null, until: string | null = null): Mute => ({
  scope,
  value,
  until,
});
const required: Notifiable = { ...NOTIFIABLE['document.failed'], required: true };

const codes = (reasons: readonly Reason[]) => reasons.map(({ code }) => code);
const lastOf = (reasons: readonly Reason[]) => reasons.at(-1);
const codeOf = (reasons: readonly Reason[], step: Reason['step']) => reasons.find((each) => each.step === step)?.code;

describe('a decision', () => {
  it('names a reason for every step that a message passes', () => {
    expect(decide({ ...occasion, person: wanted })).toEqual({
      outcome: 'send',
      notBefore: noon,
      reasons: [
        { step: 'kill_switch', code: 'switched_on' },
        { step: 'access', code: 'may_see' },
        { step: 'required', code: 'not_required' },
        { step: 'mute', code: 'not_muted' },
        { step: 'channel', code: 'on_by_person' },
        { step: 'collapse', code: 'first' },
        { step: 'throttle', code: 'within_rate' },
        { step: 'digest', code: 'at_once' },
        { step: 'quiet_hours', code: 'not_quiet' },
        { step: 'send', code: 'sent' },
      ],
    });
  });

  it.each<[string, Partial<Occasion>, Reason]>([
    ['the team has switched notifications off', { on: false }, { step: 'kill_switch', code: 'switched_off' }],
    ['the person may not see it', { maySee: false }, { step: 'access', code: 'may_not_see' }],
    ['nobody has switched it on', { person: {} }, { step: 'channel', code: 'off_by_default' }],
    ['there is no address', { address: 'none' }, { step: 'channel', code: 'no_address' }],
    ['the address is not confirmed', { address: 'unverified' }, { step: 'channel', code: 'not_verified' }],
    ['the address refuses mail', { address: 'suppressed' }, { step: 'channel', code: 'suppressed' }],
    ['the server sends no mail', { address: 'unavailable' }, { step: 'channel', code: 'unavailable' }],
    ['it was told before', { told: true }, { step: 'collapse', code: 'duplicate' }],
  ])('is not to send where %s', (_, facts, reason) => {
    const decision = decide({ ...occasion, person: wanted, ...facts });
    expect(decision).toMatchObject({ outcome: 'skip', notBefore: null });
    expect(lastOf(decision.reasons)).toEqual(reason);
  });

  it.each<[ReasonCode, readonly Mute[]]>([
    ['muted_document', [mute('all', null), mute('type', 'document.failed'), mute('document', DOCUMENT)]],
    ['muted_label', [mute('type', 'document.failed'), mute('label', 'invoice'), mute('all', null)]],
    ['muted_type', [mute('all', null), mute('type', 'document.failed')]],
    ['muted_all', [mute('all', null), mute('type', 'document.paused'), mute('label', 'contract')]],
    ['muted_all', [mute('all', null, '2026-06-10T12:00:01Z')]],
  ])('is not to send what is muted, and names the most specific mute: %s', (code, mutes) => {
    const decision = decide({ ...occasion, person: { ...wanted, mutes } });
    expect(decision.outcome).toBe('skip');
    expect(lastOf(decision.reasons)).toEqual({ step: 'mute', code });
  });

  it('is to send what is no longer muted, or never was', () => {
    const mutes = [mute('all', null, '2026-06-10T12:00:00Z'), mute('document', null), mute('label', 'contract')];
    expect(decide({ ...occasion, person: { ...wanted, mutes } }).outcome).toBe('send');
    expect(decide({ ...occasion, document: null, label: null, person: { ...wanted, mutes } }).outcome).toBe('send');
  });

  it('sends to the inbox whatever is wrong with the address, and in quiet hours', () => {
    const inbox: Occasion = { ...occasion, channel: 'inbox', address: 'unavailable', now: night, person: gathers };
    const decision = decide(inbox);
    expect(decision).toMatchObject({ outcome: 'send', notBefore: night });
    expect(codes(decision.reasons).slice(-4)).toEqual(['within_rate', 'at_once', 'silent', 'sent']);
  });

  it('puts off to the end of quiet hours, of the person and by the clock of the person', () => {
    expect(decide({ ...occasion, now: night, person: quiet })).toMatchObject({ outcome: 'send', notBefore: morning });
    expect(decide({ ...occasion, now: night, person: wanted, tenant: quiet })).toMatchObject({ notBefore: morning });
    const awake = { ...wanted, quiet_hours: null };
    expect(decide({ ...occasion, now: night, person: awake, tenant: quiet })).toMatchObject({ notBefore: night });
    const elsewhere = { ...quiet, time_zone: 'Asia/Kathmandu' }; // where it is 04:45
    const there = morning - 345 * MINUTE;
    expect(decide({ ...occasion, now: night, person: elsewhere })).toMatchObject({ notBefore: there });
  });

  it('puts off what is more than an hour may have, and asks the later steps for that time', () => {
    const person = { ...quiet, per_hour: { email: 2 } };
    const busy = { ...occasion, person, sentAt: [noon - 50 * MINUTE, noon - 20 * MINUTE] };
    const decision = decide(busy);
    expect(decision).toMatchObject({ outcome: 'send', notBefore: noon + 10 * MINUTE });
    expect(codes(decision.reasons).slice(-4)).toEqual(['throttled', 'at_once', 'not_quiet', 'sent']);

    const evening = night - HOUR - 5 * MINUTE; // 21:55, and there is room at 22:05
    const late = decide({ ...busy, now: evening, sentAt: [evening - 50 * MINUTE, evening] });
    expect(late).toMatchObject({ outcome: 'send', notBefore: morning });
    expect(codes(late.reasons).slice(-4)).toEqual(['throttled', 'at_once', 'quiet', 'sent']);
  });

  it('gathers where there is a digest, from now on or with what is gathered already', () => {
    const first = decide({ ...occasion, person: gathers });
    expect(first).toMatchObject({ outcome: 'gather', notBefore: noon + 30 * MINUTE });
    expect(lastOf(first.reasons)).toEqual({ step: 'digest', code: 'gathered' });
    const second = decide({ ...occasion, person: gathers, gathering: { since: noon - 10 * MINUTE, items: 1 } });
    expect(second).toMatchObject({ outcome: 'gather', notBefore: noon + 20 * MINUTE });
    const full = decide({ ...occasion, person: gathers, gathering: { since: noon - 10 * MINUTE, items: 2 } });
    expect(full).toMatchObject({ outcome: 'gather', notBefore: noon });
  });

  it('begins a digest when there is room for it', () => {
    const person = { ...gathers, per_hour: { email: 1 } };
    const decision = decide({ ...occasion, person, sentAt: [noon - 50 * MINUTE] });
    expect(decision).toMatchObject({ outcome: 'gather', notBefore: noon + 40 * MINUTE });
    expect(codes(decision.reasons).slice(-2)).toEqual(['throttled', 'gathered']);
  });

  it('names quiet hours where they put a digest off', () => {
    const decision = decide({ ...occasion, now: night - HOUR, person: gathers });
    expect(decision).toMatchObject({ outcome: 'gather', notBefore: morning });
    expect(decision.reasons.slice(-2)).toEqual([
      { step: 'digest', code: 'gathered' },
      { step: 'quiet_hours', code: 'quiet' },
    ]);
  });

  it('lets nothing delay what is critical', () => {
    const digests = { operation: { email: { every: 'day', at: '08:00', max_items: 50 } } } as const;
    const person = { ...quiet, digests, per_hour: { email: 1 } };
    const decision = decide({ ...occasion, type: 'queue.drained', now: night, person, sentAt: [night, night] });
    expect(decision).toMatchObject({ outcome: 'send', notBefore: night });
    expect(codes(decision.reasons).slice(-4)).toEqual(['bypass', 'bypass', 'bypass', 'sent']);
  });

  it('sends what is required although it is muted and off, but not without an address', () => {
    const person: Preferences = { mutes: [mute('all', null)], events: { 'document.failed': { email: false } } };
    const decision = decide({ ...occasion, person }, required);
    expect(decision.outcome).toBe('send');
    expect(codes(decision.reasons).slice(2, 5)).toEqual(['required', 'required', 'required']);
    expect(decide({ ...occasion, person, address: 'none' }, required)).toMatchObject({ outcome: 'skip' });
    expect(decide({ ...occasion, person, on: false }, required)).toMatchObject({ outcome: 'skip' });
  });
});

describe('any decision', () => {
  const kinds = fc.record({
    category: fc.constantFrom('documents', 'operation'),
    severity: fc.constantFrom('info', 'warning', 'critical'),
    required: fc.boolean(),
    title: fc.constant('Something has happened'),
  });
  const all = (check: (occasion: Occasion, kind: Notifiable) => void) =>
    fc.assert(fc.property(occasions, kinds, check), { numRuns: 500 });

  it('has a reason for every step in order, up to the one that decided', () => {
    all((occasion, kind) => {
      const { outcome, reasons } = decide(occasion, kind);
      expect(reasons.map(({ step }) => step)).toEqual(DECISION_STEPS.slice(0, reasons.length));
      expect(codes(reasons).every((code) => code in REASONS)).toBe(true);
      const ends = { send: ['send'], gather: ['digest', 'quiet_hours'], skip: DECISION_STEPS.slice(0, 6) }[outcome];
      expect(ends).toContain(lastOf(reasons)?.step);
    });
  });

  it('has a time unless it is to skip, and none that has passed', () => {
    all((occasion, kind) => {
      const { outcome, notBefore } = decide(occasion, kind);
      if (outcome === 'skip') expect(notBefore).toBeNull();
      else expect(notBefore).toBeGreaterThanOrEqual(occasion.now);
    });
  });

  it('is to skip exactly where one of the first steps says so', () => {
    all((occasion, kind) => {
      const { on, maySee, told, channel, address, person, now, type, document, label } = occasion;
      const muted = (person.mutes ?? []).some(
        ({ scope, value, until }) =>
          (until === null || new Date(until) > new Date(now)) &&
          { document: value === document, label: value === label, type: value === type, all: true }[scope],
      );
      const optional = !kind.required && (muted || !effectiveCell(occasion, occasion).on);
      const unreachable = channel === 'email' && address !== 'ready';
      const skip = !on || !maySee || told || optional || unreachable;
      expect(decide(occasion, kind).outcome === 'skip').toBe(skip);
    });
  });

  it('never lets what is critical wait', () => {
    all((occasion, kind) => {
      const { outcome, notBefore } = decide(occasion, { ...kind, severity: 'critical' });
      expect(outcome).not.toBe('gather');
      if (outcome === 'send') expect(notBefore).toBe(occasion.now);
    });
  });

  it('never gathers, silences or loses anything between the inbox and the rate', () => {
    all((occasion, kind) => {
      const { outcome, notBefore, reasons } = decide({ ...occasion, channel: 'inbox' }, kind);
      expect(outcome).not.toBe('gather');
      if (outcome === 'send' && codeOf(reasons, 'throttle') !== 'throttled') expect(notBefore).toBe(occasion.now);
    });
  });

  it('never sends mail in quiet hours that neither is critical nor comes at a chosen time', () => {
    all((occasion, kind) => {
      const { windows, timeZone } = effectiveQuiet(occasion);
      const { notBefore } = decide({ ...occasion, channel: 'email' }, kind);
      const chosen = effectiveDigest(occasion, kind.category)?.every === 'day';
      if (notBefore === null || chosen || kind.severity === 'critical') return;
      expect(quietUntil(windows, timeZone, notBefore)).toBeNull();
    });
  });

  it('gathers exactly what may wait and has a digest, until that is released', () => {
    all((occasion, kind) => {
      const { outcome, notBefore } = decide({ ...occasion, channel: 'email', sentAt: [] }, kind);
      const rule = kind.severity === 'critical' ? null : effectiveDigest(occasion, kind.category);
      if (outcome === 'skip') return;
      expect(outcome).toBe(rule === null ? 'send' : 'gather');
      if (rule === null) return;
      const { since, items } = occasion.gathering ?? { since: occasion.now, items: 0 };
      const { at } = releaseOf(rule, { since, items: items + 1 }, effectiveQuiet(occasion), occasion.now);
      expect(notBefore).toBe(at);
    });
  });

  it('is confirmed when its time has come, if nothing has changed', () => {
    all((occasion, kind) => {
      const { outcome, notBefore } = decide(occasion, kind);
      if (notBefore === null) return;
      const gathering = outcome === 'gather' ? (occasion.gathering ?? { since: occasion.now, items: 1 }) : null;
      expect(recheck({ ...occasion, now: notBefore, gathering }, kind)).toMatchObject({ outcome: 'send', notBefore });
    });
  });

  it('is asked again without the steps that are passed once', () => {
    all((occasion, kind) => {
      const again = recheck({ ...occasion, told: true }, kind);
      const steps = DECISION_STEPS.filter((step) => !['collapse', 'throttle', 'digest'].includes(step));
      expect(again.reasons.map(({ step }) => step)).toEqual(steps.slice(0, again.reasons.length));
      const before = decide({ ...occasion, told: false }, kind).outcome;
      expect(again.outcome === 'skip').toBe(before === 'skip');
      if (again.outcome === 'later') {
        expect(again.notBefore).toBeGreaterThan(occasion.now);
        expect(lastOf(again.reasons)).toEqual({ step: 'quiet_hours', code: 'quiet' });
      }
      if (again.outcome === 'send') expect(again.notBefore).toBe(occasion.now);
    });
  });
});

describe('the last look before it is sent', () => {
  it('stops what was muted, switched off or hidden meanwhile', () => {
    expect(recheck({ ...occasion, person: wanted })).toMatchObject({ outcome: 'send', notBefore: noon });
    const muted = recheck({ ...occasion, person: { ...wanted, mutes: [mute('document', DOCUMENT)] } });
    expect(muted).toMatchObject({ outcome: 'skip', notBefore: null });
    expect(lastOf(muted.reasons)).toEqual({ step: 'mute', code: 'muted_document' });
    expect(recheck({ ...occasion, person: wanted, maySee: false }).outcome).toBe('skip');
    expect(recheck({ ...occasion, person: {} }).outcome).toBe('skip');
  });

  it('finds quiet hours that have come in between', () => {
    const later = recheck({ ...occasion, now: night, person: quiet });
    expect(later).toMatchObject({ outcome: 'later', notBefore: morning });
    expect(lastOf(later.reasons)).toEqual({ step: 'quiet_hours', code: 'quiet' });
  });

  it('lets a digest go at the time that was chosen for it, also within quiet hours', () => {
    const digests = { documents: { email: { every: 'day', at: '06:00', max_items: 50 } } } as const;
    const six = { ...occasion, now: morning - HOUR, person: { ...quiet, digests } };
    expect(recheck({ ...six, gathering: { since: noon, items: 3 } })).toMatchObject({ outcome: 'send' });
    expect(recheck(six)).toMatchObject({ outcome: 'later', notBefore: morning });
  });
});

it('the occasions that are drawn reach every outcome', () => {
  const drawn = fc.sample(occasions, { numRuns: 1_000, seed: NOW % 1_000 });
  expect(new Set(drawn.map((each) => decide(each).outcome))).toEqual(new Set(['send', 'gather', 'skip']));
  expect(new Set(drawn.map((each) => recheck(each).outcome))).toEqual(new Set(['send', 'later', 'skip']));
});
