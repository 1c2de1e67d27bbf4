import type { Found, Locale } from './found.js';

/** A sum of money as printed. */
export interface Amount {
  value: string;
  /** In hundredths. */
  cents: number;
  /** ISO 4217; absent where the number stands alone. */
  currency?: string;
  /** Place in the text. */
  at: number;
}

/** Currencies by their sign; what several countries write alike is decided by region and language below. */
const SIGNS: Readonly<Record<string, string>> = {
  '€': 'EUR',
  $: 'USD',
  '£': 'GBP',
  '¥': 'JPY',
  '₹': 'INR',
  '₺': 'TRY',
  '₽': 'RUB',
  '₩': 'KRW',
  '₪': 'ILS',
  '₴': 'UAH',
  '₫': 'VND',
  US$: 'USD',
  C$: 'CAD',
  A$: 'AUD',
  R$: 'BRL',
  'Fr.': 'CHF',
  Fr: 'CHF',
  zł: 'PLN',
  Kč: 'CZK',
  kr: 'SEK',
  'kr.': 'DKK',
  Euro: 'EUR',
  Ft: 'HUF',
};
const CODES =
  'EUR USD GBP CHF JPY SEK NOK DKK ISK PLN CZK HUF RON BGN TRY AUD CAD NZD CNY INR BRL MXN ZAR SGD HKD KRW ILS AED SAR RUB UAH THB MYR IDR PHP VND CLP COP ARS EGP'.split(
    ' ',
  );
const DOLLARS: Readonly<Record<string, string>> = { CA: 'CAD', AU: 'AUD', NZ: 'NZD', SG: 'SGD', HK: 'HKD', MX: 'MXN' };
const CROWNS: Readonly<Record<string, string>> = { NO: 'NOK', no: 'NOK', DK: 'DKK', da: 'DKK', SE: 'SEK', sv: 'SEK' };

const escape = (sign: string): string => sign.replace(/[.$]/g, '\\$&');
const CURRENCY = [...Object.keys(SIGNS).map(escape), ...CODES].sort((a, b) => b.length - a.length).join('|');
/**
 * A number with or without groups of three, set apart by point, comma, apostrophe (or what text recognition makes of it) or
 * (narrow, no-break) space, and with a decimal part of two digits, `.–`, `,-`, one digit after a point, or none.
 */
const NUMBER = `\\d{1,3}(?:[.,'’°\`´ \\u00a0\\u202f]\\d{3}){1,4}(?:[.,](?:\\d{2}|[–—-]{1,2}))?(?!\\d)|\\d{1,12}(?:\\.\\d|[.,](?:\\d{2}|[–—-]{1,2}))?(?!\\d)`;
const SIGNED = `[-−–]?\\s?`;
const BEFORE = new RegExp(
  `(?<![\\p{L}\\d])(${CURRENCY})[ \\t\\u00a0\\u202f]?(${SIGNED}(?:${NUMBER}))(?![.,]\\d|[\\d%])`,
  'gu',
);
const AFTER = new RegExp(
  `(?<![\\p{L}\\d.,'’/-])([-−]?(?:${NUMBER}))[ \\t\\u00a0\\u202f]?(${CURRENCY})(?![\\p{L}\\d])`,
  'gu',
);
const ALONE = new RegExp(`(?<![\\p{L}\\d.,'’/:-])([-−]?(?:${NUMBER}))(?![.,/:-]?\\d|\\p{L}|\\s?%)`, 'gu');

/** The sums on a line that name their currency, in reading order. */
export function amountsOf(text: string, locale: Locale): Amount[] {
  if (!/\d/.test(text) || !SIGN_HINT.test(text)) return [];
  const found: Amount[] = [];
  const taken: [number, number][] = [];
  const add = (match: RegExpMatchArray, number: string | undefined, sign: string | undefined): void => {
    const at = match.index ?? 0;
    const end = at + match[0].length;
    const cents = parseCents(number ?? '');
    if (cents === undefined || taken.some(([from, to]) => at < to && from < end)) return;
    taken.push([at, end]);
    found.push({ value: match[0].trim(), cents, currency: currencyOf(sign ?? '', locale), at });
  };
  const before = (): void => {
    for (const match of text.matchAll(BEFORE)) {
      // "Mo-Fr 8", "Euro 2024": signs that are words too need a number that looks like money.
      const [, sign = '', number = ''] = match;
      const word = /^\p{L}+\.?$/u.test(sign) && !CODES.includes(sign);
      if (!word || /\d[^\d\s-]/u.test(number)) add(match, number, sign);
    }
  };
  const after = (): void => {
    for (const match of text.matchAll(AFTER)) add(match, match[1], match[2]);
  };
  // "85,00 € 255,00 €" and "1 £ 75.50 £ 75.50": the end of the line tells on which side of its number a sign stands.
  for (const pass of /\d\D{0,2}$/u.test(text.slice(lastSign(text))) ? [before, after] : [after, before]) pass();
  return found.sort((a, b) => a.at - b.at);
}

/** Asked before the costly patterns. */
const SIGN_HINT = new RegExp(CURRENCY, 'u');
const ANY_SIGN = new RegExp(`(?<!\\p{L})(?:${CURRENCY})(?!\\p{L})`, 'gu');
const lastSign = (text: string): number => [...text.matchAll(ANY_SIGN)].at(-1)?.index ?? 0;

/** The numbers of a line that can be sums without saying so: with two decimals, or with groups of three. */
export function bareAmounts(text: string): Amount[] {
  const found: Amount[] = [];
  for (const match of text.matchAll(ALONE)) {
    const value = match[1] ?? '';
    if (!/[.,]\d{2}$|[.,][–—-]{1,2}$|\d[.,'’ \u00a0\u202f]\d{3}/u.test(value)) continue;
    const cents = parseCents(value);
    if (cents !== undefined) found.push({ value, cents, at: match.index });
  }
  return found;
}

/** The sums of a line as fields. */
export function findAmounts(text: string, locale: Locale): Found[] {
  return amountsOf(text, locale).map((amount) => ({
    name: 'amount',
    value: amount.value,
    normalized: money(amount.cents, amount.currency),
    confidence: 0.9,
    source: 'pattern',
    at: amount.at,
  }));
}

/** `300.00 EUR`; without currency just the number. */
export function money(cents: number, currency: string | undefined): string {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  const number = `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
  return currency === undefined ? number : `${number} ${currency}`;
}

/**
 * Reads 1.234,56, 1,234.56, 1 234,56, 1'234.50, 300,-- and 1.234 alike: the last point or comma is the decimal mark
 * when one or two digits (or a dash) follow it, otherwise every mark parts thousands. Hundredths, undefined when it is no
 * number or too large to count.
 */
export function parseCents(number: string): number | undefined {
  const match = /^([-−–]?)\s?([\d.,'’°`´\s]*?)(?:[.,](\d{1,2}|[–—-]{1,2}))?$/u.exec(number.trim());
  const whole = match?.[2]?.replace(/\D/g, '') ?? '';
  if (whole === '' || whole.length > 13) return undefined;
  const decimals = (match?.[3] ?? '').replace(/\D/g, '').padEnd(2, '0');
  const cents = Number(whole) * 100 + Number(decimals);
  return match?.[1] !== '' && cents !== 0 ? -cents : cents;
}

function currencyOf(sign: string, { language, region }: Locale): string {
  if (sign === '$') return DOLLARS[region ?? ''] ?? 'USD';
  if (sign === '¥') return region === 'CN' || language === 'zh' ? 'CNY' : 'JPY';
  if (sign === 'kr' || sign === 'kr.') return CROWNS[region ?? ''] ?? CROWNS[language ?? ''] ?? SIGNS[sign] ?? 'SEK';
  return SIGNS[sign] ?? sign;
}
