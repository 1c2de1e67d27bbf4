import { findPhones } from './contacts.js';
import { findIbans, findVatIds } from './identifiers.js';
import type { Locale } from './found.js';
import type { TextLine } from './line.js';

/** Signs that only one country's papers use. */
const SIGNS: readonly [RegExp, string][] = [
  [/£\s?\d/, 'GB'],
  [/\bCHF\s?\d|\bMWST\b/, 'CH'],
  [/\b[A-Z]{2} \d{5}(?:-\d{4})?\b(?=\s*$)/, 'US'],
];

/** Votes after which the country is settled. */
const ENOUGH = 50;

/**
 * Where a document comes from, when nobody said: the country that most of its account, VAT and international telephone
 * numbers name, so far. It decides how local telephone numbers, `$` and `03/04/2025` are read.
 */
export function createRegionGuess(given: Locale): (lines: readonly TextLine[]) => string | undefined {
  const votes = new Map<string, number>();
  let total = 0;
  const vote = (country: string | undefined): void => {
    if (country === undefined) return;
    total += 1;
    votes.set(country, (votes.get(country) ?? 0) + 1);
  };
  return (lines) => {
    if (given.region !== undefined) return given.region;
    for (const { text, hasDigit } of lines) {
      if (!hasDigit || total >= ENOUGH) continue;
      for (const { normalized } of [...findIbans(text), ...findVatIds(text)]) vote(country(normalized));
      if (text.includes('+')) for (const { region } of findPhones(text, given)) vote(region);
      for (const [sign, region] of SIGNS) if (sign.test(text)) vote(region);
    }
    return [...votes].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))[0]?.[0];
  };
}

const country = (number: string | undefined): string | undefined => {
  const code = number?.slice(0, 2);
  return code === 'EL' ? 'GR' : code === 'XI' ? 'GB' : code;
};
