import type { Document } from '../../domain/documents/document.js';

/** A document as the API answers it. */
export function aDocument(changes: Partial<Document> = {}): Document {
  const id = changes.id ?? '01a206f4-a310-7fc8-89e7-d3864f93eb57';
  return {
    id,
    run: 1,
    filename: `${id}.pdf`,
    aliases: [],
    media_type: 'application/pdf',
    bytes: 1000,
    sha256: '',
    status: 'processing',
    error: null,
    label: null,
    confidence: null,
    model: null,
    fields: [],
    pages: null,
    language: null,
    metadata: {},
    properties: {},
    priority: 3,
    steps: [],
    text_run: null,
    workflow_id: 'document/t/x/1',
    deduplicated: false,
    created_at: '2026-11-02T09:30:00.000Z',
    updated_at: '2026-11-02T09:30:00.000Z',
    completed_at: null,
    links: {},
    ...changes,
  };
}

export type Answer = { status?: number; body?: unknown; headers?: Record<string, string> } | 'unreachable';

export interface FakeServer {
  fetch: typeof fetch;
  /** `METHOD path?query` of every request, in order. */
  asked: string[];
}

/**
 * The network of a test: `answer` stands in for the server behind `fetch`; a promise answers when it resolves. Requests
 * that are aborted reject, as the browser's do.
 */
export function createFakeServer(answer: (path: string, method: string) => Answer | Promise<Answer>): FakeServer {
  const asked: string[] = [];
  return {
    asked,
    async fetch(input, init) {
      const path = input instanceof Request ? input.url : String(input);
      const method = init?.method ?? 'GET';
      asked.push(`${method} ${path}`);
      const aborted = new Promise<never>((_, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      });
      const answered = await Promise.race([Promise.resolve(answer(path, method)), aborted]);
      if (answered === 'unreachable') throw new TypeError('Failed to fetch');
      const { status = 200, body, headers = {} } = answered;
      return new Response(body === undefined ? null : JSON.stringify(body), { status, headers });
    },
  };
}
