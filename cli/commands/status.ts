import { Failure } from '../../domain/errors.js';
import { waits, waitSentence, type Outage, type Queue } from '../../domain/operation/waits.js';
import { SystemShape } from '../client/shapes.js';
import { identify } from '../platform/process-table.js';
import { askReadyz } from '../platform/readyz.js';
import { readRunRecord } from '../platform/run-record.js';
import { CONTENT, labelled, type Style } from '../terminal/screen.js';
import { clip, pad, printable, wrap } from '../terminal/text.js';
import { accessOf, printJson, serverOf, type Context } from './context.js';

export interface Status {
  url: string;
  ready: boolean;
  /** Why it is not ready. */
  reason?: string;
  /** Documents by status; `null` when the server could not be asked. */
  documents: Record<string, number> | null;
  /** What documents wait for; absent when the server could not be asked. */
  queues?: Queue[];
  waiting?: Outage[];
  /** Processes of the embedded platform on this machine; empty when it does not run here. */
  processes: { name: string; pid: number | null; alive: boolean; address: string }[];
}

/** `docugenie status`. Answers 1 when it is not ready. */
export async function status(context: Context, options: { json: boolean }): Promise<number> {
  const { url } = accessOf(context);
  const ready = await askReadyz(url, 5_000);
  const system = await serverOf(context)
    .get('/v1/system', SystemShape)
    .catch((error: unknown) => {
      if (error instanceof Failure && error.code === 'unauthenticated') throw error;
      return null;
    });
  const found: Status = {
    url,
    ready: ready === true,
    ...(ready === true ? {} : { reason: ready }),
    documents: system?.documents ?? null,
    ...(system === null ? {} : { queues: system.queues, waiting: system.waiting }),
    processes: processes(context),
  };
  if (options.json) printJson(context, found);
  else for (const line of statusLines(found, context.screen.columns, context.screen.style)) context.screen.print(line);
  return found.ready ? 0 : 1;
}

function processes({ layout }: Context): Status['processes'] {
  const run = readRunRecord(layout.run);
  if (run === undefined) return [];
  const one = (name: string, pid: number | null, address: string) => ({
    name,
    pid,
    alive: pid !== null && identify(pid) !== undefined,
    address,
  });
  return [
    one('api', run.api.pid, run.api.url),
    ...run.workers.map((worker) => one(`worker ${worker.name}`, worker.pid, `queue ${worker.task_queues.join(', ')}`)),
    one('temporal', run.temporal.pid, run.temporal.ui_url ?? run.temporal.address),
    one('postgres', run.postgres.pid, run.postgres.url.replace(/^.*[@/](?=[^/]+\/[^/]*$)/, '')),
  ];
}

/** The status on the terminal. */
export function statusLines(found: Status, columns: number, style: Style): string[] {
  const state = found.ready
    ? style.good('✓ ready')
    : style.bad(clip(`✗ not ready: ${found.reason ?? ''}`, columns - 14));
  const documents = Object.entries(found.documents ?? {})
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  const said = found.documents === null ? 'unknown: nobody answers' : documents.join('  ') || 'none yet';
  return [
    labelled('health', state),
    labelled('', found.url),
    labelled('documents', clip(said, columns - CONTENT)),
    ...waits({ queues: found.queues ?? [], waiting: found.waiting ?? [] }).flatMap((each, at) =>
      wrap(printable(waitSentence(each)), columns - CONTENT).map((line, part) =>
        labelled(at === 0 && part === 0 ? 'waits' : '', style.busy(clip(line, columns - CONTENT))),
      ),
    ),
    ...found.processes.map((each, at) => {
      const pid = each.pid === null ? 'not ours' : each.alive ? `pid ${each.pid}` : 'being replaced';
      return labelled(
        at === 0 ? 'processes' : '',
        clip(`${pad(each.name, 18)}${pad(pid, 15)}${each.address}`, columns - CONTENT),
      );
    }),
  ];
}
