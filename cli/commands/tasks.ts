import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { everyWords, resultWords } from '../../domain/operation/task-result.js';
import type { Server } from '../client/server.js';
import { TaskList, type ShownTask } from '../client/shapes.js';
import { CONTENT, labelled, type Style } from '../terminal/screen.js';
import { clip, duration, pad, printable, wrap } from '../terminal/text.js';
import { printJson, serverOf, type Context } from './context.js';

/** `docugenie tasks`: what happens from time to time. */
export async function tasks(context: Context, options: { json: boolean }): Promise<number> {
  const { screen } = context;
  const items = await listOf(serverOf(context));
  if (options.json) printJson(context, { items });
  else for (const line of taskLines(items, screen.columns, screen.style, Date.now())) screen.print(line);
  return 0;
}

const POLL_MS = 250;
/** A task that takes longer goes on by itself. */
const PATIENCE_MS = 60_000;

/** `docugenie tasks run NAME`: waits for what comes of it. Answers 1 when it failed. */
export async function runTask(
  context: Context,
  name: string,
  options: { wait: boolean; patienceMs?: number },
): Promise<number> {
  const { screen, signal } = context;
  const server = serverOf(context);
  const before = await lastRun(server, name);
  await server.post(`/v1/system/tasks/${encodeURIComponent(name)}/run`, z.looseObject({}));
  const until = performance.now() + (options.patienceMs ?? PATIENCE_MS);
  while (options.wait && performance.now() < until) {
    const run = await lastRun(server, name);
    if (run && run.started_at !== before?.started_at && run.ended_at !== null) {
      const took = Date.parse(run.ended_at) - Date.parse(run.started_at);
      for (const line of wrap(`${name}: ${printable(resultWords(name, run))} (${short(took)})`, screen.columns))
        screen.print(line);
      return run.outcome === 'failed' ? 1 : 0;
    }
    await wait(POLL_MS, undefined, { signal });
  }
  screen.print(`${name} goes on by itself; docugenie tasks shows what comes of it.`);
  return 0;
}

const listOf = async (server: Server): Promise<ShownTask[]> => (await server.get('/v1/system/tasks', TaskList)).items;

const lastRun = async (server: Server, name: string): Promise<ShownTask['last_run']> =>
  (await listOf(server)).find((task) => task.name === name)?.last_run ?? null;

/** Two lines a task: when it ran and runs next; what came of it. `now` in milliseconds since 1970. */
export function taskLines(items: readonly ShownTask[], columns: number, style: Style, now: number): string[] {
  return items.flatMap(({ name, description, every_s, last_run, next_run }) => {
    const ran = last_run === null ? 'not yet' : ranWords(last_run, now);
    const next =
      next_run === null ? 'next run not known' : `next in ${duration(Math.max(0, Date.parse(next_run) - now))}`;
    const result = last_run === null ? '' : printable(resultWords(name, last_run));
    return [
      labelled(name, clip(`${pad(everyWords(every_s), 16)}${pad(ran, 32)}${next}`, columns - CONTENT)),
      ...wrap(result, columns - CONTENT).map((line) =>
        labelled('', last_run?.outcome === 'failed' ? style.bad(line) : line),
      ),
      labelled('', style.dim(clip(description, columns - CONTENT))),
    ];
  });
}

function ranWords({ started_at, ended_at }: NonNullable<ShownTask['last_run']>, now: number): string {
  const begun = Date.parse(started_at);
  const ago = `${duration(Math.max(0, now - begun))} ago`;
  return ended_at === null ? `begun ${ago}` : `ran ${ago}, took ${short(Date.parse(ended_at) - begun)}`;
}

/** `33 ms`: most of them take no time to speak of. */
const short = (ms: number): string => (ms < 100 ? `${Math.max(0, Math.round(ms))} ms` : duration(ms));
