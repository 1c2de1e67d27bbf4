import type { z } from 'zod';
import { queueWork, type Queue } from '../../domain/operation/waits.js';
import { QueueShape, SystemShape } from '../client/shapes.js';
import type { Style } from '../terminal/screen.js';
import { clip, localTime, pad, printable } from '../terminal/text.js';
import { printJson, serverOf, type Context } from './context.js';

/** `docugenie queues`. */
export async function queues(context: Context, options: { json: boolean }): Promise<number> {
  const { screen } = context;
  const found = (await serverOf(context).get('/v1/system', SystemShape)).queues;
  if (options.json) printJson(context, { items: found });
  else for (const line of queueLines(found, screen.columns, screen.style)) screen.print(line);
  return 0;
}

/** One line a queue: its name, what is done with documents from it, and since when and why it is drained. */
export function queueLines(found: readonly Queue[], columns: number, style: Style): string[] {
  const name = Math.max(...found.map((queue) => queue.name.length), 0);
  const work = Math.max(...found.map((queue) => queueWork(queue.name).length), 0);
  return found.map((queue) => {
    const head = `${pad(queue.name, name)}  ${pad(queueWork(queue.name), work)}  `;
    if (queue.drained_at === null) return `${head}${style.good('open')}`;
    const why = queue.reason === null || queue.reason === '' ? '' : `: ${printable(queue.reason)}`;
    const said = clip(`drained ${localTime(queue.drained_at)}${why}`, columns - head.length);
    return `${head}${style.busy(said)}`;
  });
}

/** `docugenie drain QUEUE [--reason TEXT]`. */
export async function drain(
  context: Context,
  name: string,
  options: { reason?: string | undefined; json: boolean },
): Promise<number> {
  const body = options.reason === undefined ? {} : { reason: options.reason };
  const queue = await change(context, name, 'drain', body);
  if (options.json) printJson(context, queue);
  else {
    context.screen.print(`${queue.name} is drained: what is in hand ends, and nothing new is taken.`);
    context.screen.print(`docugenie undrain ${queue.name} opens it again.`);
  }
  return 0;
}

/** `docugenie undrain QUEUE`. */
export async function undrain(context: Context, name: string, options: { json: boolean }): Promise<number> {
  const queue = await change(context, name, 'undrain');
  if (options.json) printJson(context, queue);
  else context.screen.print(`${queue.name} is open: work is taken from it again.`);
  return 0;
}

const change = (
  context: Context,
  name: string,
  verb: 'drain' | 'undrain',
  body?: object,
): Promise<z.infer<typeof QueueShape>> =>
  serverOf(context).post(`/v1/queues/${encodeURIComponent(name)}/${verb}`, QueueShape, body);
