import type { Field } from '../../domain/documents/field.js';

export type Change = 'same' | 'changed' | 'new' | 'gone';

/** A field of one or both of two versions. */
export interface ComparedField {
  name: string;
  before: Field | null;
  after: Field | null;
  change: Change;
}

/**
 * The fields of two versions side by side, by name. Of those with one name, equal values belong together wherever they
 * stand; what is left is paired in the order of reading, as changed; what then has no other half is new or gone.
 */
export function compareFields(before: readonly Field[], after: readonly Field[]): ComparedField[] {
  const names = [...new Set([...after, ...before].map(({ name }) => name))];
  return names.flatMap((name) => {
    const named = (field: Field) => field.name === name;
    return compareNamed(name, before.filter(named), after.filter(named));
  });
}

function compareNamed(name: string, before: readonly Field[], after: readonly Field[]): ComparedField[] {
  const left = [...before];
  const pairs = after.map((field) => {
    const at = left.findIndex((other) => sameValue(other, field));
    return { after: field, before: at === -1 ? null : (left.splice(at, 1)[0] ?? null) };
  });
  const compared = pairs.map(({ before: same, after: field }): ComparedField => {
    if (same) return { name, before: same, after: field, change: 'same' };
    const other = left.shift() ?? null;
    return { name, before: other, after: field, change: other ? 'changed' : 'new' };
  });
  return [...compared, ...left.map((field): ComparedField => ({ name, before: field, after: null, change: 'gone' }))];
}

const sameValue = (a: Field, b: Field): boolean => a.value === b.value && a.normalized === b.normalized;

/** "2 changed, 1 new, 12 the same". */
export function changeWords(fields: readonly ComparedField[]): string {
  const of = (change: Change) => fields.filter((field) => field.change === change).length;
  const parts = [
    [of('changed'), 'changed'],
    [of('new'), 'new'],
    [of('gone'), 'gone'],
    [of('same'), 'the same'],
  ] as const;
  return parts.flatMap(([count, words]) => (count > 0 ? [`${count} ${words}`] : [])).join(', ') || 'none in either';
}
