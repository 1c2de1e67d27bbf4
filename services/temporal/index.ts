export { createDocumentWorkflows, createTemporal, type DocumentWorkflows, type TemporalService } from './client.js';
export { createNotificationWorkflows, type NotificationWorkflows } from './notifications.js';
export { createDeployments, type Build, type Deployment, type Deployments } from './deployments.js';
export { nextRuns, registerSchedules, runNow, type PeriodicWorkflow } from './schedules.js';
export { TASK_QUEUES } from './queues.js';
