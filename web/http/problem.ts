import { members, number, text, textOrNull } from '../wire/shape.js';

/**
 * A request that did not succeed, as a person should read it: RFC 9457 from the server, or what kept the request from
 * reaching it (status 0).
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly code: string;
  readonly title: string;
  /** When trying again makes sense, in milliseconds; null where the server did not say. */
  readonly retryAfterMs: number | null;

  constructor(status: number, code: string, title: string, detail: string, retryAfterMs: number | null = null) {
    super(detail);
    this.status = status;
    this.code = code;
    this.title = title;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No answer came: the connection is gone or the server is down. */
export const unreachable = (): Problem =>
  new Problem(0, 'unreachable', 'No connection', 'The server cannot be reached right now.');

/**
 * `Retry-After` in milliseconds: delta seconds or an HTTP date (RFC 9110 §10.2.3); null where it is absent or neither.
 */
export function retryAfter(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/** Reads a problem document; anything else becomes one sentence with the status. */
export function parseProblem(status: number, body: string, retryAfterMs: number | null): Problem {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    parsed = null;
  }
  const from = members(parsed);
  const title = textOrNull(from['title']) ?? `The server answered ${status}`;
  return new Problem(
    number(from['status']) || status,
    text(from['code']) || `http_${status}`,
    title,
    textOrNull(from['detail']) ?? title,
    retryAfterMs,
  );
}

/** Any thrown value as a Problem, for showing. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  return new Problem(0, 'unexpected', 'Something went wrong here', thrown instanceof Error ? thrown.message : '');
}
