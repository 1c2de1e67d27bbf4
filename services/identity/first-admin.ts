import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { uuidv7 } from 'uuidv7';
import { digestOf, newToken } from './token.js';

/** `credentials.json` of the home. */
export interface Credentials {
  url: string;
  tenant: string;
  user: string;
  api_key: string;
}

const TENANT = 'default';
const USER = 'admin';

async function connected<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'docugenie',
    connectionTimeoutMillis: 5_000,
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * Makes the first tenant and its admin where they are missing, and a key for them where the home has none that this
 * database knows. The file is written with mode 0600, by rename.
 */
export function ensureFirstAdmin(
  databaseUrl: string,
  { home, url }: { home: string; url: string },
): Promise<Credentials> {
  return connected(databaseUrl, async (client) => {
    const { tenant, user } = await firstAdmin(client);
    const path = join(home, 'credentials.json');
    const before = await readCredentials(path);
    const known =
      before &&
      (await client.query(`select 1 from api_key where digest = $1 and revoked_at is null`, [
        digestOf(before.api_key),
      ]));
    const api_key = before && known?.rowCount ? before.api_key : newToken('dgk_');
    if (api_key !== before?.api_key) {
      await client.query(
        `insert into api_key (id, tenant_id, user_id, name, digest) values ($1, $2, $3, 'first admin', $4)`,
        [uuidv7(), tenant, user, digestOf(api_key)],
      );
    }
    const credentials = { url, tenant, user, api_key };
    await mkdir(home, { recursive: true });
    await writePrivate(path, `${JSON.stringify(credentials, null, 2)}\n`);
    return credentials;
  });
}

/** A link that signs the first admin in: ten minutes, once. The token stands in the fragment, so no log ever sees it. */
export function createSigninLink(databaseUrl: string, { url }: { url: string }): Promise<string> {
  return connected(databaseUrl, async (client) => {
    const { tenant, user } = await firstAdmin(client);
    const token = newToken('');
    await client.query(
      `insert into signin_token (digest, tenant_id, user_id, expires_at) values ($1, $2, $3, now() + interval '10 minutes')`,
      [digestOf(token), tenant, user],
    );
    return `${url}/#signin=${token}`;
  });
}

async function firstAdmin(client: pg.Client): Promise<{ tenant: string; user: string }> {
  await client.query(`insert into tenant (id, name) values ($1, $2) on conflict (name) do nothing`, [uuidv7(), TENANT]);
  await client.query(
    `insert into app_user (id, tenant_id, name, role) select $1, id, $2, 'admin' from tenant where name = $3 on conflict do nothing`,
    [uuidv7(), USER, TENANT],
  );
  const { rows } = await client.query<{ tenant: string; user: string }>(
    `select t.id as tenant, u.id as "user" from tenant t join app_user u on u.tenant_id = t.id where t.name = $1 and u.name = $2`,
    [TENANT, USER],
  );
  const [row] = rows;
  if (!row) throw new Error('the first admin could not be made');
  return row;
}

async function readCredentials(path: string): Promise<Credentials | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    const known =
      typeof value === 'object' && value !== null && 'api_key' in value && typeof value.api_key === 'string';
    return known ? (value as Credentials) : undefined; // parse boundary: our own file; only api_key is used
  } catch {
    return undefined; // missing or spoilt: a new one is written
  }
}

async function writePrivate(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}`;
  const file = await open(temporary, 'w', 0o600);
  await file.writeFile(text);
  await file.sync();
  await file.close();
  await rename(temporary, path);
}
