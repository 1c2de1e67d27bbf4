import PostalMime, { type Address, type Email } from 'postal-mime';
import { fail } from '../../../domain/errors.js';
import { repairWindows1252 } from '../encoding.js';
import { mailbox, messageBlocks, messageMetadata, type Message } from '../mail/message.js';
import type { Format } from '../reader.js';
import { readWhole } from './file-text.js';
import { MEDIA_TYPES } from './media-types.js';
import { singlePage } from './single-page.js';

const NAME = 'e-mail';

/** Mails as they travel (RFC 5322, MIME). Attached files are named; their contents are documents of their own. */
export const eml: Format = {
  name: NAME,
  mediaType: MEDIA_TYPES.eml,
  extension: 'eml',
  async open(path, context) {
    const bytes = await readWhole(path, context, NAME);
    const email = await PostalMime.parse(bytes).catch((cause: unknown) =>
      // The parser only rejects messages that nest or head beyond its own limits.
      fail(
        'document_too_complex',
        'The e-mail nests more parts, or has longer headers, than any mail program writes.',
        undefined,
        { cause },
      ),
    );
    const message = toMessage(email);
    return singlePage({ metadata: messageMetadata(message), read: () => messageBlocks(message) });
  },
};

const people = (list: readonly Address[] | undefined): string =>
  (list ?? [])
    .map((one) =>
      one.group
        ? `${one.name}: ${one.group.map((member) => mailbox(member.name, member.address)).join(', ')}`
        : mailbox(one.name, one.address),
    )
    .filter((one) => one !== '')
    .join(', ');

function toMessage(email: Email): Message {
  return {
    subject: repairWindows1252(email.subject ?? '')
      .replace(/\s+/g, ' ')
      .trim(),
    from: people(email.from ? [email.from] : []),
    to: people(email.to),
    cc: people(email.cc),
    sent: email.date,
    html: email.html === undefined ? undefined : repairWindows1252(email.html),
    text: email.text === undefined ? undefined : repairWindows1252(email.text).replace(/\r\n?/g, '\n'),
    attachments: email.attachments
      .filter((one) => !(one.related && one.disposition !== 'attachment'))
      .map((one) => one.filename ?? one.description ?? one.mimeType),
  };
}
