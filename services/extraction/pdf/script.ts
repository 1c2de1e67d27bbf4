/** Which way and how a script is written: what spaces, joins and orders depend on. Pure rules over characters. */

const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;
const RTL_LETTER = /[\p{L}]/u;
const LATIN = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;
// Chinese and Japanese are written without spaces; Korean is not.
const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;
const COMBINING = /^\p{M}+$/u;

export const isRtlLetter = (text: string): boolean => RTL.test(text) && RTL_LETTER.test(text);
export const isLatin = (text: string): boolean => LATIN.test(text);
export const isSpaceless = (text: string): boolean => SPACELESS.test(text);
export const isCombining = (text: string): boolean => COMBINING.test(text);

/** Whether a line is read from right to left: by the majority of its letters. */
export function readsRtl(text: string): boolean {
  let rtl = 0;
  let ltr = 0;
  for (const c of text) {
    if (RTL.test(c)) rtl++;
    else if (LATIN.test(c)) ltr++;
  }
  return rtl > ltr;
}
