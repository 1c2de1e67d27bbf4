import { fail } from '../../domain/errors.js';
import { tenantChannel } from '../../domain/events/channel.js';
import type { EventEnvelope } from '../../domain/events/event.js';
import type { NotifiableType } from '../../domain/notifications/notifiable.js';
import type { Queryable } from '../db/index.js';
import { documentId, documentsOf, type DocumentFacts } from './documents.js';
import { eventMail, isTold, slackMessage, type Links, type Told } from './letters.js';
import { compose, type Composed } from './mail/compose.js';
import { webhookBody } from './webhook/message.js';
import { slackBody } from './webhook/slack.js';

export const PREVIEW_CHANNELS = ['email', 'slack', 'webhook'] as const;
export type PreviewChannel = (typeof PREVIEW_CHANNELS)[number];

/** A mail, or the body of a post. */
export type Preview = Composed | { body: string };

/** By time, which the id carries: at most the two weeks that lie beside it are looked into; PK range of the tenant's channel in each. */
const FIND = `select "offset", id, type, subject, at, data from event
  where channel = $1 and id = $2 and at between $3::timestamptz - interval '5 minutes' and $3::timestamptz + interval '5 minutes'`;

const EXAMPLE = '019a5f6e-8f3b-7d4c-9b1e-2f6a7c8d9e01';

/** What a document could be told of in an example. */
const EXAMPLE_DATA: Readonly<Record<NotifiableType, Readonly<Record<string, unknown>>>> = {
  'document.completed': { label: 'invoice', pages: 3 },
  'document.failed': { code: 'document_damaged', message: 'The document is damaged or cut off.' },
  'document.cancelled': {},
  'document.paused': {},
  'queue.drained': { queue: 'extraction', reason: 'maintenance' },
  'queue.undrained': { queue: 'extraction' },
};

interface PreviewDeps {
  db: Queryable;
  links: Links;
  now: () => Date;
}

/** An event that has happened, or an example of a type. */
type Previewed = { event: string } | { type: NotifiableType };

/**
 * What would be sent of an event, made as it is made for sending; its links work, but that it unsubscribes nobody.
 *
 * @throws Failure `not_found`: there is no such event; `invalid`: nothing is mailed of its type
 */
export async function preview(
  deps: PreviewDeps,
  tenant: string,
  channel: PreviewChannel,
  of: Previewed,
): Promise<Preview> {
  if (channel === 'email') return previewMail(deps, tenant, of);
  const [event, documents] = await found(deps, tenant, of);
  return { body: channel === 'webhook' ? webhookBody(event) : slackBody(slackMessage(event, documents, deps.links)) };
}

/** The same, of e-mail. */
export async function previewMail(deps: PreviewDeps, tenant: string, of: Previewed): Promise<Composed> {
  const [event, documents] = await found(deps, tenant, of);
  if (!isTold(event)) fail('invalid', `event: nothing is mailed of ${event.type}.`);
  return compose(eventMail([event], documents, { id: event.id, unsubscribe: 'preview' }, deps.links));
}

type Facts = ReadonlyMap<string, DocumentFacts>;

const found = async ({ db, now }: PreviewDeps, tenant: string, of: Previewed): Promise<[EventEnvelope, Facts]> =>
  'type' in of ? exampleOf(of.type, now()) : happened(db, tenant, of.event);

async function happened(db: Queryable, tenant: string, id: string): Promise<[EventEnvelope, Facts]> {
  const [row] = await db.query<Omit<EventEnvelope, 'channel' | 'time'> & { at: Date }>(FIND, [
    tenantChannel(tenant),
    id,
    timeIn(id),
  ]);
  if (!row) fail('not_found', 'There is no such event.');
  const { at, ...rest } = row;
  const event = { channel: 'tenant', time: at.toISOString(), ...rest };
  return [event, await documentsOf(db, tenant, [event])];
}

/** The first 48 bits of a uuidv7 are milliseconds since 1970 (RFC 9562 §5.7). */
const timeIn = (id: string): Date => new Date(Number.parseInt(id.replace('-', '').slice(0, 12), 16));

function exampleOf(type: NotifiableType, at: Date): [Told, Facts] {
  const subject = type.startsWith('document.') ? `document:${EXAMPLE}` : 'queue:extraction';
  const event: Told = {
    ...{ channel: 'tenant', offset: 1, id: EXAMPLE, type, subject },
    time: at.toISOString(),
    data: EXAMPLE_DATA[type],
  };
  const document = { id: EXAMPLE, filename: 'invoice-2026-114.pdf', label: 'invoice' };
  return [event, documentId(subject) === undefined ? new Map() : new Map([[EXAMPLE, document]])];
}
