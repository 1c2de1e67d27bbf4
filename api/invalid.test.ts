import { z } from '@hono/zod-openapi';
import { describe, expect, it } from 'vitest';
import { ListQuery, UploadQuery } from './documents/contract.js';
import { invalidWords } from './invalid.js';
import { failureFrom } from './problem.js';

/** What a person is told who sends `value` where `schema` is expected. */
const told = (schema: z.ZodType, value: unknown): string => {
  const { error } = schema.safeParse(value, { error: invalidWords });
  return failureFrom(error).message;
};

describe('a request that is not acceptable', () => {
  it.each([
    ['limit must be at least 1.', ListQuery, { limit: '0' }],
    ['limit must be at most 200.', ListQuery, { limit: '201' }],
    ['limit must be a number.', ListQuery, { limit: 'many' }],
    ['limit must be a whole number.', ListQuery, { limit: '1.5' }],
    ['q must have at most 200 characters.', ListQuery, { q: 'x'.repeat(201) }],
    [/^status must be one of queued, processing, .*, cancelled\.$/, ListQuery, { status: 'new' }],
    [/^from must be a time, such as .*; limit must be at least 1\.$/, ListQuery, { from: 'soon', limit: '0' }],
    ['filename is missing.', UploadQuery, {}],
    ['filename must not be empty.', UploadQuery, { filename: '' }],
    ['id must be a UUID.', z.object({ id: z.uuid() }), { id: '42' }],
    ['The body must be an object.', z.object({ signin: z.string() }), 'x'],
    ['a.b must not have c.', z.object({ a: z.object({ b: z.strictObject({}) }) }), { a: { b: { c: 1 } } }],
  ])('says: %s', (sentence, schema, value) => {
    expect(told(schema, value)).toMatch(sentence);
  });

  it('speaks neither of types nor of inputs, whatever is wrong', () => {
    const schema = z.object({
      a: z.union([z.string(), z.number()]),
      b: z.literal(1),
      c: z.array(z.boolean()).max(1),
      d: z.email(),
      e: z.number().gt(1),
    });
    const sentences = [{}, { a: true, b: 2, c: [true, false], d: 'x', e: 1 }].map((value) => told(schema, value));
    expect(sentences.join()).not.toMatch(/input|expected|received|invalid/i);
  });
});
