import { z } from 'zod';
import { CATEGORIES, NOTIFIABLE_TYPES } from './notifiable.js';
import { CHANNELS, type Preferences } from './preferences.js';
import { refusalOfWindows } from './quiet-hours.js';
import { CLOCK_TIME, isTimeZone } from './zoned-time.js';

/**
 * Preferences as a request states them. What is not known is refused: a misspelt member would look as if it counted.
 *
 * Messages are the rest of a sentence that begins with the name of the value, as the API puts it together; where none is
 * given here, the API has its words. No other file of this folder needs zod, so that workflows can have their types.
 */

const ClockTime = z.string().regex(CLOCK_TIME, { error: 'must be a time such as 22:00', abort: true });

const Name = z.string().min(1).max(200);

/** Of a value that says which of several shapes it has; what is no object at all is for the API to put into words. */
const oneOf =
  (names: string) =>
  ({ code }: z.core.$ZodRawIssue): string | undefined =>
    code === 'invalid_union' ? `must be one of ${names}` : undefined;

const Matrix = z.partialRecord(z.enum(NOTIFIABLE_TYPES), z.partialRecord(z.enum(CHANNELS), z.boolean()));

const Topic = z.templateLiteral([z.enum(['label', 'model', 'report']), ':', Name], {
  error: 'must be a topic such as label:invoice',
});

const until = z.iso.datetime({ offset: true }).nullable();

const Mute = z.discriminatedUnion(
  'scope',
  [
    z.strictObject({ scope: z.literal('document'), value: z.uuid(), until }),
    z.strictObject({ scope: z.literal('label'), value: Name, until }),
    z.strictObject({ scope: z.literal('type'), value: z.enum(NOTIFIABLE_TYPES), until }),
    z.strictObject({ scope: z.literal('all'), value: z.null(), until }),
  ],
  { error: oneOf('document, label, type, all') },
);

const most = z.int().min(2).max(200);

const DigestRule = z.discriminatedUnion(
  'every',
  [
    z.strictObject({ every: z.literal('window'), minutes: z.int().min(5).max(10_080), max_items: most }),
    z.strictObject({ every: z.literal('day'), at: ClockTime, max_items: most }),
  ],
  { error: oneOf('window, day') },
);

const Weekday = z.union(
  [z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5), z.literal(6), z.literal(7)],
  { error: 'must be a day from 1, Monday, to 7, Sunday' },
);

/** As a whole they are looked at last: not while there are too many of them, or times that are none. */
const Windows = z
  .array(z.strictObject({ days: z.array(Weekday).max(7), from: ClockTime, to: ClockTime }))
  .max(20, { abort: true })
  .check(({ value, issues }) => {
    const message = refusalOfWindows(value);
    if (message !== null) issues.push({ code: 'custom', message, input: value });
  });

const Stated = z
  .strictObject({
    events: Matrix,
    overrides: z.array(z.strictObject({ topic: Topic, events: Matrix })).max(50),
    mutes: z.array(Mute).max(500),
    per_hour: z.partialRecord(z.enum(CHANNELS), z.int().min(1).max(1_000).nullable()),
    digests: z.partialRecord(z.enum(CATEGORIES), z.partialRecord(z.enum(['email']), DigestRule.nullable())),
    quiet_hours: z.strictObject({ windows: Windows }).nullable(),
    time_zone: z.string().refine(isTimeZone, { error: 'must be a time zone such as Europe/London' }),
  })
  .partial();

// Of an optional member zod says that it may be undefined, which JSON has no way to say.
export const PersonPreferences = Stated as z.ZodType<Preferences>;
export const TenantPreferences = Stated.omit({ mutes: true }) as z.ZodType<Omit<Preferences, 'mutes'>>;
