export interface OutboundAnswer {
  status: number;
  /** What the answer asks for; null: it does not. Never negative. */
  retryAfterS: number | null;
  /** The first 1 KiB as text in one line, without control characters. */
  excerpt: string;
  /** From the call to the end of what was read of the answer. */
  ms: number;
}

export const EXCERPT_BYTES = 1024;

/** A text to show, of bytes that may be anything and may have been cut within a character. */
export const excerptOf = (bytes: Uint8Array): string =>
  new TextDecoder()
    .decode(bytes.subarray(0, EXCERPT_BYTES), { stream: true }) // what is cut at the end is left out
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '') // with those that turn the direction of writing
    .trim();

/** Retry-After in seconds: a number, or a date (RFC 9110 §10.2.3). Null for what is neither. `now`: ms since 1970. */
export function retryAfterOf(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  if (/^\s*\d+\s*$/.test(header)) return Number(header);
  // All three forms of an HTTP date begin with the name of a day; Date.parse alone takes "1" and "-5" for dates, too.
  const at = /^\s*(mon|tue|wed|thu|fri|sat|sun)/i.test(header) ? Date.parse(header) : NaN;
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000));
}
