import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import type { EventEnvelope } from '../../domain/events/event.js';
import { nextAttempt } from '../../services/notifications/webhook/retry.js';
import { sendWebhook } from '../../services/notifications/webhook/send.js';
import { newSecret } from '../../services/notifications/webhook/signature.js';
import { sendSlack } from '../../services/notifications/webhook/slack.js';
import { createOutbound } from '../../services/outbound/index.js';
import { eventually } from '../support/product.js';
import { startReceiver, type Receiver } from '../support/receiver.js';

const running: Receiver[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});
const receiver = async (...how: Parameters<typeof startReceiver>): Promise<Receiver> => {
  const started = await startReceiver(...how);
  running.push(started);
  return started;
};

const local = createOutbound({ allowPrivateHosts: ['127.0.0.1'], lookup: () => Promise.resolve(['127.0.0.1']) });

const EVENT: EventEnvelope = {
  channel: 'tenant',
  offset: 7,
  id: '0199-event',
  type: 'document.completed',
  subject: 'document:0199-document',
  time: '2026-11-23T22:00:00.000Z',
  data: { run: 1 },
};

describe('a webhook', () => {
  it('is tried again with the same id and body, signed anew, until the receiver takes it', async () => {
    const secrets = [newSecret(randomBytes), newSecret(randomBytes)];
    const { port, received } = await receiver((response) =>
      received.length === 1 ? response.writeHead(503, { 'retry-after': '1' }).end('deploying') : response.end(),
    );
    const url = `http://receiver.test:${port}/`;
    const first = await sendWebhook(local, {
      url,
      secrets,
      id: 'delivery-1',
      event: EVENT,
      attemptAt: Date.now() - 5_000,
    });
    expect(first).toMatchObject({ status: 503, excerpt: 'deploying' });
    expect(nextAttempt(1, first, () => 0.5)).toEqual({ kind: 'retry', afterMs: 5_000 });
    const second = await sendWebhook(local, { url, secrets, id: 'delivery-1', event: EVENT, attemptAt: Date.now() });
    expect(nextAttempt(2, second, () => 0.5)).toEqual({ kind: 'done' });

    for (const { body, headers } of received)
      for (const secret of secrets)
        expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual({
          type: 'document.completed',
          timestamp: '2026-11-23T22:00:00.000Z',
          data: { run: 1, subject: 'document:0199-document' },
        });
    const [before, after] = received.map(({ body, headers }) => ({ body, id: headers['webhook-id'] }));
    expect(before).toEqual(after);
    const [earlier, later] = received.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect((later ?? 0) - (earlier ?? 0)).toBeGreaterThanOrEqual(4);
  });

  it('for Slack is JSON with text and blocks', async () => {
    const { port, received } = await receiver();
    const message = { title: 'a.pdf <failed>', paragraphs: [], link: { label: 'Open', url: 'https://docs.example/' } };
    const answer = await sendSlack(local, { url: `http://receiver.test:${port}/services/T/B/x`, message });
    expect(answer).toMatchObject({ status: 200, excerpt: 'ok' });
    expect(received).toMatchObject([{ path: '/services/T/B/x', headers: { 'content-type': 'application/json' } }]);
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
      text: '*a.pdf &lt;failed&gt;*\n<https://docs.example/|Open>',
      blocks: [{ type: 'section' }, { type: 'section' }],
    });
  });

  it('stops with the caller', async () => {
    const { port, open } = await receiver(() => undefined);
    const signal = AbortSignal.timeout(200);
    const url = `http://receiver.test:${port}/`;
    const attempt = { url, secrets: [newSecret(randomBytes)], id: 'a', event: EVENT, attemptAt: Date.now(), signal };
    await expect(sendWebhook(local, attempt)).rejects.toThrow(/aborted/);
    await eventually('the connection is cut', () => open.size === 0, 5_000);
  });
});
