import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { addFiles } from '../client/adding.js';
import type { Server } from '../client/server.js';
import type { Screen } from '../terminal/screen.js';

/** Files of the samples folder that are not documents. */
const NOT_SAMPLES = /^(\.|readme|licen[cs]e|notice|sources?\b)/i;

/** Paths of the sample documents, in order of name; empty when there is no such folder. */
export function samplesIn(folder: string): { path: string; bytes: number }[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => !NOT_SAMPLES.test(name))
    .toSorted()
    .map((name) => join(folder, name))
    .flatMap((path) => {
      const { size, isFile } = { size: statSync(path).size, isFile: statSync(path).isFile() };
      return isFile ? [{ path, bytes: size }] : [];
    });
}

/** How many documents were on their way when the platform was last stopped, and go on now. */
export async function unfinishedDocuments(server: Server): Promise<number> {
  const counts = z.object({ documents: z.record(z.string(), z.number()) });
  const { documents } = await server.get('/v1/system', counts);
  return (documents['queued'] ?? 0) + (documents['processing'] ?? 0);
}

/** Reads the samples when the library has no document yet, showing how. Answers how many were added. */
export async function readSamples(
  server: Server,
  folder: string,
  screen: Screen,
  signal: AbortSignal,
): Promise<number> {
  const files = samplesIn(folder);
  if (files.length === 0) return 0;
  const library = await server.get('/v1/documents?limit=1', z.object({ items: z.array(z.unknown()) }));
  if (library.items.length > 0) return 0;
  const outcomes = await addFiles(server, files, { screen, label: 'samples', wait: true, signal });
  return outcomes.length;
}
