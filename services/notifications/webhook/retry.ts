import { ERRORS, type ErrorCode } from '../../../domain/errors.js';
import type { OutboundAnswer } from '../../outbound/index.js';

/** What an attempt came to: an answer, or the code of the failure. */
export type AttemptResult = Pick<OutboundAnswer, 'status' | 'retryAfterS'> | { error: ErrorCode };

export type NextAttempt =
  | { kind: 'done' }
  | { kind: 'retry'; afterMs: number }
  /** `exhausted`: all attempts are made; `refused`: nothing may be sent there. */
  | { kind: 'give_up'; reason: 'exhausted' | 'refused' }
  /** The receiver wants no more of them, not just not this one. */
  | { kind: 'disable'; reason: 'gone' };

/** The schedule of the Standard Webhooks spec: ten attempts in 76 hours. Seconds between one and the next. */
const PAUSES_S = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;
const LONGEST_WISH_S = 86_400;
const JITTER = 0.1;

/**
 * What follows attempt number `attempt`, the first one being 1. `random`: at least 0, below 1.
 *
 * Only 2xx is success. A redirect is none, for it is not followed: the person has to state the new address. 4xx is tried
 * again like 5xx: it mostly tells of a receiver that is being deployed, or whose route or secret is wrong for a day, and
 * the spec excepts 410 only. Retry-After is obeyed, up to a day, with the jitter on top: never earlier.
 */
export function nextAttempt(attempt: number, result: AttemptResult, random: () => number): NextAttempt {
  if ('error' in result) {
    if (!ERRORS[result.error].retryable) return { kind: 'give_up', reason: 'refused' };
  } else if (result.status >= 200 && result.status < 300) return { kind: 'done' };
  else if (result.status === 410) return { kind: 'disable', reason: 'gone' };

  const pause = PAUSES_S[attempt - 1];
  if (pause === undefined) return { kind: 'give_up', reason: 'exhausted' };
  const wished = 'error' in result ? 0 : Math.min(result.retryAfterS ?? 0, LONGEST_WISH_S);
  const chance = random();
  const seconds = Math.max(pause * (1 - JITTER + 2 * JITTER * chance), wished * (1 + JITTER * chance));
  return { kind: 'retry', afterMs: Math.round(seconds * 1_000) };
}
