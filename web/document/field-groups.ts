import type { Field } from '../../domain/documents/field.js';

const GROUPS: readonly (readonly [title: string, names: readonly string[]])[] = [
  ['Amounts', ['total', 'amount']],
  ['Dates', ['date']],
  ['Numbers', ['invoice_number', 'order_number', 'account_number', 'iban', 'vat_id']],
  ['People and contact', ['organisation', 'person', 'email', 'phone', 'url']],
];

export interface FieldGroup {
  title: string;
  /** Each with its index in the document, which names it. */
  fields: readonly { field: Field; index: number }[];
}

/** Fields by what they are about, in the order of reading; those with names of their own come last, as printed. */
export function groupFields(fields: readonly Field[]): FieldGroup[] {
  const all = fields.map((field, index) => ({ field, index }));
  const named = new Set(GROUPS.flatMap(([, names]) => names));
  const groups = GROUPS.map(([title, names]) => ({
    title,
    // By name first, so that the total stands above the amounts it sums up.
    fields: names.flatMap((name) => all.filter(({ field }) => field.name === name)),
  }));
  const printed = { title: 'As printed', fields: all.filter(({ field }) => !named.has(field.name)) };
  return [...groups, printed].filter(({ fields: found }) => found.length > 0);
}
