import type { z } from 'zod';
import { fail } from '../../domain/errors.js';
import { DocumentList, DocumentShape, type ShownDocument } from '../client/shapes.js';
import type { Server } from '../client/server.js';
import { trouble } from '../platform/trouble.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const PART_OF_ID = /^[0-9a-f-]{4,}$/i;
/** How far back a part of an id is looked for. */
const PAGES = 10;

/**
 * The document with this id, or the newest whose name is this, or the only one whose id begins or ends so (the web shows
 * the ends), or whose name has this in it. Throws `document_not_found`, and for what fits several, names some.
 */
export async function findDocument(server: Server, which: string): Promise<ShownDocument> {
  if (UUID.test(which)) return server.get(`/v1/documents/${which}`, DocumentShape);
  const named = await namedLike(server, which);
  const exact = named.find((each) => each.filename === which);
  if (exact !== undefined) return exact;
  const byId = await withPartOfId(server, which);
  return only(byId.length > 0 ? byId : named, which);
}

/** As `findDocument`, but a name has to be whole and that of one document only: what is done to it may not be undone. */
export async function findExactly(server: Server, which: string): Promise<ShownDocument> {
  if (UUID.test(which)) return server.get(`/v1/documents/${which}`, DocumentShape);
  const named = (await namedLike(server, which)).filter((each) => each.filename === which);
  return only(named.length > 0 ? named : await withPartOfId(server, which), which);
}

async function namedLike(server: Server, part: string): Promise<ShownDocument[]> {
  const query = `limit=200&q=${encodeURIComponent(part.slice(0, 200))}`;
  return (await server.get(`/v1/documents?${query}`, DocumentList)).items;
}

async function withPartOfId(server: Server, which: string): Promise<ShownDocument[]> {
  if (!PART_OF_ID.test(which)) return [];
  const part = which.toLowerCase();
  const found: ShownDocument[] = [];
  let cursor: string | null = '';
  for (let page = 0; page < PAGES && cursor !== null; page++) {
    const list: z.infer<typeof DocumentList> = await server.get(
      `/v1/documents?limit=200${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      DocumentList,
    );
    found.push(...list.items.filter(({ id }) => id.startsWith(part) || id.endsWith(part)));
    cursor = list.next_cursor;
  }
  return found;
}

const NAMED = 3;

function only(found: readonly ShownDocument[], which: string): ShownDocument {
  const [first, ...others] = found;
  if (first === undefined)
    fail('document_not_found', `no document has the id or the name "${which}"`, {
      remedy: 'docugenie list shows what there is, docugenie search finds it by its words',
    });
  if (others.length === 0) return first;
  const some = found.slice(0, NAMED).map((each) => `${each.id} ${each.filename}`);
  const more = found.length > NAMED ? ` and ${found.length - NAMED} more` : '';
  trouble(`"${which}" fits ${found.length} documents: ${some.join(', ')}${more}`, 'give a whole id');
}
