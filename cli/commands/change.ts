import type { StepName } from '../../domain/documents/document.js';
import type { Verb } from '../../domain/documents/verbs.js';
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

/** `docugenie pause|resume|cancel|retry|reprocess ID`; `from` is the step that a reprocessing begins with. */
export async function change(
  context: Context,
  which: string,
  verb: Exclude<Verb, 'delete'>,
  options: { from?: StepName; json: boolean },
): Promise<number> {
  const server = serverOf(context);
  const { id } = await findExactly(server, which);
  const body = options.from === undefined ? undefined : { from_step: options.from };
  const document = await server.post(`/v1/documents/${id}/${verb}`, DocumentShape, body);
  if (options.json) printJson(context, document);
  else context.screen.print(`${printable(document.filename)} is ${document.status}, run ${document.run} (${id})`);
  return 0;
}
