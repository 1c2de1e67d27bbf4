/** Pages that few open and nobody needs at once: one file of the build, loaded when the first of them is opened. */
export { PreferencesPage } from './preferences/page.js';
export { WebhooksPage } from './webhooks/page.js';
