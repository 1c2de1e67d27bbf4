import { createTransport, type NodemailerError } from 'nodemailer';
import addressparser from 'nodemailer/lib/addressparser';
import { createDeadline } from '../../outbound/index.js';
import { compose, type Message } from './compose.js';
import { mailFailure, type MailFailure } from './failure.js';

export type MailAnswer = { accepted: true; response: string } | MailFailure;

export interface Mailer {
  /** Sends one mail to one person. Throws only the reason of `signal`, and an Error for a message that has no web addresses. */
  send(to: string, message: Message, signal?: AbortSignal): Promise<MailAnswer>;
}

export interface MailerOptions {
  /** `smtps://` begins with TLS; `smtp://` goes over to it where the server offers that, and `?requireTLS=true` insists. */
  url: string;
  /** `DocuGenie <docugenie@example.com>`; its domain ends the Message-IDs. */
  from: string;
  /** The sender of the envelope, to whom what cannot be delivered comes back; undefined: the address of `from`. */
  bouncesTo?: string | undefined;
  timeouts?: Partial<typeof TIMEOUTS>;
}

const TIMEOUTS = {
  /** From the look-up of the name to the end of a change to TLS. */
  connectMs: 10_000,
  greetingMs: 10_000,
  /** Without a byte. RFC 5321 §4.5.3.2 gives servers minutes; past one, it is tried again with the same Message-ID. */
  silenceMs: 60_000,
  wholeMs: 180_000,
};

/**
 * Mail by SMTP, a connection for each. At least once: a server that is lost after it took the mail, and before it said
 * so, gets it again (`unknown`); the Message-ID is the same then, by which many servers and programs know a copy.
 */
export function createMailer({ url, from, bouncesTo, timeouts }: MailerOptions): Mailer {
  const { connectMs, greetingMs, silenceMs, wholeMs } = { ...TIMEOUTS, ...timeouts };
  const sender = mailboxOf(from);
  const host = sender?.address.split('@').at(-1);
  if (sender === undefined || host === undefined) throw new Error('the sender of mails must be one mail address');
  const idOf = (id: string): string => `<${id}@${host}>`;

  return {
    async send(to, message, signal) {
      const { subject, text, html } = compose(message);
      if (mailboxOf(to)?.address !== to)
        return { accepted: false, failure: 'recipient', suppress: true, detail: 'This is not a mail address.' };
      const transport = createTransport({
        url,
        connectionTimeout: connectMs,
        dnsTimeout: connectMs,
        greetingTimeout: greetingMs,
        socketTimeout: silenceMs,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      let handedOver = false;
      transport.use('stream', (mail, done) => {
        mail.message.processFunc((bytes) => bytes.once('end', () => (handedOver = true)));
        done();
      });
      const deadline = createDeadline(wholeMs, () => new Error('the mail server takes too long'), signal);
      try {
        const { response } = await transport.sendMail({
          from: sender,
          to: { name: '', address: to },
          envelope: { from: bouncesTo ?? sender.address, to },
          subject,
          text,
          html,
          messageId: idOf(message.messageId),
          ...threadOf(message, idOf),
          headers: headersOf(message),
          dsn: dsnOf(to, message),
          signal: deadline.signal,
        });
        return { accepted: true, response };
      } catch (error) {
        signal?.throwIfAborted();
        return mailFailure(error as NodemailerError, handedOver); // all that sendMail rejects with
      } finally {
        deadline.end();
      }
    },
  };
}

/** All mails about a document answer one that never was: mail programs need only the same reference. */
const threadOf = ({ threadId }: Message, idOf: (id: string) => string): { inReplyTo?: string; references?: string } =>
  threadId === undefined || threadId === null ? {} : { inReplyTo: idOf(threadId), references: idOf(threadId) };

const headersOf = ({ unsubscribeUrl }: Message): Record<string, string> => ({
  'Auto-Submitted': 'auto-generated', // RFC 3834: no machine answers it
  'X-Auto-Response-Suppress': 'All', // the same for Exchange, which does not know RFC 3834
  'List-Unsubscribe': `<${new URL(unsubscribeUrl).href}>`,
  // RFC 8058 §3.1 knows https only.
  ...(unsubscribeUrl.startsWith('https:') ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
});

/** What a bounce brings back to `parseBounce`, whoever writes it (RFC 3461; of an address beyond ASCII, RFC 6533 has its own spelling). */
const dsnOf = (to: string, { messageId }: Message) => ({
  id: messageId,
  return: 'headers',
  notify: 'failure',
  ...(/^[!-~]+$/.test(to) ? { recipient: to } : {}),
});

/** The one mailbox that a text names; undefined: it names none, several or a group. */
function mailboxOf(text: string): { name: string; address: string } | undefined {
  const [first, second] = addressparser(text);
  if (first?.address === undefined || second !== undefined) return undefined;
  return /^[^\s@<>]+@[^\s@<>]+$/.test(first.address) ? { name: first.name, address: first.address } : undefined;
}
