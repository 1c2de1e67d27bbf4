import type { Block, Metadata } from '../../../domain/documents/content.js';
import { parseHtml } from '../html/tree.js';
import { htmlBlocks } from '../html/walker.js';
import { isoTime } from '../ooxml/package.js';
import { plainBlocks } from '../plain/paragraphs.js';
import { furnitureParagraph } from '../sequence.js';

/** A mail whatever file it came in. */
export interface Message {
  subject: string;
  /** "Alice Example <alice@example.com>", several by commas. */
  from: string;
  to: string;
  cc: string;
  sent: string | Date | undefined;
  html: string | undefined;
  text: string | undefined;
  attachments: string[];
}

export const mailbox = (name: string | undefined, address: string | undefined): string => {
  const [who, where] = [(name ?? '').trim(), (address ?? '').trim()];
  if (who === '' || who === where) return where;
  return where === '' ? who : `${who} <${where}>`;
};

export function messageMetadata(message: Message): Metadata {
  const metadata: Metadata = {};
  const plain = [
    ['title', message.subject],
    ['from', message.from],
    ['to', message.to],
    ['cc', message.cc],
  ] as const;
  for (const [key, value] of plain) if (value !== '') metadata[key] = value;
  if (message.from !== '') metadata.author = message.from;
  const sent = isoTime(message.sent);
  if (sent !== undefined) metadata.sent = sent;
  if (message.attachments.length > 0) metadata.attachments = message.attachments;
  return metadata;
}

/**
 * The subject as heading and the body, from its HTML where there is one. People and attachments are furniture: searched,
 * but not part of what was written.
 */
export function messageBlocks(message: Message): Block[] {
  const head = [
    ['From', message.from],
    ['To', message.to],
    ['Cc', message.cc],
    ['Date', isoTime(message.sent) ?? ''],
  ].flatMap(([name, value]) => (value === '' ? [] : [`${name ?? ''}: ${value ?? ''}`]));
  const blocks: Block[] = furnitureParagraph(head.length === 0 ? [] : [{ text: head.join('\n') }], 'header');
  if (message.subject !== '') blocks.push({ kind: 'heading', level: 1, content: [{ text: message.subject }] });
  const rich = message.html === undefined ? [] : htmlBlocks(parseHtml(message.html));
  // Mail programs add an empty HTML part to plain messages.
  const said = rich.some((block) => block.kind !== 'image' && !block.furniture);
  blocks.push(...(said || message.text === undefined ? rich : [...plainBlocks(message.text), ...rich]));
  if (message.attachments.length > 0) {
    blocks.push(...furnitureParagraph([{ text: `Attachments: ${message.attachments.join(', ')}` }], 'note'));
  }
  return blocks;
}
