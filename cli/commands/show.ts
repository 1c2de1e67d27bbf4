import type { z } from 'zod';
import { fail } from '../../domain/errors.js';
import { DocumentList, DocumentShape, type ShownDocument } from '../client/shapes.js';
import type { Server } from '../client/server.js';
import { trouble } from '../platform/trouble.js';
import { labelled, type Style } from '../terminal/screen.js';
import { bytes, clip, duration, pad, printable } from '../terminal/text.js';
import { printJson, serverOf, type Context } from './context.js';

export interface ShowOptions {
  text: boolean;
  markdown: boolean;
  json: boolean;
}

/** `docugenie show ID|PREFIX|FILENAME`. */
export async function show(context: Context, which: string, options: ShowOptions): Promise<number> {
  const server = serverOf(context);
  const document = await findDocument(server, which);
  if (options.json) printJson(context, document);
  else if (options.text) context.screen.print(await server.text(`/v1/documents/${document.id}/text`));
  else if (options.markdown) context.screen.print(await server.text(`/v1/documents/${document.id}/markdown`));
  else
    for (const line of documentLines(document, context.screen.columns, context.screen.style))
      context.screen.print(line);
  return 0;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** How far back a beginning of an id is looked for. */
const PAGES = 10;

/**
 * The document with this id, or the newest whose name is this, or the only one whose id begins so. Throws
 * `document_not_found`, and for a beginning that fits several, names them.
 */
export async function findDocument(server: Server, which: string): Promise<ShownDocument> {
  if (UUID.test(which)) return server.get(`/v1/documents/${which}`, DocumentShape);
  const named = await server.get(`/v1/documents?limit=200&q=${encodeURIComponent(which.slice(0, 200))}`, DocumentList);
  const exact = named.items.find((each) => each.filename === which);
  if (exact !== undefined) return exact;

  const begins: ShownDocument[] = [];
  if (/^[0-9a-f-]{4,}$/i.test(which)) {
    let cursor: string | null = '';
    for (let page = 0; page < PAGES && cursor !== null; page++) {
      const list: z.infer<typeof DocumentList> = await server.get(
        `/v1/documents?limit=200${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
        DocumentList,
      );
      begins.push(...list.items.filter((each) => each.id.startsWith(which.toLowerCase())));
      cursor = list.next_cursor;
    }
  }
  const found = begins.length > 0 ? begins : named.items;
  const [only, ...others] = found;
  if (only === undefined)
    fail('document_not_found', `no document is called or begins with "${which}"`, {
      remedy: 'docugenie search finds it by its words',
    });
  if (others.length === 0) return only;
  const some = found.slice(0, 3).map((each) => `${each.id} ${each.filename}`);
  trouble(`"${which}" fits ${found.length} documents: ${some.join(', ')}`, 'give a whole id');
}

/** A document on the terminal: what it is, its steps, its fields. */
export function documentLines(document: ShownDocument, columns: number, style: Style): string[] {
  const line = (label: string, text: string): string => labelled(label, clip(printable(text), columns - 12));
  const sure = document.confidence === null ? '' : ` ${Math.round(document.confidence * 100)} %`;
  const about = [
    document.media_type,
    bytes(document.bytes),
    document.pages === null ? undefined : `${document.pages} ${document.pages === 1 ? 'page' : 'pages'}`,
    document.language ?? undefined,
  ];
  const nameColumns = Math.min(20, Math.max(0, ...document.fields.map((field) => field.name.length)));
  return [
    style.strong(clip(printable(document.filename), columns)),
    line('id', document.id),
    line('file', about.filter((part) => part !== undefined).join(', ')),
    line('status', document.error === null ? document.status : `${document.status}: ${document.error.message}`),
    ...(document.label === null ? [] : [line('type', `${document.label}${sure}`)]),
    ...document.steps.map((step, at) => {
      const took = step.duration_ms === null ? '' : duration(step.duration_ms);
      const tries = step.attempts > 1 ? `${step.attempts} attempts` : '';
      return line(
        at === 0 ? 'steps' : '',
        `${pad(step.name, 10)}${pad(step.status, 11)}${pad(took, 8)}${tries}`.trimEnd(),
      );
    }),
    ...document.fields.map((field, at) => {
      const value =
        field.normalized === undefined || field.normalized === field.value
          ? field.value
          : `${field.value}  (${field.normalized})`;
      const figures = `${Math.round(field.confidence * 100)} %`;
      return line(
        at === 0 ? 'fields' : '',
        `${pad(clip(field.name, nameColumns), nameColumns)}  ${pad(figures, 5, 'left')}  ${value}`,
      );
    }),
  ];
}
