import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STEP_NAMES, type Document, type Step } from '../../domain/documents/document.js';
import { ERRORS } from '../../domain/errors.js';
import { createHttp } from '../http/client.js';
import { aDocument, createFakeServer } from '../testing/server.js';
import { createTimeline } from '../../client/testing/timeline.js';
import { createDocuments } from './documents.js';
import { act, beginningsOf, FINAL, mayPass } from './verbs.js';

describe('trying again', () => {
  it('is told from the table of errors', () => {
    const final = Object.entries(ERRORS).flatMap(([code, { retryable }]) => (retryable ? [] : [code]));
    expect([...FINAL].sort()).toEqual(final.sort());
  });

  it('can help unless the file itself is the reason', () => {
    for (const code of ['document_encrypted', 'document_damaged', 'document_empty']) expect(mayPass(code)).toBe(false);
    for (const code of ['reader_crashed', 'unavailable', 'unreachable', undefined]) expect(mayPass(code)).toBe(true);
  });
});

describe('the steps that a new run may begin with', () => {
  const after = (finished: number, changes: Partial<Document> = {}): Document =>
    aDocument({
      status: 'failed',
      text_run: finished > 0 ? 1 : null,
      label: finished > 1 ? 'invoice' : null,
      steps: STEP_NAMES.map((name, at): Step => ({
        name,
        status: at < finished ? 'completed' : 'pending',
        progress: null,
        attempts: 1,
        started_at: null,
        ended_at: null,
        duration_ms: null,
        error: null,
      })),
      ...changes,
    });
  const possible = (document: Document) =>
    beginningsOf(document).flatMap(({ step, refusal }) => (refusal === null ? [step] : []));

  it('are those whose grounds are there: up to the first that was not finished', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: STEP_NAMES.length }), (finished) => {
        expect(possible(after(finished))).toEqual(STEP_NAMES.slice(0, finished + 1));
      }),
    );
  });

  it('say what is missing where they cannot be', () => {
    expect(beginningsOf(after(1)).map(({ refusal }) => refusal)).toEqual([
      null,
      null,
      'There is no type yet',
      'There is no type yet',
      'There is no type yet',
    ]);
    expect(beginningsOf(after(0))[1]?.refusal).toBe('There is no text yet');
  });

  it('are all where an earlier run left its results: what it lacked, only the server knows', () => {
    expect(possible(after(1, { run: 2, text_run: 1, label: 'invoice' }))).toEqual([...STEP_NAMES]);
  });
});

describe('a verb', () => {
  it('is sent with what it needs, and its answer is shown at once', async () => {
    const bodies: unknown[] = [];
    const server = createFakeServer(() => ({ status: 202, body: aDocument({ id: 'x', status: 'queued', run: 2 }) }));
    const http = createHttp({
      fetch: (input, init) => {
        bodies.push(init?.body);
        return server.fetch(input, init);
      },
      now: () => 0,
      unauthenticated: () => {},
    });
    const documents = createDocuments(http, { ...createTimeline(), random: () => 0.5 });
    await act({ http, documents }, 'x', { verb: 'reprocess', from: 'fields' });
    expect(documents.entry('x').get().document).toMatchObject({ status: 'queued', run: 2 });
    await act({ http, documents }, 'x', { verb: 'pause' });
    expect(server.asked).toEqual(['POST /v1/documents/x/reprocess', 'POST /v1/documents/x/pause']);
    expect(bodies).toEqual(['{"from_step":"fields"}', undefined]);
  });
});
