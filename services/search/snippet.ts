import type { ParsedQuery } from './query.js';
import { fold } from './words.js';

/** Characters of a snippet, and of those before its first hit. */
const LENGTH = 240;
const BEFORE = 60;
/** Inflected forms share their beginning: hits are marked when this much of a longer word agrees. */
const STEM = 0.75;

/**
 * The part of a chunk around its first hits, HTML-escaped, with <mark> around the words of the query. Without a hit (the
 * chunk was found by meaning) its beginning.
 */
export function markedSnippet(text: string, query: ParsedQuery): string {
  const wanted = query.terms.filter(({ excluded }) => !excluded).flatMap(({ words }) => words.map(fold));
  const words = [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    word: fold(match[0]),
  }));
  const hits = words.filter(({ word }) => wanted.some((term) => agrees(word, term)));
  const start = wordStart(text, Math.max(0, bestStart(hits) - BEFORE));
  const end = Math.min(text.length, start + LENGTH);
  let out = start > 0 ? '… ' : '';
  let at = start;
  for (const hit of hits) {
    if (hit.start < start || hit.end > end) continue;
    out += `${escapeHtml(text.slice(at, hit.start))}<mark>${escapeHtml(text.slice(hit.start, hit.end))}</mark>`;
    at = hit.end;
  }
  out += escapeHtml(text.slice(at, end)) + (end < text.length ? ' …' : '');
  return out.replace(/\s+/g, ' ').trim();
}

/** Where the window with the most different hits begins. */
function bestStart(hits: readonly { start: number; word: string }[]): number {
  let best = hits[0]?.start ?? 0;
  let most = 0;
  let first = 0;
  for (let last = 0; last < hits.length; last++) {
    while ((hits[last]?.start ?? 0) - (hits[first]?.start ?? 0) > LENGTH - BEFORE - 20) first++;
    const different = new Set(hits.slice(first, last + 1).map(({ word }) => word)).size;
    if (different > most) {
      most = different;
      best = hits[first]?.start ?? 0;
    }
  }
  return best;
}

function wordStart(text: string, at: number): number {
  if (at === 0) return 0;
  const space = text.slice(at, at + BEFORE).search(/\s/);
  return space === -1 ? at : at + space + 1;
}

function agrees(word: string, term: string): boolean {
  if (word.startsWith(term)) return true;
  const shared = Math.max(3, Math.ceil(Math.max(word.length, term.length) * STEM));
  return word.length >= shared && term.length >= shared && word.slice(0, shared) === term.slice(0, shared);
}

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
