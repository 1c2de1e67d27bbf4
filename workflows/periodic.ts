import { proxyActivities } from '@temporalio/workflow';
import type { PeriodicActivities } from '../activities/periodic.js';
import { pinned } from './pinned.js';

/** What happens from time to time; started by schedules (services/operation/tasks.ts). Each can be repeated at any time. */
const periodic = proxyActivities<PeriodicActivities>({
  taskQueue: 'docugenie',
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '8 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '20 seconds', maximumAttempts: 5 },
});

/** How many corrections, removals and so on there were, by kind. */
type Counts = Record<string, number>;

export const reconcile = (): Promise<Counts> =>
  periodic.reconcile.executeWithOptions({ summary: 'compare rows, runs and files' }, []);

export const sweep = (): Promise<Counts> =>
  periodic.sweep.executeWithOptions({ summary: 'remove what has expired' }, []);

export const bounces = (): Promise<Counts> =>
  periodic.bounces.executeWithOptions({ summary: 'read the mails that came back' }, []);

export const retention = (): Promise<Counts> =>
  periodic.retention.executeWithOptions({ summary: 'make room for events' }, []);

pinned(reconcile, sweep, bounces, retention); // short, and started again soon
