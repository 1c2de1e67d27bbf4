import type { StepName } from '../../domain/documents/document.js';
import { allowedIn, doneWords, type Verb } from '../../domain/documents/verbs.js';
import type { Server } from '../client/server.js';
import { BulkAnswer, DocumentList } from '../client/shapes.js';
import { trouble } from '../platform/trouble.js';
import { printable, wrap } from '../terminal/text.js';
import { printJson, serverOf, type Context } from './context.js';
import { labelNamed } from './label.js';

/** Which documents a command is about, beside the one that is named. */
export interface Selection {
  all: boolean;
  status?: string | undefined;
  label?: string | undefined;
  name?: string | undefined;
}

/** The document that is named; undefined: all that the filter fits. Throws when it is neither, or both. */
export function namedOrAll(which: string | undefined, { all, status, label, name }: Selection): string | undefined {
  const filtered = [status, label, name].some((value) => value !== undefined);
  if (all && which !== undefined) trouble(`"${which}" and --all exclude each other`, 'give one of them');
  if (!all && filtered) trouble('--status, --label and --name choose among all documents', 'add --all');
  if (!all && which === undefined) trouble('no document is named', 'give its id or its name, or --all');
  return which;
}

export interface ChangeAllOptions extends Selection {
  from?: StepName;
  /** Do not ask before deleting. */
  yes?: boolean;
  json: boolean;
}

/** `docugenie VERB --all [--status S] [--label L] [--name PART]`. Answers 1 when some were refused, or nobody said yes. */
export async function changeAll(context: Context, verb: Verb, options: ChangeAllOptions): Promise<number> {
  const server = serverOf(context);
  const filter = filterOf(options);
  if (verb === 'delete' && options.yes !== true) {
    const count = await counted(context, server, filter);
    if (count !== '0' && !(await confirmed(context, count))) {
      context.screen.print('Nothing was deleted.');
      return 1;
    }
  }
  const from = options.from === undefined ? {} : { from_step: options.from };
  const answer = await server.post('/v1/documents/bulk', BulkAnswer, { action: verb, filter, ...from });
  if (options.json) printJson(context, answer);
  else for (const line of changedLines(verb, answer, context.screen.columns)) context.screen.print(line);
  return answer.refused.length > 0 ? 1 : 0;
}

type Filter = Readonly<Record<string, string>>;

/** As the API's list and its bulk take it. */
function filterOf({ status, label, name }: Selection): Filter {
  return {
    ...(status === undefined ? {} : { status }),
    ...(label === undefined ? {} : { label: labelNamed(label) }),
    ...(name === undefined ? {} : { q: name }),
  };
}

/** Pages of 200 that are counted before "more than" is good enough. */
const COUNTED_PAGES = 5;

async function confirmed({ ask }: Context, count: string): Promise<boolean> {
  const what = count === '1' ? '1 document with its bytes' : `${count} documents with their bytes`;
  const answer = (await ask?.(`Delete ${what}, at once and for good? [y/N] `)) ?? '';
  return /^y(es)?$/i.test(answer.trim());
}

/** How many documents a filter fits: "12", "more than 1000". Throws where nobody can be asked about them. */
async function counted({ ask }: Context, server: Server, filter: Filter): Promise<string> {
  if (ask === null) trouble('deleting documents by a filter needs a yes', 'add --yes');
  let count = 0;
  let cursor: string | null = '';
  for (let page = 0; page < COUNTED_PAGES && cursor !== null; page++) {
    const query = new URLSearchParams({ ...filter, limit: '200', ...(cursor === '' ? {} : { cursor }) });
    const list: { items: unknown[]; next_cursor: string | null } = await server.get(
      `/v1/documents?${query.toString()}`,
      DocumentList,
    );
    count += list.items.length;
    cursor = list.next_cursor;
  }
  return cursor === null ? String(count) : `more than ${count}`;
}

/** What came of it: "3 documents were paused."; of those that were refused, how many and why. */
export function changedLines(
  verb: Verb,
  { accepted, refused }: { accepted: number; refused: readonly { id: string; detail: string }[] },
  columns: number,
): string[] {
  const done = doneWords(verb);
  const reasons = refused.flatMap(({ id, detail }) => wrap(`refused: ${id}: ${printable(detail)}`, columns));
  const some = accepted === 1 ? '1 document was' : `${accepted} documents were`;
  if (refused.length > 0) return [`${some} ${done}, ${refused.length} refused.`, ...reasons];
  if (accepted > 0) return [`${some} ${done}.`];
  const allowed = allowedIn(verb);
  return wrap(`No document was ${done}: none ${allowed ? `that fits is ${either(allowed)}` : 'fits'}.`, columns);
}

/** "queued, processing or paused". */
const either = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
