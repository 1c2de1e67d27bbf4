import { S3ServiceException } from '@aws-sdk/client-s3';
import { Failure } from '../../domain/errors.js';

/** Refusals that a person can mend while documents wait: credentials that ran out, a bucket that is not there (yet). */
const MENDABLE = new Set([401, 403]);

/**
 * What a failed call means. A store that is away, slow, overloaded or refuses us is `unavailable`, which is tried again;
 * one that is full is `storage_full`. What is left is a mistake of ours, and is passed on as it is.
 */
export function failureOf(error: unknown): unknown {
  if (error instanceof Failure) return error;
  if (error instanceof S3ServiceException) {
    const status = error.$metadata.httpStatusCode ?? 0;
    if (status === 507 || /StorageFull|QuotaExceeded/.test(error.name))
      return new Failure('storage_full', undefined, {}, { cause: error });
    if (status === 429 || status >= 500 || MENDABLE.has(status) || error.name === 'NoSuchBucket')
      return unavailable(`The object store refuses: ${error.name}.`, error);
    return error;
  }
  return isConnectionError(error) ? unavailable('The object store does not answer.', error) : error;
}

const unavailable = (detail: string, cause: unknown) =>
  new Failure('unavailable', detail, { dependency: 'blobs' }, { cause });

/** The server is gone, not reachable, silent for too long, or has left in the middle; or nobody gave us credentials. */
function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return (
    /^(TimeoutError|AbortError|CredentialsProviderError)$/.test(error.name) ||
    /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_STREAM_PREMATURE_CLOSE)/.test(code)
  );
}

/** No such key. A bucket that is missing is another matter; only HEAD, which has no body, cannot tell the two apart. */
export const isMissing = (error: unknown): boolean =>
  error instanceof S3ServiceException && (error.name === 'NoSuchKey' || error.name === 'NotFound');
