import type { Metadata, Page } from '../../../domain/documents/content.js';
import type { ErrorCode } from '../../../domain/errors.js';
import type { ReadingLimits } from '../reader.js';

/** What the pool asks a child. One job at a time; `id` tells late answers of a job that was given up. */
export type Job = { id: number; path: string; mediaType: string } & (
  | { type: 'inspect' }
  | { type: 'read'; from: number; to: number }
  | { type: 'image'; page: number; longestSide: number }
);

export type ToChild =
  | { type: 'setup'; limits: ReadingLimits; scratch: string; warm: boolean }
  | { type: 'job'; job: Job }
  /** A page has been taken: another one may be sent. */
  | { type: 'taken'; id: number }
  | { type: 'abort'; id: number };

export type FromChild =
  /** Set up and warm. */
  | { type: 'ready' }
  /** Still working on a page that takes long. */
  | { type: 'progress'; id: number }
  | { type: 'page'; id: number; page: Page }
  | { type: 'done'; id: number; result: JobResult }
  | {
      type: 'failed';
      id: number;
      failure: { code: ErrorCode; detail: string; extra: Record<string, unknown> };
      /** The child cannot be trusted any more. */ broken: boolean;
    };

export type JobResult =
  { type: 'inspect'; pages: number; metadata: Metadata } | { type: 'read' } | { type: 'image'; png: Uint8Array };

/** Pages that a child may have sent without their being taken: it reads one while another is stored. */
export const AHEAD = 2;

const FROM_CHILD = new Set(['ready', 'progress', 'page', 'done', 'failed']);

/** Both ends are built from one source: a look at the tag is enough. */
export function isFromChild(message: unknown): message is FromChild {
  return (
    typeof message === 'object' &&
    message !== null &&
    'type' in message &&
    typeof message.type === 'string' &&
    FROM_CHILD.has(message.type)
  );
}

export function isToChild(message: unknown): message is ToChild {
  return typeof message === 'object' && message !== null && 'type' in message && typeof message.type === 'string';
}
