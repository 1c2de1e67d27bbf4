import type { Page } from '../../../domain/documents/content.js';
import { FIELD_NAMES, type Field } from '../../../domain/documents/field.js';
import { findAmounts } from './amounts.js';
import { createUrlFinder, findEmails, findPhones } from './contacts.js';
import { dayOrder, findDates } from './dates.js';
import type { Found, Locale } from './found.js';
import { findIbans, findVatIds } from './identifiers.js';
import { pageLines, plainLine, type TextLine } from './line.js';
import { findDictionaryNames, findOrganisations, findTitled } from './names.js';
import { findPairs } from './pairs.js';
import { createRegionGuess } from './region.js';
import { findReferences } from './references.js';
import { findTotal } from './totals.js';

export interface FindFieldsOptions {
  /** ISO 639-1 of the text, where known. */
  language?: string;
  /** ISO 3166-1 alpha-2 of where it comes from, where known. */
  region?: string;
}

/** Fields of a document at most, and of one name (all keys of forms count as one). */
const MAX_FIELDS = 200;
const MAX_OF_A_NAME = 60;
/** Candidates kept while reading; over it, the weakest are given up. */
const MAX_KEPT = 2_000;
/** Characters of a document that are looked at: some thousand pages. */
const MAX_CHARACTERS = 2_000_000;
/** Candidates of a name after which no more are looked for. */
const ENOUGH_OF_A_NAME = 1_000;
/** Characters of a document that the dictionary of names sees: it takes 15 ms per thousand. */
const DICTIONARY_CHARACTERS = 8_000;
/** Of these a form's key says more: "Pay date", "Policy holder". */
const NAMED_BY_KEYS: ReadonlySet<string> = new Set(['date', 'amount', 'person', 'organisation']);
/** Typed fields that say all that a pair with the same value would say. */
const SAYS_IT_ALL: ReadonlySet<string> = new Set(FIELD_NAMES.filter((name) => !NAMED_BY_KEYS.has(name)));

/**
 * Finds what is of value in a document: dates, sums, the total, bank accounts, VAT numbers, addresses of mail and web,
 * telephone and reference numbers, people, organisations, and the key–value pairs of forms. By rules, without a model.
 *
 * Works page by page in time proportional to the text, up to two million characters, and keeps 200 fields, best first,
 * at most 60 of a name; equal values are one field, where they stand first. Lets other work run between pages.
 */
export async function findFields(
  pages: AsyncIterable<Page> | Iterable<Page>,
  options: FindFieldsOptions = {},
): Promise<Field[]> {
  const locale: Locale = { language: options.language, region: options.region?.toUpperCase() };
  const finder = createPageFinder(locale);
  let kept: Field[] = [];
  let characters = 0;
  for await (const page of pages) {
    const lines = pageLines(page, MAX_CHARACTERS - characters);
    kept.push(...(await finder(page.number, lines)));
    characters += lines.reduce((sum, line) => sum + line.text.length, 0);
    if (characters >= MAX_CHARACTERS) break;
    if (kept.length > MAX_KEPT) kept = best(kept);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return best(kept);
}

/** What is found on one page after the other; holds what is left of the dictionary's allowance. */
function createPageFinder(given: Locale): (page: number, lines: readonly TextLine[]) => Promise<Field[]> {
  const findUrls = createUrlFinder();
  const region = createRegionGuess(given);
  let allowance = given.language === undefined || given.language === 'en' ? DICTIONARY_CHARACTERS : 0;

  /** How many were found of each name so far: what there is plenty of is no longer looked for. */
  const counts = new Map<string, number>();
  const some = (name: string, find: () => Found[]): Found[] => {
    const count = counts.get(name) ?? 0;
    if (count >= ENOUGH_OF_A_NAME) return [];
    const found = find();
    counts.set(name, count + found.length);
    return found;
  };

  return async (page, lines) => {
    const locale = { language: given.language, region: region(lines) };
    const order = dayOrder(
      lines.map((line) => line.text),
      locale,
    );
    const typed = (line: TextLine): Found[] => {
      const { text } = line;
      if (!line.hasDigit) return [...some('email', () => findEmails(text)), ...some('url', () => findUrls(text))];
      const ids = [
        ...some('iban', () => findIbans(text)),
        ...some('vat_id', () => findVatIds(text)),
        ...some('email', () => findEmails(text)),
        ...some('url', () => findUrls(text)),
      ];
      const values = [
        ...some('date', () => findDates(text, order)),
        ...some('amount', () => findAmounts(text, locale)),
      ];
      const phones = some('phone', () => findPhones(text, locale)).filter(
        (phone) => !overlaps(phone, [...ids, ...values]),
      );
      return [...ids, ...values.filter((value) => !overlaps(value, ids)), ...phones];
    };
    const found: Found[] = [];
    for (const line of lines) {
      const onLine = [
        ...typed(line),
        ...some('organisation', () => findOrganisations(line.text)),
        ...some('person', () => findTitled(line.text)),
      ];
      found.push(...onLine.map((item) => withBox(item, line)));
    }
    found.push(...findReferences(lines), ...findTotal(lines, locale));
    if (allowance > 0) {
      const prose = sentencesOf(lines).slice(0, allowance);
      allowance -= prose.length;
      if (prose !== '') found.push(...(await findDictionaryNames(prose)).map((item) => placed(item, lines)));
    }
    const said = new Set(found.filter(({ name }) => SAYS_IT_ALL.has(name)).map(({ value }) => value.trim()));
    const pairs = findPairs(lines).flatMap((pair) => typedPair(pair, said, (text) => typed(plainLine(text))));
    return dedupe([...found, ...pairs]).map((item) => field(item, page));
  };
}

/** A pair takes the normal form of the value it holds; it is left out when a typed field says the same. */
function typedPair(pair: Found, said: ReadonlySet<string>, typed: (text: string) => Found[]): Found[] {
  if (said.has(pair.value)) return [];
  const [only, ...more] = typed(pair.value);
  if (only === undefined || more.length > 0 || only.value.length < pair.value.length * 0.8) return [pair];
  if (SAYS_IT_ALL.has(only.name)) return [];
  return [{ ...pair, ...(only.normalized !== undefined && { normalized: only.normalized }) }];
}

/** Lines in which a name can stand: with two words that begin with a capital. */
const sentencesOf = (lines: readonly TextLine[]): string =>
  lines
    .filter((line) => line.cells === undefined && /\p{Lu}\p{Ll}+\s\p{Lu}/u.test(line.text))
    .map((line) => line.text)
    .join('\n');

const overlaps = (item: Found, others: readonly Found[]): boolean =>
  others.some(
    (other) =>
      item.at !== undefined &&
      other.at !== undefined &&
      item.at < other.at + other.value.length &&
      other.at < item.at + item.value.length,
  );

/** A cell's own box where the line is a row. */
function withBox(item: Found, line: TextLine): Found {
  const cell = line.cells?.find(({ text }) => text.includes(item.value));
  const box = cell?.box ?? line.box;
  return { ...item, ...(box && { box }) };
}

function placed(item: Found, lines: readonly TextLine[]): Found {
  const line = lines.find(({ text }) => text.includes(item.value));
  return line === undefined ? item : withBox(item, line);
}

/** Of equal values the surest, in the order in which they were found. */
function dedupe<T extends Pick<Found, 'name' | 'value' | 'normalized' | 'confidence'>>(found: readonly T[]): T[] {
  const kept = new Map<string, T>();
  for (const item of found) {
    const key = `${item.name}\n${item.normalized ?? item.value}`;
    const other = kept.get(key);
    if (other === undefined || item.confidence > other.confidence) kept.set(key, item);
  }
  return [...kept.values()];
}

function field({ name, value, normalized, confidence, source, box }: Found, page: number): Field {
  return {
    name,
    value,
    ...(normalized !== undefined && { normalized }),
    page,
    confidence,
    source,
    ...(box && { box }),
  };
}

/** Best first, by page among equals, each value once; bounded in all and per name. */
function best(fields: readonly Field[]): Field[] {
  const counts = new Map<string, number>();
  const known: ReadonlySet<string> = new Set(FIELD_NAMES);
  return dedupe(fields.toSorted((a, b) => b.confidence - a.confidence || a.page - b.page))
    .filter(({ name }) => {
      const kind = known.has(name) ? name : '';
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      return count <= MAX_OF_A_NAME;
    })
    .slice(0, MAX_FIELDS);
}
