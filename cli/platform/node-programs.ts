import type { Layout } from './layout.js';
import { logFile } from './log-file.js';
import type { ProcessPlan } from './supervised.js';

/** Time that api and workers get to finish what is in hand. With Temporal's 3 s and PostgreSQL's 4 s below 15 s in all. */
const GRACE_MS = 7_500;

/** A process of ours: this Node runs `script` with `args`. */
export interface NodeProgram {
  name: string;
  script: string;
  args: readonly string[];
}

/** Workers of the embedded platform and the task queues that each serves. */
export const WORKERS = [
  { name: 'workflow', taskQueues: ['docugenie'] },
  { name: 'extraction', taskQueues: ['extraction'] },
  { name: 'ml', taskQueues: ['ml'] },
] as const;

/**
 * How to run it, with exactly this environment. `ready` is the readiness of all of them together: what keeps dying
 * before the product was ready once makes the start fail, and is named.
 */
export function nodeProgram(
  layout: Layout,
  program: NodeProgram,
  environment: Readonly<Record<string, string>>,
  ready: () => Promise<void>,
): ProcessPlan {
  return {
    name: program.name,
    prepare: () =>
      Promise.resolve({
        argv: [process.execPath, program.script, ...program.args],
        environment: { ...environment, DOCUGENIE_HOME: layout.home, DOCUGENIE_LIFELINE_FD: '3' },
        folder: layout.home,
        stopSignal: 'SIGTERM',
        graceMs: GRACE_MS,
        watchesLifeline: true,
        log: logFile(layout.logs, program.name),
      }),
    ready,
  };
}

/**
 * The user's environment for our own processes: without what npm adds for the script it runs, which would confuse any
 * npm, node-gyp or tool that they start, and with what the platform decides.
 */
export function programEnvironment(
  inherited: Readonly<Record<string, string | undefined>>,
  decided: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const kept = Object.entries(inherited).filter(([name]) => !/^(npm_|INIT_CWD$|NODE$)/.test(name));
  return Object.fromEntries(
    [...kept, ...Object.entries(decided)].flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
