import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import { Failure } from '../../../domain/errors.js';

/** Of a mail, its beginning: what a report says for programs stands before the mail that it brings back. */
export interface FoundMail {
  uid: number;
  beginning: Buffer;
}

export interface Mailbox {
  /** A mailbox that was made anew has another one, and its uids begin anew (RFC 3501 §2.3.1.1). */
  validity: number;
  /** What has come since `uid`, in the order of uids; `upTo` is the last uid of the batch, also when its mail is gone. */
  after(uid: number): AsyncGenerator<{ mails: readonly FoundMail[]; upTo: number }, void>;
}

/** Together no more than 6 MB in memory, whatever lies there. */
const MOST_BYTES = 128 * 1024;
const BATCH = 48;

const LIMITS = {
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 30_000,
  maxLiteralSize: 1024 * 1024,
  maxLineLength: 64 * 1024 * 1024, // the uids of six million mails
  maxResponseSize: 66 * 1024 * 1024,
} as const satisfies ImapFlowOptions;

/**
 * Opens a mailbox by IMAP for the time of `work`, to be read only: nothing is marked, moved or deleted.
 *
 * @param url `imaps://user:password@host:port/INBOX`; `imap://` goes over to TLS where the server offers that
 * @throws Failure `receiver_unreachable` with a sentence that says why, and what `work` throws; the reason of `signal`
 */
export async function withMailbox<T>(
  url: string,
  signal: AbortSignal,
  work: (mailbox: Mailbox) => Promise<T>,
): Promise<T> {
  const { options, path } = placeIn(url);
  const client = new ImapFlow({ ...options, ...LIMITS, logger: false, disableAutoIdle: true });
  client.on('error', () => undefined); // the command that waits for an answer is told
  const leave = () => client.close();
  signal.addEventListener('abort', leave);
  const answered = <A>(answer: Promise<A>, at: Stage) =>
    answer.catch((error: unknown) => {
      signal.throwIfAborted();
      throw failureOf(error, at, path);
    });
  try {
    signal.throwIfAborted();
    await answered(client.connect(), 'connect');
    const { uidValidity } = await answered(client.mailboxOpen(path, { readOnly: true }), 'open');
    const result = await work({
      validity: Number(uidValidity), // of 32 bits
      async *after(uid) {
        const found = await answered(client.search({ uid: `${uid + 1}:*` }, { uid: true }), 'read');
        // "5:*" also names the last mail when that is the third
        const uids = (found || []).filter((each) => each > uid).sort((a, b) => a - b);
        for (let first = 0; first < uids.length; first += BATCH) {
          const batch = uids.slice(first, first + BATCH);
          const source = { start: 0, maxLength: MOST_BYTES };
          const mails = await answered(client.fetchAll(batch.join(','), { uid: true, source }, { uid: true }), 'read');
          yield {
            mails: mails.flatMap((mail) => (mail.source ? [{ uid: mail.uid, beginning: mail.source }] : [])),
            upTo: batch.at(-1) ?? uid,
          };
        }
      },
    });
    await client.logout().catch(() => undefined); // all is read
    return result;
  } finally {
    signal.removeEventListener('abort', leave);
    client.close();
  }
}

/** Names a mailbox without its password: `user@host:port/INBOX`. */
export function mailboxName(url: string): string {
  const { options, path } = placeIn(url);
  return `${options.auth.user}@${options.host}:${options.port}/${path}`;
}

function placeIn(url: string) {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  const secure = protocol === 'imaps:';
  const auth = { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  const host = hostname.replace(/^\[|\]$/g, ''); // of an IPv6 address
  const options = { host, port: Number(port) || (secure ? 993 : 143), secure, auth };
  return { options, path: decodeURIComponent(pathname.slice(1)) || 'INBOX' };
}

type Stage = 'connect' | 'open' | 'read';

/** What imapflow rejects with, as a sentence; its own words may carry what was sent. */
function failureOf(error: unknown, at: Stage, path: string): Failure {
  const { authenticationFailed, code } = Object.assign({ authenticationFailed: false, code: '' }, error);
  const why = authenticationFailed
    ? 'The mail server refuses the name or the password of BOUNCES_URL.'
    : at === 'open' && code === ''
      ? `The mail server of BOUNCES_URL has no mailbox ${path}.`
      : /CERT|TLS|SSL|SELF_SIGNED|EPROTO/.test(code)
        ? 'There is no secure connection to the mail server of BOUNCES_URL.'
        : at === 'connect'
          ? 'The mail server of BOUNCES_URL cannot be reached.'
          : 'The mail server of BOUNCES_URL was lost.';
  return new Failure('receiver_unreachable', why);
}
