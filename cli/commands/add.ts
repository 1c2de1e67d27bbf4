import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../domain/errors.js';
import { addFiles, type FileToAdd } from '../client/adding.js';
import type { Outcome } from '../client/adding-rows.js';
import { isUnreached, type Server } from '../client/server.js';
import { DocumentList } from '../client/shapes.js';
import { isSystemError, oneLine, trouble } from '../platform/trouble.js';
import { createScreen, labelled } from '../terminal/screen.js';
import { printJson, serverOf, type Context } from './context.js';

/** What `docugenie add` answers; part of its help. */
export const ADD_STATUS = {
  read: 0,
  /** A file is not there, was refused, or could not be read. */
  failed: 1,
  /** All were accepted, but the server stopped answering before they had been read. */
  unfinished: 3,
} as const;

export interface AddOptions {
  wait: boolean;
  json: boolean;
  /** How long a server that stopped answering is waited for. */
  patienceMs?: number;
}

/** `docugenie add FILE|DIR…`: uploads and waits until everything has been read. Answers an ADD_STATUS. */
export async function add(context: Context, paths: readonly string[], options: AddOptions): Promise<number> {
  const { screen, signal } = context;
  const { json, ...rest } = options;
  const files = paths.flatMap((path) => filesAt(path));
  if (files.length === 0) trouble(`there is no file in ${paths.join(', ')}`, 'name files, or folders that hold some');
  const server = serverOf(context);
  await reach(server);
  const silent = createScreen({ write: () => true }, {});
  const shown = { screen: json ? silent : screen, label: 'adding', signal };
  const outcomes = await addFiles(server, files, { ...shown, ...rest });
  const failed = outcomes.filter(hasFailed);
  const unfinished = outcomes.filter((outcome) => outcome.unfinished !== undefined);
  if (json) printJson(context, outcomes);
  else if (files.length > 1) {
    const fine = outcomes.length - failed.length - unfinished.length;
    const done = options.wait ? 'read' : 'accepted';
    screen.print(
      labelled(
        fine === outcomes.length ? 'done' : failed.length > 0 ? 'failed' : 'accepted',
        `${fine} of ${outcomes.length} ${done}`,
      ),
    );
  }
  return failed.length > 0 ? ADD_STATUS.failed : unfinished.length > 0 ? ADD_STATUS.unfinished : ADD_STATUS.read;
}

const hasFailed = ({ problem, document }: Outcome): boolean => problem !== undefined || document?.status === 'failed';

/** Throws when nobody is there or the key is wrong: then no file needs to be tried. A server that is only busy is waited for. */
async function reach(server: Server): Promise<void> {
  try {
    await server.get('/v1/documents?limit=1', DocumentList);
  } catch (error) {
    if (isUnreached(error) || (error instanceof Failure && error.code === 'unauthenticated')) throw error;
  }
}

/**
 * The file, or all files below the folder in order of name; hidden ones are left out. What is not there or may not be
 * looked into is listed with its problem, so that the others are added all the same.
 */
export function filesAt(path: string): FileToAdd[] {
  try {
    const found = statSync(path);
    if (!found.isDirectory()) return [{ path, bytes: found.size }];
    return readdirSync(path)
      .filter((name) => !name.startsWith('.'))
      .toSorted()
      .flatMap((name) => filesAt(join(path, name)));
  } catch (error) {
    return [{ path, bytes: 0, problem: whyNot(path, error) }];
  }
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no file',
  EACCES: 'not allowed to read',
  ELOOP: 'a circle of links:',
};

const whyNot = (path: string, error: unknown): string =>
  isSystemError(error) ? `${WHY[error.code] ?? error.code} ${path} — check the path` : oneLine(error);
