import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A part of the benchmark in a process of its own. */
export interface Part {
  ask<T>(name: string, value?: unknown): Promise<T>;
  /** Microseconds of CPU that it has used so far, in user and kernel mode. */
  cpu(): Promise<number>;
  /** Bytes that it holds, garbage excluded. */
  rss(): Promise<number>;
  stop(): Promise<void>;
}

interface Question {
  id: number;
  name: string;
  value: unknown;
}

/** Starts `<name>.js` beside this file. */
export function startPart(name: string, environment: Readonly<Record<string, string>> = {}): Part {
  const child = fork(fileURLToPath(new URL(`./${name}.js`, import.meta.url)), {
    env: { ...process.env, ...environment },
    execArgv: ['--expose-gc'],
  });
  const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  let asked = 0;
  const ended = new Promise<void>((resolve) =>
    child.once('exit', (code) => {
      for (const { reject } of waiting.values()) reject(new Error(`${name} ended with ${code}`));
      resolve();
    }),
  );
  child.on('message', (message) => {
    const { id, answer, error } = message as { id: number; answer?: unknown; error?: string }; // `answerQuestions` sends these
    const one = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) one?.resolve(answer);
    else one?.reject(new Error(`${name}: ${error}`));
  });
  const ask = <T>(question: string, value?: unknown) =>
    new Promise<T>((resolve, reject) => {
      const id = ++asked;
      waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject }); // the caller knows what it asks
      child.send({ id, name: question, value } satisfies Question);
    });
  return {
    ask,
    cpu: () => ask<number>('cpu'),
    rss: () => ask<number>('rss'),
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}

/** Answers what the parent asks, until it lets go. */
export function answerQuestions(handlers: Readonly<Record<string, (value: never) => unknown>>): void {
  const all: Readonly<Record<string, ((value: never) => unknown) | undefined>> = {
    cpu() {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
    rss() {
      globalThis.gc?.();
      return process.memoryUsage.rss();
    },
    ...handlers,
  };
  process.on('message', (message) => {
    const { id, name, value } = message as Question; // `startPart` sends these
    Promise.resolve()
      .then(() => all[name]?.(value as never)) // and knows what each takes
      .then(
        (answer) => process.send?.({ id, answer }),
        (error: unknown) => process.send?.({ id, error: String(error) }),
      );
  });
  process.on('disconnect', () => process.exit(0));
}
