import { pause } from '../support/product.js';
import type { Database } from '../../services/db/index.js';
import type { Subject } from '../../domain/events/event.js';

/** What writers know of what they wrote: `<writer>/<number>` of each event. */
export interface Written {
  /** The database has acknowledged it. */
  acknowledged: Set<string>;
  /** It was rolled back by the writer itself. */
  rolledBack: Set<string>;
  /** Transactions whose end nobody knows, because the connection broke. */
  unknown: number;
}

class RolledBack extends Error {}

/** Writers that each commit one to three events, or roll them back, after a pause of random length, until `done`. */
export function startWriters(options: {
  db: Database;
  count: number;
  tenant: string;
  subjects: readonly Subject[];
  /** Milliseconds between two transactions of a writer, on average. */
  everyMs: number;
  random: () => number;
  done: AbortSignal;
}): { written: Written; ended: Promise<void> } {
  const { db, count, tenant, subjects, everyMs, random, done } = options;
  const written: Written = { acknowledged: new Set(), rolledBack: new Set(), unknown: 0 };

  async function commit(names: readonly string[]): Promise<void> {
    const rollBack = random() < 0.1;
    try {
      await db.transaction(async (tx) => {
        for (const name of names) {
          const subject = subjects[Math.floor(random() * subjects.length)] ?? 'document:none';
          tx.emit({ tenant, type: 'document.step_completed', subject, data: { name, step: 'extract', attempts: 1 } });
          await pause(random() * 3);
        }
        if (rollBack) throw new RolledBack();
      });
      for (const name of names) written.acknowledged.add(name);
    } catch (error) {
      if (!(error instanceof RolledBack)) written.unknown++;
      else for (const name of names) written.rolledBack.add(name);
    }
  }

  async function write(writer: number): Promise<void> {
    for (let n = 0; !done.aborted; n++) {
      await pause(random() * 2 * everyMs);
      const many = 1 + Math.floor(random() * 3);
      await commit(Array.from({ length: many }, (_, each) => `${writer}/${n}.${each}`));
    }
  }

  const ended = Promise.all(Array.from({ length: count }, (_, writer) => write(writer))).then(() => undefined);
  return { written, ended };
}
