export { deliverNotification } from './deliver-notification.js';
export { processDocument } from './process-document.js';
export { bounces, reconcile, retention, sweep } from './periodic.js';
