import type { Found, Locale } from './found.js';

/** Names and abbreviations of the months, January to December, in the languages of the starter. */
const MONTHS: readonly string[] = [
  'january jan januar jänner janvier janv gennaio enero ene januari janeiro gen',
  'february feb februar feber février fevrier févr fév febbraio febrero februari fevereiro fev',
  'march mar märz maerz mrz mars marzo maart mrt março marco',
  'april apr avril avr aprile abril abr',
  'may mai maggio mag mayo mei maio maj',
  'june jun juni juin giugno giu junio junho',
  'july jul juli juillet juil luglio lug julio julho',
  'august aug août aout agosto ago augustus augusti',
  'september sep sept septembre settembre set septiembre setembro',
  'october oct oktober okt octobre ottobre ott octubre outubro out',
  'november nov novembre noviembre novembro',
  'december dec dezember dez décembre decembre déc dicembre dic diciembre dezembro desember',
];

const MONTH_NUMBER: ReadonlyMap<string, number> = new Map(
  MONTHS.flatMap((names, n) => names.split(' ').map((name) => [name, n + 1] as const)),
);
/** Longest first, so that "mars" is not read as "mar". */
const MONTH = [...MONTH_NUMBER.keys()].sort((a, b) => b.length - a.length).join('|');

const ISO = /(?<![\d./-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d/-])/g;
const NUMERIC = /(?<![\d.,/-])(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d|[./,-]\d)/g;
const DAY_MONTH = new RegExp(
  `(?<![\\p{L}\\d.,])(\\d{1,2})(?:st|nd|rd|th|er|º|\\.)?(?:\\s(?:of|de|del))?[\\s-]{0,3}(${MONTH})(?!\\p{L})\\.?,?(?:\\s(?:de|del))?[\\s-]{1,3}(\\d{4}|['’]?\\d{2})(?![\\d:])`,
  'giu',
);
const MONTH_DAY = new RegExp(
  `(?<!\\p{L})(${MONTH})(?!\\p{L})\\.?[\\s-]{1,3}(\\d{1,2})(?:st|nd|rd|th)?,?\\s{1,3}(\\d{4})(?!\\d)`,
  'giu',
);
/** Beginnings of all names of months: asked before the costly patterns. */
const MONTH_HINT =
  /\d[\s\S]{0,12}(?:jan|jän|feb|f[ée]v|m[aä]r|maa|mrt|mae|mrz|apr|a[vb]r|ma[igyj]|mei|ju[nil]|giu|lug|a[ug][ogu]|ao[uû]|sep|set|o[ckut]t|out|nov|d[ei]|dé)|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}{0,6}\.?[\s-]{1,3}\d/iu;
const EAST_ASIAN = /(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]/g;

/** Whether the day or the month comes first in dates like 03/04/2025, and how sure that is. */
export interface DayOrder {
  first: 'day' | 'month';
  confidence: number;
}

/** Regions that write the month first in numbers. */
const MONTH_FIRST = new Set(['US', 'PH', 'PW', 'FM', 'MH', 'PR', 'GU']);

/**
 * How this text orders day and month: by a date that leaves no doubt (25/12/2025), else by region, else by language.
 * English alone says little: half of it is written in a country that puts the day first.
 */
export function dayOrder(texts: readonly string[], { language, region }: Locale): DayOrder {
  let day = 0;
  let month = 0;
  for (const text of texts) {
    if (!/\d[/-]\s?\d/.test(text)) continue;
    for (const [, a, separator, b] of text.matchAll(NUMERIC)) {
      if (separator === '.') continue; // always day first
      if (Number(a) > 12 && Number(b) <= 12) day += 1;
      if (Number(b) > 12 && Number(a) <= 12) month += 1;
    }
  }
  if (day > 0 !== month > 0) return { first: day > 0 ? 'day' : 'month', confidence: 0.85 };
  if (region !== undefined) return { first: MONTH_FIRST.has(region) ? 'month' : 'day', confidence: 0.8 };
  if (language === 'en') return { first: 'month', confidence: 0.5 };
  return { first: 'day', confidence: language === undefined ? 0.5 : 0.8 };
}

/** The dates of a text, as `YYYY-MM-DD`; days that do not exist are none. Times and relative dates are not looked for. */
export function findDates(text: string, order: DayOrder): Found[] {
  if (!/\d/.test(text)) return [];
  const found: Found[] = [];
  const add = (match: RegExpMatchArray, year: number, month: number, day: number, confidence: number): void => {
    const normalized = calendarDate(year, month, day);
    if (normalized === undefined) return;
    found.push({
      name: 'date',
      value: match[0].trim(),
      normalized,
      confidence,
      source: 'pattern',
      at: match.index ?? 0,
    });
  };
  for (const match of text.matchAll(ISO)) {
    add(match, Number(match[1]), Number(match[3]), Number(match[4]), match[2] === '-' ? 0.97 : 0.9);
  }
  for (const match of text.matchAll(NUMERIC)) {
    const [a, b] = [Number(match[1]), Number(match[3])];
    const sure = match[4]?.length === 4 ? 0.95 : 0.8;
    if (match[2] === '.' || a > 12 || a === b) add(match, fullYear(match[4]), b, a, sure);
    else if (b > 12) add(match, fullYear(match[4]), a, b, sure);
    else {
      const [month, day] = order.first === 'month' ? [a, b] : [b, a];
      add(match, fullYear(match[4]), month, day, Math.min(sure, order.confidence));
    }
  }
  for (const match of text.matchAll(EAST_ASIAN)) add(match, Number(match[1]), Number(match[2]), Number(match[3]), 0.97);
  if (MONTH_HINT.test(text)) {
    for (const match of text.matchAll(DAY_MONTH)) {
      add(match, fullYear(match[3]), monthNumber(match[2]), Number(match[1]), match[3]?.length === 4 ? 0.97 : 0.85);
    }
    for (const match of text.matchAll(MONTH_DAY)) {
      add(match, Number(match[3]), monthNumber(match[1]), Number(match[2]), 0.97);
    }
  }
  return found;
}

const monthNumber = (name: string | undefined): number => MONTH_NUMBER.get((name ?? '').toLowerCase()) ?? 0;

/** Two digits mean the hundred years up to 2069, as POSIX reads them. */
function fullYear(digits: string | undefined): number {
  const year = Number((digits ?? '').replace(/\D/g, ''));
  if ((digits ?? '').replace(/\D/g, '').length > 2) return year;
  return year < 70 ? 2000 + year : 1900 + year;
}

/** The date as `YYYY-MM-DD`, undefined when there is no such day or the year is none a document would name. */
function calendarDate(year: number, month: number, day: number): string | undefined {
  if (year < 1900 || year > 2100 || month < 1 || month > 12 || day < 1) return undefined;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  if (day > days) return undefined;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
