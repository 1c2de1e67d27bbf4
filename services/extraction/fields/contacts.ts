import { parsePhoneNumberFromString, isSupportedCountry, type CountryCode } from 'libphonenumber-js/max';
import { LinkifyIt } from 'linkify-it';
import type { Found, Locale } from './found.js';

const LOCAL_PART = /[A-Za-z0-9._%+'-]{1,64}$/;
const DOMAIN = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])/;

/** The e-mail addresses of a text; equal when written in capitals. */
export function findEmails(text: string): Found[] {
  const found: Found[] = [];
  // From each @ outwards, within the lengths of RFC 5321: linear on any text.
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const local = LOCAL_PART.exec(text.slice(Math.max(0, at - 64), at))?.[0].replace(/^[.']+/, '');
    const domain = DOMAIN.exec(text.slice(at + 1, at + 256))?.[0];
    if (local === undefined || local === '' || local.endsWith('.') || domain === undefined) continue;
    const value = `${local}@${domain}`;
    const normalized = value.toLowerCase();
    found.push({ name: 'email', value, normalized, confidence: 0.98, source: 'pattern', at: at - local.length });
  }
  return found;
}

/** Links with a scheme or `www.`; a bare `example.com` is too often a file name or a missing space. */
export function createUrlFinder(): (text: string) => Found[] {
  const linkify = new LinkifyIt({ fuzzyEmail: false, fuzzyIP: false, fuzzyLink: true });
  return (text) => {
    if (!/:\/\/|www\./i.test(text)) return [];
    return (linkify.match(text) ?? [])
      .filter((link) => /^(?:https?:|ftp:)?\/\/|^www\./i.test(link.text))
      .map((link) => ({
        name: 'url',
        value: link.text,
        normalized: link.url,
        confidence: 0.98,
        source: 'pattern' as const,
        at: link.index,
      }));
  };
}

const PHONE = /(?<![\p{L}\d.,:/-])(?:\+|\(\+?|00)?\d(?:[ ()/.\u00a0‐–-]{0,3}\d){5,16}(?!\d|[.,]\d|(?!x\d|ext)\p{L})/gu;
const PHONE_LABEL =
  /(?:tel|phone|fon|telefon|telephone|téléphone|tél|mobile?|mobil|handy|cell|fax|call|hotline|portable|natel|teléfono|telefono|telefoon|(?<!\p{L})(?:ph|t|f|m))\b[^\d+(]{0,12}$/iu;

/** The country whose numbers are meant when a language is all that is known. */
const COUNTRY_OF: Readonly<Record<string, CountryCode>> = {
  de: 'DE',
  en: 'US',
  fr: 'FR',
  es: 'ES',
  it: 'IT',
  nl: 'NL',
  pt: 'PT',
  pl: 'PL',
  sv: 'SE',
  da: 'DK',
  no: 'NO',
  fi: 'FI',
};

/**
 * The telephone numbers of a text, in E.164. International ones are taken when they are valid; local ones need the word
 * ("Tel."), or the brackets of an area code: dates, sums and reference numbers have the same shape.
 */
export function findPhones(text: string, { language, region }: Locale): (Found & { region: string | undefined })[] {
  if (!/\d[\d ()/.+\u00a0‐–-]{5,}\d/u.test(text)) return [];
  const country = region !== undefined && isSupportedCountry(region) ? region : COUNTRY_OF[language ?? ''];
  const found: (Found & { region: string | undefined })[] = [];
  for (const match of text.matchAll(PHONE)) {
    const value = match[0].replace(/^\((?=[^)]*$)/, '');
    const labelled = PHONE_LABEL.test(text.slice(Math.max(0, match.index - 30), match.index));
    // Account numbers begin with zeros too, but nobody sets them apart as numbers that are dialled.
    const international = /^\(?\+/.test(value) || (/^\(?00/.test(value) && (labelled || /\D/.test(value)));
    const bracketed = /^\(\d{3}\)/.test(value);
    if (!international && !labelled && !bracketed) continue;
    const number = parsePhoneNumberFromString(value.replace(/^\(?00/, '+').replace('(0)', ''), country ?? 'US');
    if (number === undefined || !number.isValid() || (!international && country === undefined)) continue;
    const confidence = international || labelled ? (international && labelled ? 0.98 : 0.92) : 0.8;
    const place = { at: match.index, region: international ? number.country : undefined };
    found.push({ name: 'phone', value, normalized: number.number, confidence, source: 'pattern', ...place });
  }
  return found;
}
