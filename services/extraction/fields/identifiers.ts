import { countrySpecs, isValidIBAN } from 'ibantools';
import { checkVAT, countries } from 'jsvat';
import type { Found } from './found.js';

/** Characters of an IBAN by country (ISO 13616 registry). */
const IBAN_LENGTH: ReadonlyMap<string, number> = new Map(
  Object.entries(countrySpecs).flatMap(([country, { chars }]) => (chars === undefined ? [] : [[country, chars]])),
);
const IBAN_START = /(?<![A-Z0-9])([A-Z]{2})\d{2}(?=[ \u00a0]?[A-Z0-9])/g;

/** The IBANs of a text whose check digits are right; others are none. */
export function findIbans(text: string): Found[] {
  if (!/[A-Z]{2}\d{2}/.test(text)) return [];
  const found: Found[] = [];
  for (const match of text.matchAll(IBAN_START)) {
    const length = IBAN_LENGTH.get(match[1] ?? '');
    const value = length === undefined ? undefined : takeCharacters(text, match.index, length);
    if (value === undefined) continue;
    const normalized = value.replace(/[^A-Z0-9]/g, '');
    if (!checks(normalized) || !isValidIBAN(normalized)) continue; // the second also knows the shape per country
    found.push({ name: 'iban', value, normalized, confidence: 0.99, source: 'checksum', at: match.index });
  }
  return found;
}

/** The next `count` capitals and digits from `from`, with single spaces between; undefined when something else comes first. */
function takeCharacters(text: string, from: number, count: number): string | undefined {
  const window = text.slice(from, from + 2 * count + 1);
  let to = 0;
  for (let taken = 0; taken < count; to++) {
    if (isAlphanumeric(window.charCodeAt(to))) taken += 1;
    else if (!/[ \u00a0]/.test(window[to] ?? '') || !isAlphanumeric(window.charCodeAt(to + 1))) return undefined;
  }
  return /[A-Za-z0-9]/.test(window[to] ?? '') ? undefined : window.slice(0, to);
}

/** A–Z or 0–9. */
const isAlphanumeric = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 48 && code <= 57);

/** ISO 7064: the digits, letters as 10 to 35 and the first four characters last, leave 1 when divided by 97. */
function checks(iban: string): boolean {
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

const VAT_CODES = 'AT BE BG CHE CY CZ DE DK EE EL ES FI FR GB HR HU IE IT LT LU LV MT NL NO PL PT RO SE SI SK XI'.split(
  ' ',
);
const VAT = new RegExp(
  `(?<![A-Z0-9])(${[...VAT_CODES].sort((a, b) => b.length - a.length).join('|')})[ -]?((?:[A-Z0-9][ .-]?){6,13}[A-Z0-9])(?![A-Za-z0-9])`,
  'g',
);
const VAT_LABEL = /\b(?:vat|ust|uid|tva|p\.? ?iva|iva|btw|nif|cif|mwst|moms|tax)\b/i;

/**
 * The VAT numbers of a text whose check digits are right. One number in ten passes by chance, so that a number nobody
 * calls a VAT number is less sure.
 */
export function findVatIds(text: string): Found[] {
  if (!/[A-Z]{2}[ -]?[A-Z0-9. -]{0,4}\d{2}/.test(text)) return [];
  const found: Found[] = [];
  for (const match of text.matchAll(VAT)) {
    const whole = match[0];
    // Trailing words in capitals may have been taken along: the longest valid beginning counts.
    for (let to = whole.length; to > 8; to--) {
      const value = whole.slice(0, to);
      if (/[ .-]$/.test(value) || /^[A-Z0-9]/.test(whole.slice(to))) continue;
      const result = checkVAT(value, countries);
      if (!result.isValid) continue;
      const labelled = VAT_LABEL.test(`${text.slice(Math.max(0, match.index - 40), match.index)} ${value}`);
      const normalized = value.replace(/[^A-Z0-9]/g, '').replace(/(?:MWST|TVA|IVA)$/, '');
      const confidence = labelled ? 0.98 : 0.75;
      found.push({ name: 'vat_id', value, normalized, confidence, source: 'checksum', at: match.index });
      break;
    }
  }
  return found;
}
