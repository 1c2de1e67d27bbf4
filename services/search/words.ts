/**
 * What counts as a word, the same for texts and for questions: letters and digits, with the marks that follow them. So
 * "300.00" is found in "EUR300.00", and a name in an e-mail address.
 */
export const wordsOf = (text: string): string[] =>
  text.normalize('NFKC').match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? [];

/** Case and diacritics are ignored: "Muller" finds "Müller". Never empty for a word. */
export function fold(word: string): string {
  const lower = word.toLowerCase();
  return lower.normalize('NFKD').replace(/\p{M}/gu, '') || lower;
}
