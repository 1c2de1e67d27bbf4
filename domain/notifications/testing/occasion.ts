import fc from 'fast-check';
import type { Occasion } from '../decision.js';
import { CATEGORIES, NOTIFIABLE_TYPES } from '../notifiable.js';
import { CHANNELS, type DigestRule, type Mute, type Preferences, type Topic } from '../preferences.js';
import { refusalOfWindows } from '../quiet-hours.js';
import { HOUR } from '../zoned-time.js';
import { quietWindows } from './quiet-week.js';

/** Few names, so that what is drawn often concerns the document that is drawn. */
const LABELS = ['invoice', 'contract'];
const DOCUMENTS = ['0199b8a2-0000-7000-8000-000000000001', '0199b8a2-0000-7000-8000-000000000002'];
export const NOW = Date.UTC(2026, 9, 24, 21, 30); // in London the night in which clocks go back

const given = { requiredKeys: [] };
const cells = fc.record({ inbox: fc.boolean(), email: fc.boolean() }, given);
const matrix = fc.dictionary(fc.constantFrom(...NOTIFIABLE_TYPES), cells, { noNullPrototype: true });
const topic = fc.constantFrom(...LABELS).map((label): Topic => `label:${label}`);

const until = fc.option(fc.integer({ min: -2, max: 2 }).map((hours) => new Date(NOW + hours * HOUR).toISOString()));
const mute: fc.Arbitrary<Mute> = fc.oneof(
  fc.record({ scope: fc.constant('document' as const), value: fc.constantFrom(...DOCUMENTS), until }),
  fc.record({ scope: fc.constant('label' as const), value: fc.constantFrom(...LABELS), until }),
  fc.record({ scope: fc.constant('type' as const), value: fc.constantFrom(...NOTIFIABLE_TYPES), until }),
  fc.record({ scope: fc.constant('all' as const), value: fc.constant(null), until }),
);

const most = fc.integer({ min: 2, max: 10 });
const rule: fc.Arbitrary<DigestRule> = fc.oneof(
  fc.record({ every: fc.constant('window' as const), minutes: fc.integer({ min: 5, max: 2_000 }), max_items: most }),
  fc.record({ every: fc.constant('day' as const), at: fc.constantFrom('00:30', '01:30', '08:00'), max_items: most }),
);

const windows = quietWindows.filter((drawn) => refusalOfWindows(drawn) === null);
const rate = fc.option(fc.integer({ min: 1, max: 3 }));

/** As one level may state them, mutes included. */
export const preferences: fc.Arbitrary<Preferences> = fc.record(
  {
    events: matrix,
    overrides: fc.array(fc.record({ topic, events: matrix }), { maxLength: 3 }),
    mutes: fc.array(mute, { maxLength: 2 }),
    per_hour: fc.record({ inbox: rate, email: rate }, given),
    digests: fc.dictionary(fc.constantFrom(...CATEGORIES), fc.record({ email: fc.option(rule) }, given), {
      noNullPrototype: true,
    }),
    quiet_hours: fc.option(fc.record({ windows })),
    time_zone: fc.constantFrom('Europe/London', 'Asia/Kathmandu', 'America/St_Johns'),
  },
  given,
);

const mostly = fc.integer({ min: 0, max: 9 }).map((drawn) => drawn > 0);

/** Most of them get past the first steps, so that the later ones are reached. */
export const occasions: fc.Arbitrary<Occasion> = fc.record({
  type: fc.constantFrom(...NOTIFIABLE_TYPES),
  document: fc.option(fc.constantFrom(...DOCUMENTS)),
  label: fc.option(fc.constantFrom(...LABELS)),
  channel: fc.constantFrom(...CHANNELS),
  now: fc.integer({ min: NOW, max: NOW + 12 * HOUR }),
  on: mostly,
  maySee: mostly,
  address: fc.oneof(
    { weight: 9, arbitrary: fc.constant('ready' as const) },
    { weight: 1, arbitrary: fc.constantFrom('none', 'unverified', 'suppressed', 'unavailable') },
  ),
  tenant: preferences,
  person: preferences,
  told: mostly.map((first) => !first),
  sentAt: fc
    .array(fc.integer({ min: NOW - HOUR, max: NOW + HOUR }), { maxLength: 4 })
    .map((times) => times.sort((a, b) => a - b)),
  gathering: fc.option(
    fc.record({ since: fc.integer({ min: NOW - HOUR, max: NOW }), items: fc.integer({ min: 1, max: 12 }) }),
  ),
});
