import { bomEncoding, detectEncoding } from './encoding.js';
import { tableShape } from './tabular/delimiter.js';

/** Kinds of text that are told apart by what they look like. */
export type TextKind = 'html' | 'markdown' | 'text' | 'csv' | 'eml';

const ENDINGS: Readonly<Record<string, TextKind>> = {
  htm: 'html',
  html: 'html',
  xhtml: 'html',
  md: 'markdown',
  markdown: 'markdown',
  csv: 'csv',
  tsv: 'csv',
  tab: 'csv',
  eml: 'eml',
  txt: 'text',
  text: 'text',
  log: 'text',
};

/** Header fields by which a mail is recognised (RFC 5322, 3.6); the first group is never written by hand. */
const TECHNICAL =
  /^(?:Received|Return-Path|Message-ID|MIME-Version|Delivered-To|X-[\w-]+|DKIM-Signature|Content-Type):/im;
const PERSONAL = /^(?:From|To|Subject|Date|Cc|Reply-To):/gim;

/**
 * Is this text, and of which kind? `head` is the beginning of the file. The name decides only where the bytes allow it:
 * nothing becomes HTML without a tag or a mail without header fields. Undefined: not text.
 */
export function sniffText(head: Buffer, filename?: string): TextKind | undefined {
  const text = decodeHead(head);
  if (text === undefined) return undefined;
  const start = text.trimStart().slice(0, 8192);
  const named = ENDINGS[/\.([a-z]+)$/i.exec(filename ?? '')?.[1]?.toLowerCase() ?? ''];
  // A name with another ending (report.json, main.ts) says that it is no document in disguise.
  const free = filename === undefined || !/\.[a-z0-9]{1,8}$/i.test(filename);

  if (isHtml(start)) return named === 'text' || named === 'markdown' || named === 'csv' ? named : 'html';
  if (named === 'html' && /<[a-z][a-z0-9]*[\s>/]/i.test(start)) return 'html';
  if (isMail(start) && (named === undefined || named === 'eml')) return 'eml';
  if (named === 'eml' && /^[\w-]+:[^\n]*\n/.test(start) && PERSONAL.test(start)) return 'eml';
  if (named === 'csv' || named === 'markdown' || named === 'text') return named;
  if (named === undefined && free) {
    if (/^(?:[{[]\s*["{[\d]|<\?xml|<svg)/i.test(start)) return 'text';
    if (isTable(text)) return 'csv';
    if (isMarkdown(start)) return 'markdown';
  }
  return 'text';
}

/** The text behind the bytes; undefined where control bytes show that there is none. */
function decodeHead(head: Buffer): string | undefined {
  const encoding = detectEncoding(head);
  const text = new TextDecoder(encoding).decode(head, { stream: true });
  if (encoding === 'utf-8' || encoding === 'windows-1252') {
    // Binary data bytes of the WHATWG MIME Sniffing Standard, but for a DOS end-of-file mark at the very end.
    const body = head.at(-1) === 0x1a ? head.subarray(0, -1) : head;
    for (const byte of body) {
      if (byte <= 0x08 || byte === 0x0b || (byte >= 0x0e && byte <= 0x1a) || (byte >= 0x1c && byte <= 0x1f))
        return undefined;
    }
    return text;
  }
  if (bomEncoding(head) === undefined && /\0/.test(text)) return undefined;
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return /[\u0000-\u0008\u000e-\u001a]/.test(text) ? undefined : text;
}

const isHtml = (start: string): boolean => {
  const bare = start.replace(/^(?:<\?xml[^>]*\?>|<!--[^]*?-->|\s)+/i, '');
  return /^<(?:!doctype\s+html|html|head|body|title|meta|h[1-6]|div|table|p|script|style|iframe|center|font|a|br|b|ul|ol|span)[\s>/]/i.test(
    bare,
  );
};

/** Header lines up to the first blank one: two of people and subject, and one that programs write or three of the first. */
function isMail(start: string): boolean {
  const headers = start.split(/\n[ \t]*\r?\n/, 1)[0] ?? '';
  const lines = headers.split('\n').filter((line) => line.trim() !== '');
  if (lines.length < 2 || !lines.every((line, i) => /^[\w-]+:/.test(line) || (i > 0 && /^[ \t]/.test(line))))
    return false;
  const personal = new Set([...headers.matchAll(PERSONAL)].map(([name]) => name.toLowerCase())).size;
  return (
    (personal >= 2 && TECHNICAL.test(headers)) ||
    (personal >= 1 && /^(?:Received|Message-ID|MIME-Version):/im.test(headers))
  );
}

/** Three rows at least, all of one width of three columns (two by semicolon or tab): prose does not do that. */
function isTable(text: string): boolean {
  const lines = text.split('\n');
  const whole = lines.length > 1 ? lines.slice(0, -1).join('\n') : text;
  const shape = tableShape(whole.length > 0 && lines.at(-1) !== '' && lines.length < 20 ? text : whole);
  const least = shape.delimiter === ';' || shape.delimiter === '\t' ? 2 : 3;
  return shape.delimiter !== ':' && shape.rows >= 3 && shape.constancy === 1 && shape.columns >= least;
}

/** A heading and at least one other mark that is no use in plain text. */
function isMarkdown(start: string): boolean {
  if (start.startsWith('#!')) return false;
  const heading = /^#{1,6} \S/m.test(start) || /^\S[^\n]*\n(?:={3,}|-{3,})\s*$/m.test(start);
  const other = /\[[^\]\n]+\]\([^)\s]+\)|^```|^\|[ :|-]+\|\s*$|\*\*\S[^*\n]*\*\*|^[-*] \S/m.test(start);
  return heading && other;
}
