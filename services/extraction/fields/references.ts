import type { Found } from './found.js';
import type { TextLine } from './line.js';

/** "No.", "Nr", "#", "n°" and their like, after or before the thing they number. */
const NO = String.raw`(?:(?:number|nummer|numero|numéro|número|num|no|nr|reference|ref|id|code)(?!\p{L})|n[°º.]|#|№)`;

const LABELS: readonly { name: 'invoice_number' | 'order_number' | 'account_number'; pattern: RegExp }[] = [
  {
    name: 'invoice_number',
    pattern: new RegExp(
      [
        String.raw`\b(?:tax |proforma |credit )?(?:invoice|inv|bill)\.?\s?${NO}\.?`,
        String.raw`\b(?:rechnungs|faktura|beleg|rg|re)(?:-|\s)?(?:nummer|nr|no)\b\.?`,
        String.raw`\b(?:rechnung|facture|fattura|factura|fatura|factuur|faktura)\s?${NO}\.?(?![\p{L}])`,
        String.raw`(?:numéro|numero|número|n[°ºo.]|nº)\s?(?:de\s|di\s|da\s|della\s)?(?:la\s)?(?:facture|fattura|factura|fatura)\b`,
        String.raw`\b(?:factuur|faktura)-?(?:nummer|nr)\b\.?`,
        String.raw`\b(?:invoice|rechnung|facture|fattura|factura|factuur)\s?:`,
      ].join('|'),
      'iu',
    ),
  },
  {
    name: 'order_number',
    pattern: new RegExp(
      [
        String.raw`\b(?:purchase |sales |your |our |customer )?order\s?${NO}\.?`,
        String.raw`\bp\.?\s?o\.?\s?(?:${NO}\.?|:)`,
        String.raw`\b(?:bestell|auftrags|bestellungs)(?:-|\s)?(?:nummer|nr|no)\b\.?`,
        String.raw`\b(?:bestellung|auftrag|commande|ordine|pedido|encomenda|order)\s?${NO}\.?(?![\p{L}])`,
        String.raw`(?:numéro|numero|número|n[°ºo.]|nº)\s?(?:de\s|di\s|d['’])?(?:la\s)?(?:commande|ordine|pedido|ordre)\b`,
        String.raw`\b(?:bestel|order|ordre)-?(?:nummer|nr)\b\.?`,
      ].join('|'),
      'iu',
    ),
  },
  {
    name: 'account_number',
    pattern: new RegExp(
      [
        String.raw`\b(?:account|acct|a\/c)\.?\s?${NO}\.?`,
        String.raw`\bkonto(?:-|\s)?(?:nummer|nr|no)\b\.?`,
        String.raw`(?:numéro|numero|número|n[°ºo.]|nº)\s?(?:de\s|di\s|da\s)?(?:compte|conto|cuenta|conta)\b`,
        String.raw`\brekening-?(?:nummer|nr)\b\.?`,
      ].join('|'),
      'iu',
    ),
  },
];

/** One of them is in every label: asked before the costly patterns. */
const STEMS = [
  ...'inv bill rechnung faktur beleg factur fattur fatur order ordre bestel auftrag command ordine pedido encomenda account acct a/c konto compte conto cuenta conta rekening'.split(
    ' ',
  ),
  ...['po ', 'po:', 'po-', 'po#', 'p.o', 'p. o', 'p o ', 'rg-', 'rg ', 're-n', 're n'],
];

/** One token with a digit in it, or a short word of capitals and such a token ("INV 2024-15"). */
const REFERENCE =
  /^[\s:#.°º–-]{0,6}((?:[A-Z]{1,5}[ -])?(?=[\p{L}/_.-]{0,20}\d)[\p{L}\d](?:[\p{L}\d/_.-]{0,38}[\p{L}\d])?)(?![\p{L}\d]|[.,]\d)/u;
const DATE_SHAPE = /^(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})$/;

/**
 * Invoice, order and account numbers: what follows their label on the line, in the next cell, in the cell below, or on the line
 * below when the label stands alone.
 */
export function findReferences(lines: readonly TextLine[]): Found[] {
  const found: Found[] = [];
  lines.forEach((line, n) => {
    if (!line.hasDigit && line.text.length > 80) return;
    if (!STEMS.some((stem) => line.lower.includes(stem))) return;
    for (const { name, pattern } of LABELS) {
      const cells = line.cells ?? [line];
      cells.forEach((cell, column) => {
        const label = pattern.exec(cell.text);
        if (label === null) return;
        const rest = cell.text.slice(label.index + label[0].length);
        const same = reference(rest);
        const value = same ?? (onlyMarks(rest) ? elsewhere(lines, n, column) : undefined);
        if (value === undefined) return;
        const at = same === undefined || line.cells !== undefined ? undefined : line.text.indexOf(same);
        const confidence = same === undefined ? 0.85 : 0.93;
        const box = line.cells === undefined ? line.box : cell.box;
        found.push({
          name,
          value,
          normalized: value.toUpperCase(),
          confidence,
          source: 'pattern',
          ...(box && { box }),
          ...(at !== undefined && { at }),
        });
      });
    }
  });
  return found;
}

/** The value of a label that stands alone: to the right in a table, then below. */
function elsewhere(lines: readonly TextLine[], n: number, column: number): string | undefined {
  const line = lines[n];
  const below = lines[n + 1];
  if (line?.cells !== undefined) {
    const right = line.cells[column + 1]?.text;
    const under = below?.block === line.block ? below.cells?.[column]?.text : undefined;
    return reference(right ?? '') ?? reference(under ?? '');
  }
  // A line that holds several labels has several values below it; only the first can be told.
  return below === undefined || below.cells !== undefined ? undefined : reference(below.text);
}

function reference(text: string): string | undefined {
  const value = REFERENCE.exec(text)?.[1];
  return value === undefined || DATE_SHAPE.test(value) || /^\d{1,2}$/.test(value) ? undefined : value;
}

const onlyMarks = (text: string): boolean => /^[\s:#.°º–-]*$/u.test(text);
