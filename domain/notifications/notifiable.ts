import type { EventType } from '../events/event.js';

export const CATEGORIES = ['documents', 'operation'] as const;
export type Category = (typeof CATEGORIES)[number];

export interface Notifiable {
  category: Category;
  /** `critical` goes through quiet hours and digests. */
  severity: 'info' | 'warning' | 'critical';
  /** Cannot be muted or switched off. */
  required: boolean;
  /** What a person reads in the matrix of preferences: "A document has failed". */
  title: string;
}

/** The events that can reach a person; a type is added together with the feature that emits it. */
export const NOTIFIABLE = {
  'document.completed': {
    category: 'documents',
    severity: 'info',
    required: false,
    title: 'A document is done',
  },
  'document.failed': {
    category: 'documents',
    severity: 'warning',
    required: false,
    title: 'A document has failed',
  },
  'document.cancelled': {
    category: 'documents',
    severity: 'info',
    required: false,
    title: 'A document was cancelled',
  },
  'document.paused': {
    category: 'documents',
    severity: 'info',
    required: false,
    title: 'A document was paused',
  },
  'queue.drained': {
    category: 'operation',
    severity: 'critical',
    required: false,
    title: 'A queue was drained: documents wait',
  },
  'queue.undrained': {
    category: 'operation',
    severity: 'info',
    required: false,
    title: 'A queue goes on',
  },
} as const satisfies Partial<Record<EventType, Notifiable>>;

export type NotifiableType = keyof typeof NOTIFIABLE;

export const NOTIFIABLE_TYPES = Object.keys(NOTIFIABLE) as NotifiableType[]; // its keys, which Object.keys forgets

export const isNotifiable = (type: string): type is NotifiableType => Object.hasOwn(NOTIFIABLE, type);
