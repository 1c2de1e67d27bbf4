import { Context } from '@temporalio/activity';
import type { Database } from '../services/db/index.js';
import { recordTask, retain, sweepExpired, type TaskResult } from '../services/operation/index.js';
import { positionTeller } from './position.js';

export interface PeriodicDeps {
  db: Database;
  /** How long events are kept, in days. */
  eventsDays: number;
  /** Compares rows, runs and files; told how to say how far it is. */
  reconcile: (at: (position: { looked: number }) => void) => Promise<TaskResult>;
  /** Reads the mails that came back, until all are or `signal` says so. */
  bounces: (at: (position: { uid: number }) => void, signal: AbortSignal) => Promise<TaskResult>;
}

/** What the product does by itself from time to time; when, and with what result, is remembered. */
export const createPeriodicActivities = ({ db, eventsDays, reconcile, bounces }: PeriodicDeps) => ({
  reconcile: () => recordTask(db, 'reconcile', () => reconcile(positionTeller())),
  sweep: () => recordTask(db, 'sweep', () => sweepExpired(db)),
  bounces: () => recordTask(db, 'bounces', () => bounces(positionTeller(), Context.current().cancellationSignal)),
  retention: () => recordTask(db, 'retention', () => retain(db, { eventsDays })),
});

export type PeriodicActivities = ReturnType<typeof createPeriodicActivities>;
