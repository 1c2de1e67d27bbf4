import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '../../../services/db/index.js';
import { CREW } from '../contender.js';

/** The insert that the peers make too. Row lock until commit. */
const INSERT = `insert into effect (job) values ($1)`;

/** The nil UUID: here are no tenants. */
const TENANT = '00000000-0000-0000-0000-000000000000';

export type JobActivities = ReturnType<typeof createJobActivities>;

export const createJobActivities = ({ db }: { db: Database }) => ({
  /** Waits, has the effect once for its key, and waits again before it ends. */
  async perform(number: number, key: string): Promise<void> {
    await wait(CREW.beforeMs);
    await db.effect({ key, tenant: TENANT }, async (tx) => {
      await tx.query(INSERT, [number]);
    });
    await wait(CREW.afterMs);
  },
});
