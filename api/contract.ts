import { z } from '@hono/zod-openapi';

/** What the contracts of all routes are made of. */

export const Time = z.iso.datetime().openapi({ example: '2026-11-02T09:30:00.000Z' });

/** A time in a query. Its type is said by hand: a coerced one would be described as if it could be null. */
export const Moment = z.coerce.date().openapi({ type: 'string', format: 'date-time', example: '2026-11-02T00:00:00Z' });

export const ProblemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string().openapi({ description: 'what programs look at' }),
    detail: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem', {
    description: 'RFC 9457',
    example: {
      type: 'urn:docugenie:problem:not_ready',
      title: 'The document has not been read yet',
      status: 409,
      code: 'not_ready',
      detail: 'This document is processing; its text is not there yet.',
    },
  });

/** A refusal: a problem document. */
export const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ProblemSchema } },
});

/** A refusal that says when to come back. */
export const postponed = (description: string) => ({
  ...problem(description),
  headers: z.object({ 'retry-after': z.string().openapi({ description: 'seconds', example: '1' }) }),
});

/** An answer in JSON. */
export const json = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: { 'application/json': { schema } },
});

/** An answer that is a file, as it is streamed. */
export const bytes = (description: string, type: string) => ({
  description,
  content: { [type]: { schema: { type: 'string' as const, format: 'binary' } } },
});

/** As bytes are: a schema of zod would make Hono's types ask for a parsed body, and these are streams. */
export const plain = (description: string, type: string) => ({
  description,
  content: { [type]: { schema: { type: 'string' as const } } },
});

/** Either of the two is enough. */
export const secured = [{ apiKey: [] }, { session: [] }];

/** What any route that asks who calls can refuse with. */
export const refusals = {
  401: problem('No API key or session, or one that is not known'),
  422: problem('A value is not acceptable; errors names it'),
  429: postponed('Too many requests at once'),
  503: postponed('Not available right now: the database is away'),
};

/** The same for a route that changes something. */
export const changeRefusals = {
  ...refusals,
  403: problem('The session’s cookie came from a page of another site'),
};

/** The header of every POST and PUT (docs/architecture.md: one effect, one key). */
export const IdempotencyKey = z.object({
  'Idempotency-Key': z.string().min(1).max(255).optional().openapi({
    description:
      'For 24 hours the same key with the same request answers what it answered first, with the object as it is now; with another request it answers 409 `idempotency_mismatch`, and while the first is still being carried out 409 `in_progress`.',
    example: '0f7e6a2c-4d1b-4f0e-9d3a-6f1c2b7a9e55',
  }),
});

/** Why a request with an Idempotency-Key is refused. */
export const keyRefused = 'The Idempotency-Key was used for another request, or the first is still being carried out';
