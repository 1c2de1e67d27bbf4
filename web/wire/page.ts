import { list, members, textOrNull } from './shape.js';

/** One page of a list: keyset paging, `next` is null on the last. */
export interface Page<T> {
  items: readonly T[];
  next: string | null;
}

/** Reads `{ items, next_cursor }`; items that cannot be read are left out. */
export function parsePage<T>(value: unknown, parse: (item: unknown) => T | null): Page<T> {
  const from = members(value);
  return {
    items: list(from['items'])
      .map(parse)
      .filter((item) => item !== null),
    next: textOrNull(from['next_cursor']),
  };
}
