import { DocumentShape } from '../client/shapes.js';
import { printable } from '../terminal/text.js';
import { printJson, serverOf, type Context } from './context.js';
import { findExactly } from './find.js';

/** `docugenie delete ID`: the document and its bytes are gone. */
export async function remove(context: Context, which: string): Promise<number> {
  const server = serverOf(context);
  const { id, filename } = await findExactly(server, which);
  await server.delete(`/v1/documents/${id}`);
  context.screen.print(`deleted ${printable(filename)} (${id})`);
  return 0;
}

/** `docugenie retry ID`: a failed or cancelled document is read again. `docugenie cancel ID`: its run stops; the document stays. */
export async function change(
  context: Context,
  which: string,
  verb: 'retry' | 'cancel',
  options: { json: boolean },
): Promise<number> {
  const server = serverOf(context);
  const { id } = await findExactly(server, which);
  const document = await server.post(`/v1/documents/${id}/${verb}`, DocumentShape);
  if (options.json) printJson(context, document);
  else context.screen.print(`${printable(document.filename)} is ${document.status}, run ${document.run} (${id})`);
  return 0;
}
