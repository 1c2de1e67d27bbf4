import type { NodemailerError } from 'nodemailer';
import { oneLine } from '../line.js';
import { isDeadAddress } from './refusal.js';

export interface MailFailure {
  accepted: false;
  /**
   * - `recipient`: the address takes no mail, for good. See `suppress`.
   * - `message`: this one mail is refused for good (size, content, policy).
   * - `temporary`: the server asks to come back (4xx): greylisting, a full mailbox, too many at once.
   * - `server`: nothing was said about the mail: the server is away, or refuses us (TLS, password, sender).
   * - `unknown`: the server was lost between taking the mail and saying so. It may have been delivered.
   *
   * The last three are tried again.
   */
  failure: 'recipient' | 'message' | 'temporary' | 'server' | 'unknown';
  /** Whether no more mail should be sent to the address. */
  suppress: boolean;
  /** A sentence for a person, where there is one with the words of the server. */
  detail: string;
}

const MOST_DETAIL = 300;

const failed = (failure: MailFailure['failure'], detail: string, suppress = false): MailFailure => ({
  accepted: false,
  failure,
  suppress,
  detail,
});

/** Sorts what nodemailer rejects with. `handedOver`: whether the whole message had been written to the server. */
export function mailFailure(error: NodemailerError, handedOver: boolean): MailFailure {
  const { responseCode: reply = 0, command, code, originalCode, response = '' } = error;
  const said = oneLine(response, MOST_DETAIL);

  if (code === 'EAUTH' || code === 'ENOAUTH' || code === 'EOAUTH2')
    return failed('server', 'The mail server refuses the name or the password of SMTP_URL.');
  if ((reply >= 400 && reply < 500) || reply === 503) return failed('temporary', said); // 503: lost its place, as nodemailer has it
  if (reply >= 500 && command === 'RCPT TO') {
    const dead = isDeadAddress(reply, statusOf(response));
    return failed(dead ? 'recipient' : 'message', said, dead);
  }
  if (reply >= 500 && command === 'MAIL FROM' && reply !== 552) return failed('server', said); // 552: the message is too large
  if (reply >= 500 && (command === 'DATA' || command === 'MAIL FROM')) return failed('message', said);
  if (code === 'EMESSAGE' && reply === 0) return failed('message', 'The mail is larger than the server takes.');
  if (handedOver) return failed('unknown', 'The mail server was lost before it said whether it has taken the mail.');
  if (code === 'ETLS' || CERTIFICATE_TROUBLE.test(originalCode ?? ''))
    return failed('server', 'There is no secure connection to the mail server.');
  return failed('server', said === '' ? 'The mail server cannot be reached.' : said);
}

const CERTIFICATE_TROUBLE = /^(EPROTO|ERR_SSL_|ERR_TLS_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/;

/** "550 5.1.1 No such user": the second number (RFC 2034). */
const statusOf = (response: string): string | undefined => /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
