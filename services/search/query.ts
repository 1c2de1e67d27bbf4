import { fold, wordsOf } from './words.js';

/** What a person asked for. */
export interface ParsedQuery {
  /** Words and phrases, each a list of words. */
  terms: { words: string[]; excluded: boolean }[];
}

/** Longer questions are cut: each term is several index look-ups. */
const MAX_TERMS = 32;

/**
 * Reads what a person types: every word must occur, as the beginning of a printed word or as an inflected form in one of
 * the languages of the library; quoted words must follow each other; `-word` must not occur.
 */
export function parseQuery(text: string): ParsedQuery {
  const terms: ParsedQuery['terms'] = [];
  for (const [, minus, phrase, word] of text.normalize('NFKC').matchAll(/(?<![^\s"])(-?)(?:"([^"]*)"|([^\s"]+))/gu)) {
    const words = wordsOf(phrase ?? word ?? '');
    if (words.length > 0) terms.push({ words, excluded: minus === '-' });
    if (terms.length === MAX_TERMS) break;
  }
  return { terms };
}

/**
 * SQL for the tsquery, and its parameters from `$first` on. Words are letters and digits only, so quoting them is safe;
 * they are parameters all the same.
 */
export function tsquerySql(
  { terms }: ParsedQuery,
  configurations: readonly string[],
  first: number,
): { sql: string; values: string[] } {
  const values: string[] = [];
  const place = (value: string) => `$${first + values.push(value) - 1}`;
  const parts = terms.map(({ words, excluded }) => {
    const prefix = words.map((word, index) => `'${fold(word)}'${index === words.length - 1 ? ':*' : ''}`).join(' <-> ');
    const printed = `to_tsquery('simple', ${place(prefix)})`;
    const stemmed = configurations.map(
      (name) => `phraseto_tsquery(${place(name)}::regconfig, ${place(words.join(' '))})`,
    );
    const any = `(${[printed, ...stemmed].join(' || ')})`;
    return excluded ? `!!${any}` : any;
  });
  return { sql: parts.length > 0 ? parts.join(' && ') : `''::tsquery`, values };
}
