import { CHANNELS, type Channel } from '../../domain/notifications/preferences.js';
import type { Config, Secrets } from '../config/index.js';
import { createMailer, type Mailer } from './mail/mailer.js';

/** Well below the lease of an attempt. */
const TIMEOUTS = { silenceMs: 30_000, wholeMs: 60_000 };

/** The ways to a person that this installation has. */
export const waysOf = ({ smtpUrl }: Secrets): ReadonlySet<Channel> =>
  new Set(CHANNELS.filter((channel) => channel !== 'email' || smtpUrl !== undefined));

/** undefined: no SMTP server is configured. */
export function createMail({ mailFrom, bouncesTo, publicUrl }: Config, { smtpUrl }: Secrets): Mailer | undefined {
  if (smtpUrl === undefined) return undefined;
  const from = mailFrom ?? `DocuGenie <docugenie@${new URL(publicUrl).hostname}>`;
  return createMailer({ url: smtpUrl, from, bouncesTo, timeouts: TIMEOUTS });
}
