/** A stretch of a snippet: found words are hits. */
export interface SnippetPart {
  text: string;
  hit: boolean;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads a snippet of the search: text with `<mark>…</mark>` around what was found, everything else HTML-escaped by the
 * server. It is taken apart here and shown as text, never as HTML, so a document can smuggle nothing into the page.
 */
export function parseSnippet(snippet: string): SnippetPart[] {
  const parts: SnippetPart[] = [];
  let hit = false;
  for (const piece of snippet.split(/(<\/?mark>)/)) {
    if (piece === '<mark>') hit = true;
    else if (piece === '</mark>') hit = false;
    else if (piece !== '') parts.push({ text: unescape(piece), hit });
  }
  return parts;
}

function unescape(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi,
    (whole, decimal: string, hex: string, name: string) => {
      if (name) return NAMED[name.toLowerCase()] ?? whole;
      const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** Takes a text apart where one of the words of a query stands in it, whatever their case. */
export function markWords(text: string, query: string): SnippetPart[] {
  const words = query.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  if (words.length === 0) return text === '' ? [] : [{ text, hit: false }];
  const longestFirst = [...words].sort((a, b) => b.length - a.length);
  // Words hold letters and digits only, so nothing needs escaping. Beginnings of words count: "invoice" finds "invoices".
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(${longestFirst.join('|')})`, 'giu');
  const parts: SnippetPart[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) parts.push({ text: text.slice(end, match.index), hit: false });
    end = match.index + match[0].length;
    parts.push({ text: match[0], hit: true });
  }
  if (end < text.length) parts.push({ text: text.slice(end), hit: false });
  return parts;
}
