import { SearchHits, type SearchHit } from '../client/shapes.js';
import { trouble } from '../platform/trouble.js';
import { createStyle, type Style } from '../terminal/screen.js';
import { clip, printable, spread, width, wrap } from '../terminal/text.js';
import { printJson, serverOf, type Context } from './context.js';
import { labelNamed } from './label.js';

export interface SearchOptions {
  mode: string;
  label?: string | undefined;
  status?: string | undefined;
  limit: string;
  json: boolean;
}

/** `docugenie search QUERY`. Answers 1 when nothing was found, as grep does. */
export async function search(context: Context, query: string, options: SearchOptions): Promise<number> {
  const { screen } = context;
  if (query.trim() === '') trouble('there are no words to search for', 'name some: docugenie search "net amount"');
  const parameters = new URLSearchParams({ q: query, mode: options.mode, limit: options.limit });
  if (options.label !== undefined) parameters.set('label', labelNamed(options.label));
  if (options.status !== undefined) parameters.set('status', options.status);
  const { items } = await serverOf(context).get(`/v1/search?${parameters.toString()}`, SearchHits);
  if (options.json) printJson(context, { items });
  else if (items.length === 0) screen.print(`Nothing was found for "${printable(query)}".`);
  else for (const line of hitLines(items, screen.columns, screen.style)) screen.print(line);
  return items.length === 0 ? 1 : 0;
}

/** Two or more lines a hit: file and page; below, the snippet with the hits set off. */
export function hitLines(items: readonly SearchHit[], columns: number, style: Style): string[] {
  return items.flatMap((hit) => {
    const page = hit.page === null ? '' : `p. ${hit.page}`;
    const name = clip(printable(hit.filename), columns - width(page) - 2, 6);
    const snippet = marked(hit.snippet, columns - 4, style);
    return [spread(style.strong(name), style.dim(page), columns), ...snippet.map((line) => `    ${line}`)];
  });
}

/** Set-off hits are written between these while lines are broken; where the text itself has them they are replaced. */
const OPEN = '\uE000';
const CLOSE = '\uE001';

/** The API's snippet (escaped HTML with <mark>) as lines of plain text; hits are strong, or *starred* without colours. */
function marked(html: string, columns: number, style: Style): string[] {
  const own = html.replaceAll(OPEN, '·').replaceAll(CLOSE, '·');
  const plain = printable(decoded(own.replaceAll('<mark>', OPEN).replaceAll('</mark>', CLOSE)));
  const colourless = style.strong('x') === createStyle(false).strong('x');
  const [open, close] = colourless ? ['*', '*'] : style.strong('\0').split('\0');
  // A hit of several words may be broken: it is closed at the end of the line and opened again on the next.
  let inside = false;
  return wrap(plain, columns).map((line) => {
    const whole = (inside ? OPEN : '') + line;
    inside = whole.lastIndexOf(OPEN) > whole.lastIndexOf(CLOSE);
    return (inside ? whole + CLOSE : whole).replaceAll(OPEN, open ?? '').replaceAll(CLOSE, close ?? '');
  });
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** The text of escaped HTML. The server writes numbers (`&#38;`), proxies and older ones may write names. */
const decoded = (html: string): string =>
  html.replace(/&(?:#(\d{1,6})|(\w+));/g, (whole, code: string | undefined, name: string | undefined) =>
    code === undefined ? (NAMED[name ?? ''] ?? whole) : String.fromCodePoint(Number(code)),
  );
