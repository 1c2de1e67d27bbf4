import type { NotifiableType } from './notifiable.js';
import type { Channel } from './preferences.js';

/**
 * What holds where neither a team nor a person says anything. A team uploads thousands of documents: only what it would
 * miss is in the inbox, and nothing is mailed that nobody has asked for.
 */
export const DEFAULTS: Readonly<Record<NotifiableType, Readonly<Record<Channel, boolean>>>> = {
  'document.completed': { inbox: false, email: false }, // the usual end: the list shows it, a message each would bury the rest
  'document.failed': { inbox: true, email: false }, // somebody has to look; one bad batch would be hundreds of mails
  'document.cancelled': { inbox: false, email: false }, // somebody wanted it, and sees that it is so
  'document.paused': { inbox: false, email: false }, // as above
  'queue.drained': { inbox: true, email: false }, // everybody's documents wait, and whoever drained it may not say so
  'queue.undrained': { inbox: true, email: false }, // who was told that documents wait is told that they go on
};
