import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import { LiveClient } from '../support/live.js';
import { eventually, Product } from '../support/product.js';

/** Every metric that dashboards are written against, with its labels (`process` is on all). */
const METRICS: Record<string, readonly string[]> = {
  documents_total: ['status'],
  document_duration_seconds: [],
  step_duration_seconds: ['step'],
  step_attempts_total: ['step', 'outcome'],
  oldest_waiting_document_seconds: [],
  review_queue_documents: [],
  workflow_starts_total: ['type'],
  events_emitted_total: ['type'],
  event_delivery_lag_seconds: [],
  ws_connections: [],
  ws_frames_sent_total: [],
  ws_slow_consumers_total: [],
  http_request_duration_seconds: ['method', 'route', 'status'],
  inference_duration_seconds: ['model'],
  model_accuracy: ['model', 'alias'],
  model_drift: ['model', 'kind'],
  training_runs_total: ['model', 'outcome'],
  report_runs_total: ['outcome'],
  notifications_total: ['channel', 'outcome'],
  cache_requests_total: ['cache', 'outcome'],
  upload_bytes_total: [],
};

interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

function parse(text: string): Sample[] {
  return [...text.matchAll(/^docugenie_(\w+?)(_count)?(?:\{(.*)\})? (\S+)$/gm)].map(
    ([, name = '', , labels = '', value]) => ({
      name,
      labels: Object.fromEntries(
        [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, is]) => [label, is]),
      ) as Sample['labels'],
      value: Number(value),
    }),
  );
}

describe('the metrics', () => {
  let product: Product;
  beforeAll(() => {
    product = Product.attach(inject('home'), inject('port'));
  });

  const scrape = async () => (await product.api('GET', '/metrics')).text;
  const sum = (samples: readonly Sample[], name: string, labels: Record<string, string> = {}) =>
    samples
      .filter((one) => one.name === name && Object.entries(labels).every(([label, is]) => one.labels[label] === is))
      .reduce((total, { value }) => total + value, 0);

  it('are all there, with the labels that were promised, and never an id in one', async () => {
    const text = await scrape();
    for (const [name, labels] of Object.entries(METRICS)) {
      expect(text).toContain(`# TYPE docugenie_${name} `);
      for (const sample of parse(text).filter((one) => one.name === name)) {
        expect([
          name,
          Object.keys(sample.labels)
            .filter((label) => label !== 'process')
            .sort(),
        ]).toEqual([name, [...labels].sort()]);
        expect(Object.values(sample.labels).join(' ')).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}|[0-9a-f]{32}/);
      }
    }
  });

  it('count what happens to a document', async () => {
    const before = parse(await scrape());
    const client = await new LiveClient(product.url, { headers: product.auth }).open();
    client.send({ type: 'subscribe', id: 's', channel: 'tenant' });
    await client.frame('subscribed');
    const { id } = (await product.put('counted.txt', randomBytes(8).toString('hex'))).json<Document>();
    await product.terminalDocuments([id]);
    await client.frame('events', ({ items }) =>
      items.some(({ type, subject }) => type === 'document.completed' && subject === `document:${id}`),
    );
    const grew: [name: string, labels?: Record<string, string>][] = [
      ['documents_total', { status: 'completed' }],
      ['document_duration_seconds'],
      ['step_duration_seconds', { step: 'index' }],
      ['step_attempts_total', { step: 'extract', outcome: 'completed' }],
      ['workflow_starts_total', { type: 'processDocument' }],
      ['events_emitted_total', { type: 'document.created' }],
      ['event_delivery_lag_seconds'],
      ['ws_connections'],
      ['ws_frames_sent_total'],
      ['http_request_duration_seconds', { method: 'GET', route: '/v1/documents/:id', status: '200' }],
      ['inference_duration_seconds'],
      ['cache_requests_total', { cache: 'api_keys' }],
      ['upload_bytes_total'],
    ];
    const now = await eventually('all have grown', async () => {
      const samples = parse(await scrape());
      return grew.every(([name, labels]) => sum(samples, name, labels) > sum(before, name, labels))
        ? samples
        : undefined;
    }).catch(async () => parse(await scrape()));
    expect(grew.filter(([name, labels]) => sum(now, name, labels) <= sum(before, name, labels))).toEqual([]);
    client.close();
  });
});
