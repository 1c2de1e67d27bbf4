import pg from 'pg';
import { createSigninLink } from '../../services/identity/index.js';
import type { Answer, Product } from './product.js';

/** A browser's session, by its cookie. */
export interface Session {
  headers: { cookie: string; origin: string };
}

/** The token of a fresh sign-in link. */
export async function signinToken(product: Product): Promise<string> {
  const link = await createSigninLink(product.run().postgres.url, { url: product.url });
  return new URL(link).hash.slice('#signin='.length);
}

export const spend = (product: Product, signin: string, headers: Record<string, string> = {}): Promise<Answer> =>
  product.api('POST', '/v1/sessions', {
    body: JSON.stringify({ signin }),
    headers: { authorization: '', 'content-type': 'application/json', ...headers },
  });

/** The cookie of an answer, as a browser sends it back. */
export const cookieOf = (answer: Answer): string => answer.headers.get('set-cookie')?.split(';')[0] ?? '';

export async function signIn(product: Product): Promise<Session> {
  const answer = await spend(product, await signinToken(product));
  return { headers: { cookie: cookieOf(answer), origin: product.url } };
}

/** Runs statements on the product's own database, as an administrator would. */
export async function sql<R extends pg.QueryResultRow>(
  product: Product,
  statement: string,
  values: unknown[] = [],
): Promise<R[]> {
  const client = new pg.Client({ connectionString: product.run().postgres.url });
  await client.connect();
  try {
    return (await client.query<R>(statement, values)).rows;
  } finally {
    await client.end();
  }
}
