import { spawn, type ChildProcess } from 'node:child_process';
import { openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';

export interface ProgramPlan {
  argv: readonly [string, ...string[]];
  environment: Readonly<Record<string, string>>;
  folder: string;
  /** Standard error is appended here. */
  log: string;
}

/** A program that answers JSON lines, as `programs/lines.mjs` says. It ends when its standard input does. */
export interface Program {
  /** Asks and waits. Throws what the program answers in place of an answer, or that it has ended. */
  ask(name: string, value?: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

const Answer = z.union([z.object({ answer: z.unknown() }), z.object({ error: z.string() })]);

interface Waiting {
  resolve: (answer: unknown) => void;
  reject: (error: Error) => void;
}

/** Starts it; what is asked before it is ready waits. In a group of its own: Ctrl-C is for us to pass on. */
export function startProgram({ argv: [command, ...args], environment, folder, log }: ProgramPlan): Program {
  const child: ChildProcess = spawn(command, args, {
    cwd: folder,
    env: environment,
    detached: true,
    stdio: ['pipe', 'pipe', openSync(log, 'a')],
  });
  const waiting: Waiting[] = []; // it answers in the order in which it is asked
  let gone: Error | undefined;
  const ended = new Promise<void>((resolve) => {
    const leave = (why: string): void => {
      gone ??= new Error(`${args[0] ?? command} ${why}; see ${log}`);
      for (const one of waiting.splice(0)) one.reject(gone);
      resolve();
    };
    child.once('error', (error) => leave(error.message));
    child.once('close', (code) => leave(`ended with status ${String(code)}`));
  });
  child.stdin?.on('error', () => undefined); // its end says so
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const one = waiting.shift();
      const said = Answer.safeParse(parse(line));
      if (!said.success) one?.reject(new Error(`${args[0] ?? command} said: ${line}`));
      else if ('error' in said.data) one?.reject(new Error(said.data.error));
      else one?.resolve(said.data.answer);
    });
  }
  return {
    ask(name, value) {
      return new Promise((resolve, reject) => {
        if (gone) return reject(gone);
        waiting.push({ resolve, reject });
        child.stdin?.write(`${JSON.stringify({ ask: name, with: value })}\n`);
      });
    },
    async stop() {
      child.stdin?.end();
      const late = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await ended;
      clearTimeout(late);
    },
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
