import { rmSync } from 'node:fs';
import { z } from 'zod';
import { readJson, writePrivateJson } from './private-file.js';

const Pid = z.int().positive().nullable();

/** `$DOCUGENIE_HOME/run.json`: what runs now. `pid` is null for what is being replaced, or was configured and is not ours. */
const RunRecord = z.object({
  api: z.object({ url: z.string(), pid: Pid }),
  temporal: z.object({ address: z.string(), ui_url: z.string().nullable(), pid: Pid }),
  postgres: z.object({ url: z.string(), pid: Pid }),
  mlflow: z.object({ url: z.string(), pid: Pid }).nullable(),
  workers: z.array(z.object({ name: z.string(), pid: z.int().positive(), task_queues: z.array(z.string()) })),
});
export type RunRecord = z.infer<typeof RunRecord>;

/** What is fixed while the platform runs; the pids come and go. */
export interface Addresses {
  api: string;
  temporal: { address: string; uiUrl: string | undefined };
  postgres: string;
  workers: readonly { name: string; taskQueues: readonly string[] }[];
}

/** The record for these pids (by process name: `api`, `temporal`, `postgres`, and each worker's own). */
export function runRecord(addresses: Addresses, pids: ReadonlyMap<string, number>): RunRecord {
  const pid = (name: string): number | null => pids.get(name) ?? null;
  return {
    api: { url: addresses.api, pid: pid('api') },
    temporal: {
      address: addresses.temporal.address,
      ui_url: addresses.temporal.uiUrl ?? null,
      pid: pid('temporal'),
    },
    postgres: { url: addresses.postgres, pid: pid('postgres') },
    mlflow: null,
    workers: addresses.workers.flatMap(({ name, taskQueues }) => {
      const one = pids.get(name);
      return one === undefined ? [] : [{ name, pid: one, task_queues: [...taskQueues] }];
    }),
  };
}

/** Keeps the file true: written by rename at every change, removed at the end. */
export function keepRunRecord(path: string, addresses: Addresses) {
  const pids = new Map<string, number>();
  const write = (): void => writePrivateJson(path, runRecord(addresses, pids));
  return {
    /** A process has come (its pid) or gone (undefined). */
    set(name: string, pid: number | undefined): void {
      if (pid === undefined) pids.delete(name);
      else pids.set(name, pid);
      write();
    },
    remove: (): void => rmSync(path, { force: true }),
  };
}

/** The record of a home, or undefined when nothing runs there or the file is not one. */
export function readRunRecord(path: string): RunRecord | undefined {
  const parsed = RunRecord.safeParse(readJson(path));
  return parsed.success ? parsed.data : undefined;
}
