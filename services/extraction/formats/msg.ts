import type { FieldsData } from '@kenjiuno/msgreader';
import { createRequire } from 'node:module';
import { fail } from '../../../domain/errors.js';
import { isCompoundHead } from '../container/compound.js';
import { decodeText, repairWindows1252 } from '../encoding.js';
import { mailbox, messageBlocks, messageMetadata, type Message } from '../mail/message.js';
import type { Format } from '../reader.js';
import { readWhole } from './file-text.js';
import { MEDIA_TYPES } from './media-types.js';
import { singlePage } from './single-page.js';

const NAME = 'Outlook message';

// Loaded as the CommonJS module that it is: loaders disagree about what its default export becomes in an ES module. The
// assertion is what the package declares, which `require` does not carry.
const { default: MsgReader } = createRequire(import.meta.url)('@kenjiuno/msgreader') as {
  default: new (bytes: ArrayBuffer) => { getFileData(): FieldsData };
};

/** Mails saved by Outlook ([MS-OXMSG]). Attached files are named; their contents are documents of their own. */
export const msg: Format = {
  name: NAME,
  mediaType: MEDIA_TYPES.msg,
  extension: 'msg',
  async open(path, context) {
    const bytes = await readWhole(path, context, NAME);
    if (!isCompoundHead(bytes)) fail('document_damaged', `The file is no ${NAME}.`);
    const message = toMessage(parse(bytes));
    return singlePage({ metadata: messageMetadata(message), read: () => messageBlocks(message) });
  },
};

function parse(bytes: Uint8Array): FieldsData {
  const damaged = (cause?: unknown): never =>
    fail('document_damaged', `The ${NAME} is damaged or cut off.`, undefined, { cause });
  try {
    const copy = new Uint8Array(bytes); // the reader wants the whole of an ArrayBuffer
    const data = new MsgReader(copy.buffer).getFileData();
    return data.error === undefined ? data : damaged(data.error);
  } catch (error) {
    return damaged(error);
  }
}

function toMessage(data: FieldsData): Message {
  const people = (kind: 'to' | 'cc'): string =>
    (data.recipients ?? [])
      .filter((one) => (one.recipType ?? 'to') === kind)
      .map((one) => mailbox(one.name, one.smtpAddress ?? one.email))
      .filter((one) => one !== '')
      .join(', ');
  return {
    subject: (data.subject ?? '').replace(/\s+/g, ' ').trim(),
    from: mailbox(data.senderName, data.senderSmtpAddress ?? data.creatorSMTPAddress ?? data.senderEmail),
    to: people('to'),
    cc: people('cc'),
    sent: data.clientSubmitTime ?? data.messageDeliveryTime ?? data.creationTime,
    html: data.bodyHtml === undefined ? htmlBody(data.html) : repairWindows1252(data.bodyHtml),
    text: data.body?.replace(/\r\n?/g, '\n'),
    attachments: (data.attachments ?? [])
      .filter((one) => one.attachmentHidden !== true)
      .map((one) => one.fileName ?? one.name ?? one.fileNameShort ?? one.attachMimeTag ?? 'unnamed'),
  };
}

const htmlBody = (html: Uint8Array | undefined): string | undefined =>
  html === undefined || html.length === 0 ? undefined : decodeText(html, 'html');
