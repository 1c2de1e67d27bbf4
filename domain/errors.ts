/**
 * The one table of errors that a user can meet. `fail(code)` throws from it, the API renders RFC 9457 problem
 * documents from it, activities turn it into an ApplicationFailure whose type is the code.
 *
 * `retryable` tells the workflow engine whether trying the same thing again can help.
 */
export const ERRORS = {
  // requests
  bad_request: { status: 400, title: 'The request cannot be understood', retryable: false },
  invalid_json: { status: 400, title: 'The body is not valid JSON', retryable: false },
  empty_file: { status: 400, title: 'The file is empty', retryable: false },
  missing_file: { status: 400, title: 'The form has no part named "file"', retryable: false },
  upload_incomplete: { status: 400, title: 'The upload was cut off', retryable: false },
  unauthenticated: { status: 401, title: 'Sign in or send an API key', retryable: false },
  forbidden: { status: 403, title: 'Not allowed', retryable: false },
  not_found: { status: 404, title: 'Not found', retryable: false },
  document_not_found: { status: 404, title: 'No such document', retryable: false },
  method_not_allowed: { status: 405, title: 'This address does not take that method', retryable: false },
  upload_timeout: { status: 408, title: 'The upload took too long', retryable: false },
  conflict: { status: 409, title: 'The state of the object forbids this', retryable: false },
  idempotency_mismatch: { status: 409, title: 'This Idempotency-Key was used for another request', retryable: false },
  in_progress: { status: 409, title: 'The same request is still being carried out', retryable: true },
  reset: { status: 410, title: 'This position is gone', retryable: false },
  too_large: { status: 413, title: 'The upload is larger than the limit', retryable: false },
  unsupported_media_type: { status: 415, title: 'This type of file cannot be read', retryable: false },
  invalid: { status: 422, title: 'A value is not acceptable', retryable: false },
  too_many: { status: 429, title: 'Too many requests at once', retryable: true },
  internal: { status: 500, title: 'Something went wrong here', retryable: true },
  unavailable: { status: 503, title: 'Not available right now', retryable: true },
  storage_full: { status: 507, title: 'There is no space left to store this', retryable: true },
  // reading a document; they end in Document.error, and in a response where one asks for what could not be made
  document_encrypted: { status: 422, title: 'The document is protected by a password', retryable: false },
  document_damaged: { status: 422, title: 'The document is damaged or cut off', retryable: false },
  document_empty: { status: 422, title: 'The document has no content', retryable: false },
  document_too_complex: { status: 422, title: 'The document unpacks to more than the limit', retryable: false },
  document_too_many_pages: { status: 422, title: 'The document has more pages than the limit', retryable: false },
  image_too_large: { status: 422, title: 'The image has more pixels than the limit', retryable: false },
  reader_crashed: { status: 500, title: 'The reader crashed on this document', retryable: true },
  reader_out_of_memory: { status: 500, title: 'The reader ran out of memory on this document', retryable: true },
  reader_timeout: { status: 500, title: 'The reader made no progress on this document', retryable: true },
  page_not_found: { status: 404, title: 'The document has no such page', retryable: false },
  not_ready: { status: 409, title: 'The document has not been read yet', retryable: true },
  no_result: { status: 409, title: 'The document was not read, and will not be', retryable: false },
  // telling others at an address that a person gave
  address_refused: { status: 422, title: 'Nothing is sent to this address', retryable: false },
  receiver_unreachable: { status: 502, title: 'The receiver cannot be reached', retryable: true },
  receiver_timeout: { status: 504, title: 'The receiver took too long', retryable: true },
  // durability
  held: { status: 409, title: 'The document is paused', retryable: true },
  stalled: { status: 500, title: 'The step made no progress', retryable: true },
  timed_out: { status: 500, title: 'The step took longer than it may', retryable: false },
  run_lost: { status: 500, title: 'The run ended without saying so', retryable: false },
  superseded: { status: 409, title: 'A newer run of this document has taken over', retryable: false },
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** An error meant for users: a code of the table, what exactly was wrong, and nothing secret. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: ErrorCode;
  /** Extra members of the problem document (for example `errors`, `accepted`, `offset`). */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, detail?: string, extra: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(detail ?? ERRORS[code].title, options);
    this.code = code;
    this.extra = extra;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  get title(): string {
    return ERRORS[this.code].title;
  }

  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }
}

/** Throws the error of the table. `detail` says what was wrong with what, in one sentence for a person. */
export function fail(code: ErrorCode, detail?: string, extra?: Record<string, unknown>, options?: ErrorOptions): never {
  throw new Failure(code, detail, extra, options);
}

/** Whether it is a code of the table: codes come back from stored answers and over HTTP. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERRORS, value);
}
