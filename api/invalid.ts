import type { z } from '@hono/zod-openapi';

/** What the validator found, before it is put into words. */
type Issue = z.core.$ZodRawIssue;

const TYPES: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  date: 'a time, such as 2026-11-02T09:30:00Z',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const FORMATS: Readonly<Record<string, string>> = {
  uuid: 'a UUID',
  datetime: 'a time, such as 2026-11-02T09:30:00Z',
};

/** What a number or a length is counted in: "", " characters". */
const unit = (origin: string): string => (origin === 'string' ? ' characters' : origin === 'array' ? ' items' : '');
const verb = (origin: string): string => (unit(origin) === '' ? 'be' : 'have');

/**
 * The second half of a sentence that begins with the name of the value: "must be at least 1", "is missing". For people
 * who call the API by hand: what the validator itself says speaks of types and inputs.
 */
export function invalidWords(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing';
      return `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      if (issue.input === undefined) return 'is missing';
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return `must be ${FORMATS[issue.format] ?? `a valid ${issue.format}`}`;
    case 'too_small':
      if (issue.origin === 'string' && Number(issue.minimum) === 1) return 'must not be empty';
      return `must ${verb(issue.origin)} ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unit(issue.origin)}`;
    case 'too_big':
      return `must ${verb(issue.origin)} ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${unit(issue.origin)}`;
    case 'invalid_union':
      return issue.input === undefined ? 'is missing' : 'is not acceptable';
    case 'unrecognized_keys':
      return `must not have ${issue.keys.join(', ')}`;
    default:
      return 'is not acceptable';
  }
}
