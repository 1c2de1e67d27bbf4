import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { addFiles, type FileToAdd } from '../client/adding.js';
import { isSystemError, trouble } from '../platform/trouble.js';
import { createScreen, labelled } from '../terminal/screen.js';
import { printJson, serverOf, type Context } from './context.js';

/**
 * `docugenie add FILE|DIR…`: uploads and waits until everything has been read. Answers 1 when a file was refused or
 * could not be read.
 */
export async function add(
  context: Context,
  paths: readonly string[],
  options: { wait: boolean; json: boolean },
): Promise<number> {
  const { screen, signal } = context;
  const files = paths.flatMap((path) => filesAt(path));
  if (files.length === 0) trouble(`there is no file in ${paths.join(', ')}`, 'name files, or folders that hold some');
  const silent = createScreen({ write: () => true }, {});
  const outcomes = await addFiles(serverOf(context), files, {
    screen: options.json ? silent : screen,
    label: 'adding',
    wait: options.wait,
    signal,
  });
  const failed = outcomes.filter(({ problem, document }) => problem !== undefined || document?.status === 'failed');
  if (options.json) printJson(context, outcomes);
  else if (files.length > 1) {
    const fine = outcomes.length - failed.length;
    const done = options.wait ? 'read' : 'accepted';
    screen.print(labelled(failed.length === 0 ? 'done' : 'failed', `${fine} of ${outcomes.length} ${done}`));
  }
  return failed.length === 0 ? 0 : 1;
}

/** The file, or all files below the folder in order of name; hidden ones are left out. Throws for a path that is neither. */
export function filesAt(path: string): FileToAdd[] {
  try {
    const found = statSync(path);
    if (!found.isDirectory()) return [{ path, bytes: found.size }];
    return readdirSync(path)
      .filter((name) => !name.startsWith('.'))
      .toSorted()
      .flatMap((name) => filesAt(join(path, name)));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const why = { ENOENT: 'there is no file', EACCES: 'not allowed to read', ELOOP: 'a circle of links:' }[error.code];
    trouble(`${why ?? error.code} ${error.path ?? path}`, 'check the path');
  }
}
