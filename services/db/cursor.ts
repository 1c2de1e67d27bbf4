import { fail } from '../../domain/errors.js';

/** The place of a row in a list that is newest first. */
export interface Place {
  at: Date;
  id: string;
}

/** Names the place of a row to a client, which gives it back for the page behind it. */
export const cursorOf = (row: { created_at: Date; id: string }): string =>
  Buffer.from(`${row.created_at.toISOString()} ${row.id}`).toString('base64url');

/** Throws `bad_request` for one that is none. */
export function parseCursor(cursor: string): Place {
  const [time = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const at = new Date(time);
  if (Number.isNaN(at.getTime()) || !/^[0-9a-f-]{36}$/.test(id))
    fail('bad_request', 'cursor: not one that this server gave.');
  return { at, id };
}

/** One page of a list, of which one row more than `limit` was read. */
export function pageOf<Row extends { created_at: Date; id: string }, Item>(
  rows: readonly Row[],
  limit: number,
  itemOf: (row: Row) => Item,
): { items: Item[]; next_cursor: string | null } {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items: rows.slice(0, limit).map(itemOf), next_cursor: last ? cursorOf(last) : null };
}
