import PostalMime, { type Attachment } from 'postal-mime';
import { oneLine } from '../line.js';
import { isDeadAddress } from './refusal.js';

export interface Bounce {
  /** The address that we wrote to, where the server kept it; else the one that it led to. */
  recipient: string;
  /** Enhanced status code of RFC 3463, such as `5.1.1`. */
  status: string;
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  /** Of the mail that bounced, without its domain: the `messageId` of the Message. Null: the report does not say. */
  messageId: string | null;
  /** Whether no more mail should be sent to the address. */
  suppress: boolean;
  /** What the server said that would not take it; null: nothing. */
  detail: string | null;
}

const MOST_DETAIL = 300;

/**
 * Reads a delivery status notification (RFC 3464); null for any other mail. Of several recipients, the first that failed.
 *
 * Anybody can write one: believe it only when `messageId` is that of a delivery to `recipient`. Only who got the mail, or
 * carried it, knows that.
 */
export async function parseBounce(raw: string | Uint8Array): Promise<Bounce | null> {
  const mail = await PostalMime.parse(raw).catch(() => null); // rejects only what nests or heads beyond its limits
  const report = mail?.attachments.find(({ mimeType }) => /^message\/(global-)?delivery-status$/.test(mimeType));
  if (mail === null || report === undefined) return null;
  const [about, ...recipients] = groupsOf(textOf(report));
  const found = recipients.map(outcomeOf).filter((outcome) => outcome !== null);
  const outcome = found.find(({ action }) => action === 'failed') ?? found[0];
  if (outcome === undefined) return null;
  const returned = await returnedId(mail.attachments);
  return { ...outcome, messageId: returned ?? about?.get('original-envelope-id') ?? null };
}

type Fields = ReadonlyMap<string, string>;

const ACTIONS = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;

function outcomeOf(fields: Fields): Omit<Bounce, 'messageId'> | null {
  const action = ACTIONS.find((each) => each === fields.get('action')?.toLowerCase());
  const stated = statusIn(fields.get('status'));
  // Exim says 5.0.0 of all that fails; what the other server said stands in the diagnosis only.
  const status = (stated === '5.0.0' ? statusIn(fields.get('diagnostic-code')) : undefined) ?? stated;
  const recipient = addressIn(fields.get('original-recipient')) ?? addressIn(fields.get('final-recipient'));
  if (action === undefined || status === undefined || recipient === undefined) return null;
  // "smtp; 550 No such user"
  const said = oneLine(fields.get('diagnostic-code')?.replace(/^[\w-]+\s*;/, '') ?? '', MOST_DETAIL);
  return {
    recipient,
    status,
    action,
    detail: said === '' ? null : said,
    suppress: action === 'failed' && isDeadAddress(undefined, status),
  };
}

const statusIn = (field: string | undefined): string | undefined =>
  /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(field ?? '')?.[0];

/** "rfc822; person@example.com" */
const addressIn = (field: string | undefined): string | undefined =>
  /^\s*(?:rfc822|utf-8)\s*;\s*<?([^\s<>@]+@[^\s<>@]+)>?\s*$/i.exec(field ?? '')?.[1];

/** Groups of fields with an empty line between them; the first is about the mail, the others about a recipient each. */
const groupsOf = (text: string): Fields[] =>
  text
    .replace(/[ \t]*\r?\n/g, '\n')
    .replace(/\n[ \t]+(?=\S)/g, ' ') // a line that begins with a space goes on with the one before
    .split(/\n{2,}/)
    .filter((group) => group.trim() !== '')
    .map(
      (group) =>
        new Map(
          group.split('\n').flatMap((line): [string, string][] => {
            const colon = line.indexOf(':');
            return colon < 1 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]];
          }),
        ),
    );

/** From the mail that bounced, or its headers, which reports bring along. */
async function returnedId(attachments: readonly Attachment[]): Promise<string | null> {
  const part = attachments.find(({ mimeType }) =>
    /^(message\/(rfc822|global)|text\/rfc822-headers|message\/global-headers)$/.test(mimeType),
  );
  if (part === undefined) return null;
  const returned = await PostalMime.parse(part.content).catch(() => null);
  return /^<?([^@<>\s]+)@/.exec(returned?.messageId?.trim() ?? '')?.[1] ?? null;
}

const textOf = ({ content }: Attachment): string =>
  typeof content === 'string' ? content : new TextDecoder().decode(content);
