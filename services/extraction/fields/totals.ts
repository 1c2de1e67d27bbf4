import { amountsOf, bareAmounts, money, type Amount } from './amounts.js';
import type { Found, Locale } from './found.js';
import type { TextLine } from './line.js';

/** What a sum is called: the whole, what is before tax, the tax. The order matters: "Total HT" is a net sum. */
const LABELS: readonly { role: 'net' | 'tax' | 'gross' | 'sum'; pattern: RegExp }[] = [
  {
    role: 'net',
    pattern:
      /\b(?:sub[\s-]?total|net (?:amount|total)|total (?:net|ht|excl|hors|before)|nettobetrag|netto(?:summe)?|gesamt(?:betrag)? netto|zwischensumme|sous-total|montant ht|imponibile|base imponible|subtotaal|totaal excl)/iu,
  },
  {
    role: 'gross',
    pattern:
      /\b(?:grand total|total (?:due|amount|payable|ttc|incl|gross|to pay|to be paid|a pagar|da pagare|fattura|factura|eur|chf|usd|gbp)|amount (?:due|payable|to pay)|bill amount|balance due|invoice total|gross (?:amount|total)|gesamtbetrag|gesamtsumme|rechnungsbetrag|rechnungssumme|endbetrag|endsumme|zahlbetrag|zu zahlen(?:der betrag)?|brutto(?:betrag|summe)?|gesamt brutto|net à payer|montant (?:total|ttc|à payer|dû)|totale (?:fattura|da pagare|documento)|importe total|totaal te betalen|te betalen|totaal incl|att betala|summa att betala|valor total)/iu,
  },
  {
    role: 'tax',
    pattern: /\b(?:vat|sales tax|tax|gst|hst|mwst|mehrwertsteuer|ust|umsatzsteuer|tva|iva|btw|moms)\b/iu,
  },
  { role: 'sum', pattern: /\b(?:total|totals|summe|gesamt|totale|totaal|somme|summa|suma)\b/iu },
];
/** One of them is in every label: asked before the costly patterns. */
const STEMS =
  'total tota brut net zwischensumme montant imponibil payable amount balance betrag summ gesamt zahlen betal vat tax gst hst mwst steuer ust tva iva btw moms som suma'.split(
    ' ',
  );
/** Totals of something else. */
const OTHER = /\b(?:hours|stunden|qty|quantity|pages|items|weight|points|discount|rabatt|savings|paid|deductions?)\b/iu;

/** Net sums and taxes of a page that are tried against its totals. */
const MAX_PARTS = 20;

interface Sum extends Amount {
  role: 'net' | 'tax' | 'gross' | 'sum';
  line: TextLine;
}

/**
 * The total of a page: the sum that a line calls so, on that line, in a later cell, or on the line below when the label
 * stands alone. Surest when net and tax add up to it. A number without currency takes the one used most on the page.
 */
export function findTotal(lines: readonly TextLine[], locale: Locale): Found[] {
  const sums = lines.flatMap((line, n) => sumOf(line, [lines[n + 1], lines[n + 2]], locale) ?? []);
  const candidates = sums.filter((sum) => sum.role === 'gross' || sum.role === 'sum');
  if (candidates.length === 0) return [];
  const last = (role: Sum['role']): number[] =>
    sums.flatMap((sum) => (sum.role === role ? [sum.cents] : [])).slice(-MAX_PARTS);
  const [nets, taxes] = [last('net'), last('tax')];
  const agrees = (gross: number): boolean =>
    nets.some((net) => net < gross && taxes.some((tax) => net + tax === gross));
  const rated = candidates.map((sum) => {
    const named = sum.role === 'gross' ? 0.88 : 0.7;
    return { sum, confidence: agrees(sum.cents) ? 0.97 : sum.currency === undefined ? named - 0.08 : named };
  });
  // The last of the best: sums are added up downwards.
  const best = rated.reduce((a, b) => (b.confidence >= a.confidence ? b : a));
  const { sum, confidence } = best;
  return [
    {
      name: 'total',
      value: sum.value,
      normalized: money(sum.cents, sum.currency ?? mostUsed(lines, locale)),
      confidence,
      source: 'pattern',
      ...(sum.line.box && { box: sum.line.box }),
    },
  ];
}

function sumOf(
  line: TextLine,
  [below, afterBelow]: readonly (TextLine | undefined)[],
  locale: Locale,
): Sum | undefined {
  if (line.text.length > 200 || (!line.hasDigit && line.text.length > 60)) return undefined;
  if (!STEMS.some((stem) => line.lower.includes(stem))) return undefined;
  const label = LABELS.map(({ role, pattern }) => ({ role, at: line.text.search(pattern) })).find(({ at }) => at >= 0);
  if (label === undefined || OTHER.test(line.text)) return undefined;
  const own = lastAmount(line.text, label.at, locale);
  if (own !== undefined) return { ...own, role: label.role, line };
  if (/\d/.test(line.text.slice(label.at)) || below === undefined || line.text.length > 60) return undefined;
  // "Total checks" alone on its line is a head, and what stands below it belongs to another column as often as not.
  if (label.role === 'sum' && line.cells === undefined && !/^\P{L}*\p{L}+\P{L}*$/u.test(line.text)) return undefined;
  // A label in a head cell: the sum stands in the same column below; a label alone: at the beginning of the next line.
  const column = line.cells?.findIndex((cell) => LABELS.some(({ pattern }) => pattern.test(cell.text))) ?? -1;
  const text = line.cells === undefined ? below.text : (below.cells?.[column]?.text ?? '');
  // A head above several rows names the sums of the rows, not theirs.
  const adjoins =
    line.cells === undefined ? label.at <= 2 : below.block === line.block && afterBelow?.block !== line.block;
  const next = adjoins ? lastAmount(text, 0, locale) : undefined;
  if (next === undefined || (line.cells === undefined && next.at > 4)) return undefined;
  return { ...next, role: label.role, line: below };
}

/** The last sum of the line after place `from`: before it stand rates and quantities. */
function lastAmount(text: string, from: number, locale: Locale): Amount | undefined {
  const named = amountsOf(text, locale).filter((amount) => amount.at >= from);
  return (
    named.at(-1) ??
    bareAmounts(text)
      .filter((amount) => amount.at >= from)
      .at(-1)
  );
}

function mostUsed(lines: readonly TextLine[], locale: Locale): string | undefined {
  const counts = new Map<string, number>();
  for (const line of lines) {
    for (const [code] of line.text.matchAll(/\b(?:EUR|USD|GBP|CHF|CAD|AUD|SEK|NOK|DKK|PLN|CZK|JPY)\b/g)) {
      counts.set(code, (counts.get(code) ?? 0) + 1);
    }
    for (const { currency } of amountsOf(line.text, locale)) {
      if (currency !== undefined) counts.set(currency, (counts.get(currency) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
