import type { Metadata } from '../../../domain/documents/content.js';
import type { Pdfium } from './pdfium.js';

/** Attachments named in the metadata; a portfolio may hold thousands. */
const MOST_ATTACHMENTS = 200;

export function readMetadata(pdfium: Pdfium, document: number): Metadata {
  const { api } = pdfium;
  const text = (tag: string): string =>
    pdfium
      .withName(tag, (name) => pdfium.utf16((buffer, size) => api.FPDF_GetMetaText(document, name, buffer, size)))
      .trim();
  const metadata: Metadata = {};
  const put = (
    key: 'title' | 'author' | 'subject' | 'keywords' | 'created' | 'modified' | 'producer',
    value: string | undefined,
  ): void => {
    if (value !== undefined && value !== '') metadata[key] = value;
  };
  put('title', text('Title'));
  put('author', text('Author'));
  put('subject', text('Subject'));
  put('keywords', text('Keywords'));
  put('created', isoDate(text('CreationDate')));
  put('modified', isoDate(text('ModDate')));
  put('producer', text('Producer'));
  const attachments: string[] = [];
  const count = Math.min(api.FPDFDoc_GetAttachmentCount(document), MOST_ATTACHMENTS);
  for (let i = 0; i < count; i++) {
    const attachment = api.FPDFDoc_GetAttachment(document, i);
    if (attachment === 0) continue;
    const name = pdfium.utf16((buffer, size) => api.FPDFAttachment_GetName(attachment, buffer, size)).trim();
    if (name !== '') attachments.push(name);
  }
  if (attachments.length > 0) metadata.attachments = attachments;
  return metadata;
}

/**
 * A PDF date, `D:YYYYMMDDHHmmSSOHH'mm'` (PDF 32000-1, 7.9.4), as ISO 8601 in UTC; undefined when it is not one.
 * Everything after the year may be missing; without an offset the time is taken for UTC.
 */
export function isoDate(text: string): string | undefined {
  const match = /^(?:D:)?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:([+-])(\d{2})'?(\d{2})?|Z)?/.exec(
    text.trim(),
  );
  if (match === null) return undefined;
  const [
    ,
    year,
    month = '01',
    day = '01',
    hour = '00',
    minute = '00',
    second = '00',
    sign,
    offsetHours = '0',
    offsetMinutes = '0',
  ] = match;
  if (year === undefined) return undefined;
  if (
    Number(month) < 1 ||
    Number(month) > 12 ||
    Number(day) < 1 ||
    Number(day) > 31 ||
    Number(hour) > 23 ||
    Number(minute) > 59 ||
    Number(second) > 59
  )
    return undefined;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000 * (sign === '-' ? -1 : 1);
  const time =
    Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) - offset;
  return Number.isFinite(time) ? new Date(time).toISOString() : undefined;
}
