import { Failure } from '../../domain/errors.js';

/** By the code of Node or OpenSSL. None says which address was tried: a person who gave a name need not know. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(ENOTFOUND|ENODATA)$/, 'is not a name that the internet knows'],
  [/^(ESERVFAIL|EREFUSED|ETIMEOUT|EFORMERR|ECANCELLED|EAI_)/, 'could not be looked up'],
  [/^ECONNREFUSED$/, 'takes no connections'],
  [/^(ECONNRESET|EPIPE)$/, 'closed the connection without an answer'],
  [/^(EPROTO|ERR_SSL)/, 'does not speak TLS'],
  [/^(ERR_TLS|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/, 'has no certificate that can be trusted'],
  [/^HPE_/, 'answered something that is not HTTP'],
];

/** What failed on the way to `host`, written as the person gave it. */
export function unreachable(host: string, cause: unknown): Failure {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const words = WORDS.find(([pattern]) => pattern.test(code))?.[1] ?? 'cannot be reached';
  return new Failure('receiver_unreachable', `${host} ${words}.`, {}, { cause });
}
