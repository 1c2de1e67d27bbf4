import { describe, expect, it } from 'vitest';
import { documentOf, json } from '../../test/integration/platform/stand-in-server.js';
import { oneLine } from '../platform/trouble.js';
import { width } from '../terminal/text.js';
import { changeAll, changedLines, namedOrAll } from './change-all.js';
import { contextFor, refusal } from './commands-fixture.js';
import type { Context } from './context.js';

/** A server that answers `answer` to a bulk, and has `count` documents that fit. */
async function library(
  answer: object,
  { count = 3, ask = null }: { count?: number; ask?: Context['ask'] } = {},
): Promise<{ context: Context & { text: () => string }; asked: { url: string; body: unknown }[] }> {
  const asked: { url: string; body: unknown }[] = [];
  const context = await contextFor(async (request, response, body) => {
    const sent = (await body()).toString();
    asked.push({ url: `${request.method} ${request.url}`, body: sent === '' ? undefined : JSON.parse(sent) });
    if (request.method === 'POST') return json(response, 202, answer);
    const from = Number(new URL(request.url ?? '', 'http://x').searchParams.get('cursor') ?? 0);
    const items = Array.from({ length: Math.min(200, count - from) }, (_, n) => documentOf({ id: `d${from + n}` }));
    json(response, 200, { items, next_cursor: from + 200 < count ? String(from + 200) : null });
  });
  return { context: { ...context, ask }, asked };
}
const accepted = (count: number) => ({ accepted: count, refused: [] });
const sent = (asked: { url: string; body: unknown }[]) =>
  asked.flatMap(({ url, body }) => (url === 'POST /v1/documents/bulk' ? [body] : []));

describe('docugenie VERB --all', () => {
  it('sends one request with the filter as the list takes it, and says how many it was done to', async () => {
    const { context, asked } = await library(accepted(2));
    expect(
      await changeAll(context, 'retry', { all: true, status: 'failed', label: 'Invoice', name: 'scan', json: false }),
    ).toBe(0);
    expect(asked).toEqual([
      {
        url: 'POST /v1/documents/bulk',
        body: { action: 'retry', filter: { status: 'failed', label: 'invoice', q: 'scan' } },
      },
    ]);
    expect(context.text()).toBe('2 documents were queued again.\n');
  });

  it('names the step that a reprocessing begins with', async () => {
    const { context, asked } = await library(accepted(1));
    expect(await changeAll(context, 'reprocess', { all: true, from: 'fields', json: true })).toBe(0);
    expect(sent(asked)).toEqual([{ action: 'reprocess', filter: {}, from_step: 'fields' }]);
    expect(JSON.parse(context.text())).toEqual(accepted(1));
  });

  it('ends with 1 when some were refused, and says which and why', async () => {
    const refused = [{ id: 'aaaa1111', code: 'conflict', detail: 'It is over already.' }];
    const { context } = await library({ accepted: 1, refused });
    expect(await changeAll(context, 'pause', { all: true, json: false })).toBe(1);
    expect(context.text()).toBe('1 document was paused, 1 refused.\nrefused: aaaa1111: It is over already.\n');
  });

  it('deletes only after a yes, to a question that says how many', async () => {
    const questions: string[] = [];
    for (const [answer, count, code] of [
      ['y', 3, 0],
      ['', 3, 1],
      ['no', 1, 1],
      ['YES', 1_500, 0],
    ] as const) {
      const ask = (question: string) => Promise.resolve((questions.push(question), answer));
      const { context, asked } = await library(accepted(count), { count, ask });
      expect(await changeAll(context, 'delete', { all: true, name: 'old', json: false })).toBe(code);
      expect(sent(asked)).toEqual(code === 0 ? [{ action: 'delete', filter: { q: 'old' } }] : []);
      if (code === 1) expect(context.text()).toBe('Nothing was deleted.\n');
    }
    const none = await library(accepted(0), { count: 0, ask: () => Promise.resolve('') });
    expect(await changeAll(none.context, 'delete', { all: true, json: false })).toBe(0);
    expect(none.context.text()).toBe('No document was deleted: none fits.\n');
    expect(questions.map((question) => question.split(' with ')[0])).toEqual([
      'Delete 3 documents',
      'Delete 3 documents',
      'Delete 1 document',
      'Delete more than 1000 documents',
    ]);
  });

  it('deletes without a question when told so, and never where nobody can answer', async () => {
    const told = await library(accepted(3));
    expect(await changeAll(told.context, 'delete', { all: true, yes: true, json: false })).toBe(0);
    expect(sent(told.asked)).toHaveLength(1);
    const script = await library(accepted(3));
    expect(await changeAll(script.context, 'delete', { all: true, json: false }).catch(oneLine)).toMatch(
      / — add --yes$/,
    );
    expect(script.asked).toEqual([]);
  });
});

describe('which documents are meant', () => {
  it('is either the one that is named or all, and a filter chooses among all', () => {
    expect(namedOrAll('x', { all: false })).toBe('x');
    expect(namedOrAll(undefined, { all: true, status: 'failed' })).toBeUndefined();
    expect(refusal(() => namedOrAll('x', { all: true }))).toMatch(/exclude each other/);
    expect(refusal(() => namedOrAll('x', { all: false, name: 'y' }))).toMatch(/ — add --all$/);
    expect(refusal(() => namedOrAll(undefined, { all: false }))).toMatch(/^no document is named/);
  });
});

describe('what came of it', () => {
  it('says in which states it could have been done when there is none, within the columns', () => {
    const none = changedLines('cancel', accepted(0), 80);
    expect(none.join(' ')).toBe('No document was cancelled: none that fits is queued, processing, paused or review.');
    expect(changedLines('delete', accepted(0), 80)).toEqual(['No document was deleted: none fits.']);
    for (const line of none) expect(width(line)).toBeLessThanOrEqual(80);
  });
});
