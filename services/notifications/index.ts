export { confirmAddress, setAddress } from './addresses.js';
export { takeBounces } from './bounces.js';
export { cancelDelivery, deliveryState, listDeliveries, releaseDelivery } from './deliveries.js';
export { mailDirectly, testInbox } from './direct.js';
export { addressOf, explainEvent, explainType } from './explain.js';
export { listNotifications, mark, unreadOf } from './inbox.js';
export { createLinks } from './letters.js';
export { createNotifier } from './notifier.js';
export { personOf, policyOf, setPolicy, setPreferences, type Person, type Policy } from './people.js';
export { preview, PREVIEW_CHANNELS, previewMail } from './preview.js';
export { createSending, type Sending } from './sending.js';
export { unsubscribe, unsubscribingOf, wordsOf } from './unsubscribe.js';
export {
  addWebhook,
  enableWebhook,
  removeWebhook,
  replayWebhook,
  rotateWebhook,
  testWebhook,
  webhookOf,
  webhookSecret,
  webhooksOf,
} from './webhooks.js';
export { createMail, waysOf } from './ways.js';
