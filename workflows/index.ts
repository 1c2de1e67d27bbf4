export { deliverNotification } from './deliver-notification.js';
export { processDocument } from './process-document.js';
export { reconcile, retention, sweep } from './periodic.js';
