/** Stops the start with one line: what is wrong, and what to do about it. */
export class Trouble extends Error {
  /**
   * @param {string} what
   * @param {string} remedy
   */
  constructor(what, remedy) {
    super(`${what} — ${remedy}`);
    this.name = 'Trouble';
  }
}

/**
 * The line for a person, whatever was thrown.
 * @param {unknown} error
 * @returns {string}
 */
export function oneLine(error) {
  if (error instanceof Error && 'code' in error) {
    const where = 'path' in error && typeof error.path === 'string' ? ` (${error.path})` : '';
    if (error.code === 'ENOSPC' || error.code === 'EDQUOT')
      return `the disk is full${where} — make room and start again`;
    if (error.code === 'EACCES' || error.code === 'EPERM' || error.code === 'EROFS')
      return `not allowed to write${where} — set DOCUGENIE_HOME to a folder of yours, or change the owner of this one`;
    if (error.code === 'ENOTDIR')
      return `a folder is needed where a file is${where} — set DOCUGENIE_HOME to another place`;
  }
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0] ?? message;
}
