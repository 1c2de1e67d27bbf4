import { pathToFileURL } from 'node:url';
import { readConfig } from '../../services/config/index.js';
import { migrate } from '../../services/db/index.js';
import { createSigninLink } from '../../services/identity/index.js';
import { readRunRecord } from '../platform/run-record.js';
import { trouble } from '../platform/trouble.js';
import { builtFile, type Context } from './context.js';

/** The database: the one that is configured, else the one that runs in this home. */
function databaseUrl({ environment, layout }: Context): string {
  return (
    (environment['DATABASE_URL'] || undefined) ??
    readRunRecord(layout.run)?.postgres.url ??
    trouble('there is no database to ask', 'start the platform (npm start), or set DATABASE_URL')
  );
}

/** `docugenie signin`: prints a new link; works for ten minutes, once. */
export async function signin(context: Context): Promise<number> {
  const url = readRunRecord(context.layout.run)?.api.url ?? readConfig({ ...context.environment }).config.publicUrl;
  const { screen } = context;
  screen.print(await createSigninLink(databaseUrl(context), { url }));
  // Scripts get the link alone.
  if (screen.live)
    screen.print(
      screen.style.dim("works once, within 10 minutes; a new one: npx docugenie signin in the clone's folder"),
    );
  return 0;
}

/** `docugenie migrate`: brings the schema up to date. */
export async function migrateDatabase(context: Context): Promise<number> {
  await migrate(databaseUrl(context));
  context.screen.print('The schema is up to date.');
  return 0;
}

/**
 * `docugenie api`, `docugenie worker NAME`: the same programs as `node dist/api/main.js`, in this process. They read
 * their arguments as if they had been called directly, and end the process themselves.
 */
export async function serve({ root }: Context, script: readonly string[], args: readonly string[]): Promise<undefined> {
  const file = builtFile(root, ...script);
  process.argv.splice(1, process.argv.length, file, ...args);
  await import(pathToFileURL(file).href);
  return undefined;
}
