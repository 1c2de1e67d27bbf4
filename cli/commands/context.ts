import { join } from 'node:path';
import { z } from 'zod';
import type { Access, Server } from '../client/server.js';
import { createServer } from '../client/server.js';
import type { Layout } from '../platform/layout.js';
import { readJson } from '../platform/private-file.js';
import { trouble } from '../platform/trouble.js';
import type { Screen } from '../terminal/screen.js';

/** What every command gets; made once from the environment and the streams. */
export interface Context {
  /** The product's own folder. */
  root: string;
  environment: Readonly<Record<string, string | undefined>>;
  layout: Layout;
  /** Results: standard output. */
  screen: Screen;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
  /** Asks whoever sits at the terminal; null: nobody does. */
  ask: ((question: string) => Promise<string>) | null;
}

const Credentials = z.object({ url: z.string(), api_key: z.string() });

/**
 * Where the product is and with which key: DOCUGENIE_URL and DOCUGENIE_API_KEY, else `credentials.json` of the home. The
 * key of the home is never sent to another address than its own.
 */
export function accessOf({ environment, layout }: Pick<Context, 'environment' | 'layout'>): Access {
  const url = environment['DOCUGENIE_URL']?.replace(/\/+$/, '') || undefined;
  const apiKey = environment['DOCUGENIE_API_KEY'] || undefined;
  if (url !== undefined && apiKey !== undefined) return { url, apiKey };
  const parsed = Credentials.safeParse(readJson(layout.credentials));
  if (!parsed.success) {
    trouble(
      url === undefined ? `nothing was started yet in ${layout.home}` : `there is no key for ${url}`,
      url === undefined ? 'run npm start, or set DOCUGENIE_URL and DOCUGENIE_API_KEY' : 'set DOCUGENIE_API_KEY',
    );
  }
  if (url !== undefined && url !== parsed.data.url) trouble(`there is no key for ${url}`, 'set DOCUGENIE_API_KEY');
  return { url: parsed.data.url, apiKey: apiKey ?? parsed.data.api_key };
}

/** The product that this command talks to. Throws a Failure with the remedy when it is not known. */
export const serverOf = (context: Context): Server => createServer(accessOf(context));

/** One JSON value on standard output, for programs. */
export const printJson = ({ screen }: Pick<Context, 'screen'>, value: unknown): void =>
  screen.print(JSON.stringify(value, undefined, 2));

/** A file of the built product. */
export const builtFile = (root: string, ...path: string[]): string => join(root, 'dist', ...path);
