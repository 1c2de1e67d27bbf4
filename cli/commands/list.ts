import { DocumentList, type ShownDocument } from '../client/shapes.js';
import { said } from '../terminal/document-row.js';
import type { Style } from '../terminal/screen.js';
import { clip, localTime, pad, printable } from '../terminal/text.js';
import { printJson, serverOf, type Context } from './context.js';
import { labelNamed } from './label.js';

export interface ListOptions {
  status?: string | undefined;
  label?: string | undefined;
  limit: string;
  json: boolean;
}

/** `docugenie list`: newest first. Answers 0 also when there is none: that is no failure to find. */
export async function list(context: Context, options: ListOptions): Promise<number> {
  const { screen } = context;
  const parameters = new URLSearchParams({ limit: options.limit });
  if (options.status !== undefined) parameters.set('status', options.status);
  if (options.label !== undefined) parameters.set('label', labelNamed(options.label));
  const page = await serverOf(context).get(`/v1/documents?${parameters.toString()}`, DocumentList);
  if (options.json) {
    printJson(context, { items: page.items });
    return 0;
  }
  const filtered = options.status !== undefined || options.label !== undefined;
  if (page.items.length === 0)
    screen.print(filtered ? 'No document is like that.' : 'There is no document yet: docugenie add FILE…');
  for (const line of listLines(page.items, screen.columns, screen.style)) screen.print(line);
  if (page.next_cursor !== null) screen.print(screen.style.dim('… and older ones: --limit, --status, --label'));
  return 0;
}

/** The end of the id, which `docugenie show` takes and the web shows; when it was added. */
const ID = 8;
const DATE = 16;

/** One line a document: end of the id, name, what it is or what happens to it, when it was added. */
export function listLines(items: readonly ShownDocument[], columns: number, style: Style): string[] {
  const rest = columns - ID - DATE - 6;
  const nameColumns = Math.floor(rest * 0.38);
  return items.map((document) => {
    const name = pad(clip(printable(document.filename), nameColumns, 6), nameColumns);
    // Whether its bytes came twice is news for who adds it, not here.
    const state = pad(said({ ...document, deduplicated: false }, rest - nameColumns, style), rest - nameColumns);
    const added = style.dim(localTime(document.created_at));
    return `${style.dim(document.id.slice(-ID))}  ${name}  ${state}  ${added}`;
  });
}
