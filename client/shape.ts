/**
 * Reading what the server sends, field by field, into plain types. Tolerant on purpose: an unknown word or a missing
 * optional member must not take the page down, so the readers answer a default instead of throwing.
 */
export type Members = Readonly<Record<string, unknown>>;

export function members(value: unknown): Members {
  // An object is a record of unknowns: nothing is claimed about what is in it.
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
export const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
export const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
