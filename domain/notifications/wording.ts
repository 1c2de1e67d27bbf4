import type { EventEnvelope } from '../events/event.js';
import type { NotifiableType } from './notifiable.js';

/** What is known of the document that an event is about. */
export interface About {
  filename: string;
  label: string | null;
}

/** What a person reads: one line, and what there is to know beyond it. */
export interface Wording {
  title: string;
  body: string;
}

/** Says an event as a person would. `about` is undefined for one that is not about a document. */
export function wordingOf(event: Pick<EventEnvelope, 'data'> & { type: NotifiableType }, about?: About): Wording {
  const { data } = event;
  const name = about?.filename ?? 'A document';
  switch (event.type) {
    case 'document.completed':
      return { title: `${name} is done`, body: [said(data['label']), pages(data['pages'])].filter(Boolean).join(', ') };
    case 'document.failed':
      return { title: `${name} could not be processed`, body: said(data['message']) };
    case 'document.cancelled':
      return { title: `${name} was cancelled`, body: '' };
    case 'document.paused':
      return { title: `${name} was paused`, body: '' };
    case 'queue.drained':
      return { title: `The queue ${said(data['queue'])} was drained: documents wait`, body: said(data['reason']) };
    case 'queue.undrained':
      return { title: `The queue ${said(data['queue'])} goes on`, body: '' };
  }
}

const said = (value: unknown): string => (typeof value === 'string' ? value : '');

const pages = (value: unknown): string =>
  typeof value === 'number' ? `${value} ${value === 1 ? 'page' : 'pages'}` : '';
