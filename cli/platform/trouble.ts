import { Failure, fail } from '../../domain/errors.js';

/** Stops a start with one line: what is wrong, and what to do about it. */
export function trouble(what: string, remedy: string, cause?: unknown): never {
  fail('unavailable', what, { remedy }, cause === undefined ? undefined : { cause });
}

/** The one line for a person: `what — remedy`. Never throws. */
export function oneLine(error: unknown): string {
  if (error instanceof Failure) {
    const { remedy } = error.extra;
    return typeof remedy === 'string' ? `${error.message} — ${remedy}` : error.message;
  }
  if (isSystemError(error)) {
    const where = error.path === undefined ? '' : ` (${error.path})`;
    if (error.code === 'ENOSPC' || error.code === 'EDQUOT')
      return `the disk is full${where} — make room and start again`;
    if (error.code === 'EACCES' || error.code === 'EPERM' || error.code === 'EROFS')
      return `not allowed to write${where} — choose another folder with DOCUGENIE_HOME, or change its owner`;
  }
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0] ?? message;
}

/** An error of the operating system: it has a code such as ENOSPC, and often the path that it is about. */
export function isSystemError(error: unknown): error is Error & { code: string; path?: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
