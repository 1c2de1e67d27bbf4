import { VersionList, type ShownVersion } from '../client/shapes.js';
import { verdict } from '../terminal/document-row.js';
import type { Style } from '../terminal/screen.js';
import { clip, localTime, pad, printable } from '../terminal/text.js';
import { printJson, serverOf, type Context } from './context.js';
import { findDocument } from './find.js';

/** `docugenie versions ID|PART-OF-ID|FILENAME`: every run, the newest first. */
export async function versions(context: Context, which: string, options: { json: boolean }): Promise<number> {
  const { screen } = context;
  const server = serverOf(context);
  const { id, filename } = await findDocument(server, which);
  const page = await server.get(`/v1/documents/${id}/versions`, VersionList);
  if (options.json) {
    printJson(context, { items: page.items });
    return 0;
  }
  screen.print(screen.style.strong(clip(printable(filename), screen.columns)));
  for (const line of versionLines(page.items, screen.columns, screen.style)) screen.print(line);
  return 0;
}

const COLUMNS = { run: 5, status: 12, from: 10, pages: 7, ended: 16 };

/** One line a run: what became of it, the step it began with, what it found, and when it ended. */
export function versionLines(items: readonly ShownVersion[], columns: number, style: Style): string[] {
  const found = columns - Object.values(COLUMNS).reduce((sum, width) => sum + width, 0) - 6;
  const line = (run: string, status: string, from: string, what: string, pages: string, ended: string): string =>
    [
      pad(run, COLUMNS.run, 'left'),
      pad(status, COLUMNS.status),
      `${pad(from, COLUMNS.from)}${pad(clip(what, found), found)}${pad(pages, COLUMNS.pages, 'left')}`,
      ended,
    ].join('  ');
  return [
    style.dim(line('run', 'status', 'from', 'found', 'pages', 'ended')),
    ...items.map((version) =>
      line(
        String(version.run),
        version.status,
        version.from_step,
        foundBy(version),
        version.pages === null ? '' : String(version.pages),
        version.completed_at === null ? 'not yet' : localTime(version.completed_at),
      ),
    ),
  ];
}

const foundBy = (version: ShownVersion): string =>
  version.error ? printable(version.error.message) : (verdict(version) ?? 'nothing');
