export { deliverQueues, drainQueue, listQueues, type QueueState } from './queues.js';
export { retain, sweepExpired } from './housekeeping.js';
export { endOutage, forgetOutages, listOutages, tellOutage, type Outage } from './outages.js';
export {
  assertTask,
  listTasks,
  PERIODIC_TASKS,
  recordTask,
  type PeriodicTaskName,
  type TaskResult,
  type TaskState,
} from './tasks.js';
