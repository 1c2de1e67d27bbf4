import { describe, expect, it } from 'vitest';
import type { DocumentStatus, Step } from '../../domain/documents/document.js';
import { aDocument } from '../testing/server.js';
import {
  bytesText,
  formatOf,
  hasImages,
  mainAmount,
  percent,
  stateWords,
  stepWords,
  sureness,
  titled,
} from './words.js';

const step = (name: Step['name'], changes: Partial<Step> = {}): Step => ({
  name,
  status: 'running',
  progress: null,
  attempts: 1,
  started_at: null,
  ended_at: null,
  duration_ms: null,
  error: null,
  ...changes,
});

describe('the state of a document in words', () => {
  it('says how far the reading is, padded so that nothing moves while it counts', () => {
    const document = aDocument({ steps: [step('extract')] });
    const state = stateWords(document, { step: 'extract', done: 9, total: 38, note: 'ocr p.9' });
    expect(state).toMatchObject({ tone: 'running', word: 'reading \u20079/38', detail: 'ocr p.9', fraction: 9 / 38 });
  });

  it('takes the progress from the document when no frame has come yet', () => {
    const document = aDocument({ steps: [step('extract', { progress: { done: 12, total: 38 } })] });
    expect(stateWords(document, null)).toMatchObject({ word: 'reading 12/38', fraction: 12 / 38 });
  });

  it('names the step that is under way, and the attempt if it is not the first', () => {
    const document = aDocument({
      steps: [step('extract', { status: 'completed' }), step('classify', { attempts: 2 }), step('fields')],
    });
    expect(stateWords(document, null)).toMatchObject({ word: 'telling its type', detail: 'attempt 2', fraction: null });
  });

  it('shows no bar for a single page', () => {
    const document = aDocument({ steps: [step('extract')] });
    expect(stateWords(document, { step: 'extract', done: 0, total: 1, note: null })).toMatchObject({
      word: 'reading',
      fraction: null,
    });
  });

  it('says where it was paused, and that nothing runs', () => {
    const document = aDocument({ status: 'paused', steps: [step('extract', { progress: { done: 12, total: 38 } })] });
    expect(stateWords(document, null)).toMatchObject({
      tone: 'neutral',
      word: 'paused',
      detail: 'at reading 12/38',
      fraction: null,
    });
    expect(stateWords(aDocument({ status: 'paused' }), null)).toMatchObject({ word: 'paused', detail: null });
  });

  it('says why it failed', () => {
    const error = { code: 'document_damaged', message: 'It is cut off.', step: 'extract' as const };
    expect(stateWords(aDocument({ status: 'failed', error }), null)).toMatchObject({
      tone: 'failed',
      word: 'failed',
      detail: 'It is cut off.',
    });
  });

  it('has a word and an icon for every status', () => {
    for (const status of ['queued', 'processing', 'paused', 'review', 'completed', 'failed', 'cancelled'] as const) {
      const { word, icon } = stateWords(aDocument({ status }), null);
      expect(word).not.toBe('');
      expect(icon).not.toBe('');
    }
  });
});

describe('figures', () => {
  it.each([
    [0.974, '97 %'],
    [0.9999, '99 %'],
    [1, '100 %'],
    [0, '0 %'],
  ])('%d is %s sure', (fraction, words) => {
    expect(percent(fraction)).toBe(words);
  });

  it.each([
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [9_949, '9.9 kB'],
    [12_345_678, '12 MB'],
    [3.2e9, '3.2 GB'],
  ])('%d bytes are %s', (bytes, words) => {
    expect(bytesText(bytes)).toBe(words);
  });

  it('show the surest total as money, and what is no money as it stands', () => {
    const total = (value: string, confidence: number, normalized?: string) => ({
      name: 'total',
      value,
      page: 1,
      confidence,
      source: 'pattern',
      ...(normalized === undefined ? {} : { normalized }),
    });
    const fields = [total('12 EUR', 0.5, '12.00 EUR'), total('300', 0.9, '300.00 EUR')];
    expect(mainAmount(aDocument({ fields }))).toContain('300');
    expect(mainAmount(aDocument({ fields: [total('a lot', 0.9)] }))).toBe('a lot');
    expect(mainAmount(aDocument())).toBeNull();
  });
});

describe('a step that has not begun', () => {
  it('is still to come only while the run goes on', () => {
    const word = (status: Step['status'], of: DocumentStatus, attempts = 1) => stepWords({ status, attempts }, of).word;
    expect(word('pending', 'processing')).toBe('not yet');
    expect(word('pending', 'failed')).toBe('not reached');
    expect(word('failed', 'failed')).toBe('failed');
    expect(word('running', 'processing')).toBe('running');
    expect(word('running', 'paused')).toBe('paused');
    expect(word('completed', 'completed')).toBe('done');
    expect(word('completed', 'processing', 0)).toBe('kept from before'); // this run did not do it
  });
});

describe('how sure a type is', () => {
  it('is said of what was found, not of “other”, which says that nothing was', () => {
    expect(sureness({ label: 'invoice', confidence: 0.974 })).toBe('97 %');
    expect(sureness({ label: 'other', confidence: 0.99 })).toBeNull();
    expect(sureness({ label: 'invoice', confidence: null })).toBeNull();
    expect(sureness({ label: null, confidence: null })).toBeNull();
  });
});

describe('names', () => {
  it.each([
    ['invoice', 'Invoice'],
    ['id document', 'ID document'],
    ['invoice_number', 'Invoice number'],
    ['iban', 'IBAN'],
    ['Policy holder', 'Policy holder'],
  ])('%s is written %s', (name, written) => {
    expect(titled(name)).toBe(written);
  });

  it('tell formats apart', () => {
    expect(formatOf('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').name).toBe('Table');
    expect(formatOf('application/vnd.openxmlformats-officedocument.wordprocessingml.document').name).toBe(
      'Text document',
    );
    expect(formatOf('application/vnd.oasis.opendocument.text').name).toBe('Text document');
    expect(formatOf('text/plain').name).toBe('Text');
    expect(hasImages('image/tiff')).toBe(true);
    expect(hasImages('text/html')).toBe(false);
  });
});
