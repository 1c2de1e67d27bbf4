import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { ZodError } from 'zod';
import { Failure, isErrorCode, type ErrorCode } from '../domain/errors.js';

/** RFC 9457 problem document. `code` is what programs look at. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  [extra: string]: unknown;
}

/** When to come back, where that makes sense. */
const RETRY_AFTER_S: Partial<Record<ErrorCode, number>> = {
  too_many: 1,
  unavailable: 2,
  storage_full: 30,
  in_progress: 1,
};

/** Maps whatever was thrown to the table of errors; what is not in it stays inside and is `internal`. */
export function failureFrom(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof ZodError) {
    const errors = error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
    const sentence = errors.map(({ path, message }) => `${path || 'The body'} ${message}`).join('; ');
    return new Failure('invalid', `${sentence}.`, { errors });
  }
  if (error instanceof HTTPException)
    return new Failure(CODES[error.status] ?? 'bad_request', error.message || undefined);
  return new Failure('internal', undefined, {}, { cause: error });
}

const CODES: Partial<Record<number, ErrorCode>> = {
  400: 'invalid_json',
  401: 'unauthenticated',
  404: 'not_found',
  413: 'too_large',
};

/** The problem document of a failure. */
export function problemOf(failure: Failure): Problem {
  const { code, status, title, message, extra } = failure;
  return { ...extra, type: `urn:docugenie:problem:${code}`, title, status, code, detail: message };
}

/** Answers with the problem document, and with the headers that belong to its code. */
export function renderProblem(c: Context, failure: Failure): Response {
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
  const retryAfter = RETRY_AFTER_S[failure.code];
  if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter);
  if (failure.code === 'unauthenticated') headers['www-authenticate'] = 'Bearer';
  return c.body(JSON.stringify(problemOf(failure)), failure.status as 400, headers); // a number of the table, which Hono's type lists one by one
}

/** A stored problem (idempotency) as it was first answered. */
export function failureOfProblem(problem: Problem): Failure {
  const { type: _type, title: _title, status: _status, code, detail, ...extra } = problem;
  return new Failure(isErrorCode(code) ? code : 'internal', detail, extra);
}
