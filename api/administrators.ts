import { fail } from '../domain/errors.js';
import type { Queryable } from '../services/db/index.js';
import type { Principal } from '../services/identity/index.js';

/** PK. */
const ROLE = `select role from app_user where id = $1`;

/** Throws `forbidden` for anybody else. */
export async function requireAdministrator(db: Queryable, { user }: Principal): Promise<void> {
  const [row] = await db.query<{ role: string }>(ROLE, [user]);
  if (row?.role !== 'admin') fail('forbidden', 'Only administrators of the team may do this.');
}
