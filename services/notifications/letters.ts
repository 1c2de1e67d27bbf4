import type { EventEnvelope } from '../../domain/events/event.js';
import { isNotifiable, NOTIFIABLE, type NotifiableType } from '../../domain/notifications/notifiable.js';
import { wordingOf, type Wording } from '../../domain/notifications/wording.js';
import { documentId, type DocumentFacts } from './documents.js';
import type { Message } from './mail/compose.js';
import type { SlackMessage } from './webhook/slack.js';

/** An event that people are told of. */
export type Told = EventEnvelope & { type: NotifiableType };

export const isTold = (event: EventEnvelope): event is Told => isNotifiable(event.type);

/** Addresses of the product, as its readers reach it. */
export interface Links {
  /** The page of what an event is about. */
  to(subject: string): string;
  confirm(token: string): string;
  unsubscribe(token: string): string;
}

export const createLinks = (publicUrl: string): Links => {
  const base = publicUrl.replace(/\/$/, '');
  return {
    to: (subject) => {
      const id = documentId(subject);
      return id === undefined ? `${base}/system` : `${base}/documents/${id}`;
    },
    confirm: (token) => `${base}/v1/email-confirmations/${token}`,
    unsubscribe: (token) => `${base}/v1/unsubscribe/${token}`,
  };
};

/** What makes an e-mail one of its own. */
interface Stamp {
  /** Id of the delivery. */
  id: string;
  unsubscribe: string;
}

type Documents = ReadonlyMap<string, DocumentFacts>;

const wording = (event: Told, documents: Documents): Wording =>
  wordingOf(event, documents.get(documentId(event.subject) ?? ''));

/** One event, or several as a digest. At least one is needed. */
export function eventMail(
  events: readonly [Told, ...Told[]],
  documents: Documents,
  { id, unsubscribe }: Stamp,
  links: Links,
): Message {
  const [first, ...more] = events;
  const common = { messageId: id, unsubscribeUrl: links.unsubscribe(unsubscribe) };
  if (more.length === 0) {
    const { title, body } = wording(first, documents);
    return {
      ...common,
      subject: title,
      paragraphs: body === '' ? [] : [body],
      link: linkTo(first, links),
      why: `You get this because you want to hear of it: ${NOTIFIABLE[first.type].title}.`,
      threadId: documentId(first.subject) ?? null,
    };
  }
  return {
    ...common,
    subject: `${events.length} notifications: ${counted(events)}`,
    paragraphs: [],
    items: events.map((event) => {
      const { title, body } = wording(event, documents);
      return { text: title, url: links.to(event.subject), ...(body === '' ? {} : { detail: body }) };
    }),
    link: { label: 'Open the library', url: links.to('library') },
    why: 'You get this because you have such mail gathered.',
  };
}

const linkTo = ({ subject }: Told, links: Links) => ({
  label: documentId(subject) === undefined ? 'Open the system page' : 'Open the document',
  url: links.to(subject),
});

/** "12 × A document has failed, 2 × A queue goes on" */
function counted(events: readonly Told[]): string {
  const types = [...new Set(events.map(({ type }) => type))];
  return types
    .map((type) => `${events.filter((event) => event.type === type).length} × ${NOTIFIABLE[type].title}`)
    .join(', ');
}

export const testMail = ({ id, unsubscribe }: Stamp, links: Links): Message => ({
  subject: 'This is a test',
  paragraphs: ['Nothing has happened. Mail of DocuGenie reaches you.'],
  link: { label: 'Open DocuGenie', url: links.to('library') },
  why: 'You asked for it.',
  unsubscribeUrl: links.unsubscribe(unsubscribe),
  messageId: id,
});

export const confirmationMail = ({ id, unsubscribe }: Stamp, token: string, links: Links): Message => ({
  subject: 'Confirm your address',
  paragraphs: [
    'Somebody wants notifications of DocuGenie sent to this address. Open the link within a day if it was you; else do nothing, and no more mail comes.',
  ],
  link: { label: 'Confirm', url: links.confirm(token) },
  why: 'Somebody set this address.',
  unsubscribeUrl: links.unsubscribe(unsubscribe),
  messageId: id,
});

/** An event for a channel of people; of what people are not told otherwise, its type. */
export function slackMessage(event: EventEnvelope, documents: Documents, links: Links): SlackMessage {
  if (isTold(event)) {
    const { title, body } = wording(event, documents);
    return { title, paragraphs: body === '' ? [] : [body], link: linkTo(event, links) };
  }
  const name = documents.get(documentId(event.subject) ?? '')?.filename;
  const message = event.data['message'];
  return {
    title: name === undefined ? event.type : `${name}: ${event.type}`,
    paragraphs: typeof message === 'string' ? [message] : [],
    link: { label: 'Open DocuGenie', url: links.to(event.subject) },
  };
}
