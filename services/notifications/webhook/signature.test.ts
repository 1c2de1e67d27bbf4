import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { newSecret, sign } from './signature.js';

const secretOf = (bytes: Uint8Array): string => `whsec_${Buffer.from(bytes).toString('base64')}`;

describe('the signature of a webhook', () => {
  it('is the one of the spec', () => {
    // https://github.com/standard-webhooks/standard-webhooks/blob/main/libraries/javascript/src/webhook.test.ts
    const signed = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' };
    expect(sign(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], signed)).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
  });

  it('is verified by standardwebhooks with any of its secrets, and by no other', () => {
    const secrets = fc.uniqueArray(fc.uint8Array({ minLength: 24, maxLength: 64 }).map(secretOf), {
      minLength: 2,
      maxLength: 4,
    });
    const timestamp = Math.floor(Date.now() / 1_000);
    fc.assert(
      fc.property(secrets, fc.uuid(), fc.json(), ([stranger = '', ...own], id, body) => {
        const headers = {
          'webhook-id': id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': sign(own, { id, timestamp, body }),
        };
        for (const secret of own) expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
        expect(() => new Webhook(stranger).verify(body, headers)).toThrow('No matching signature');
        expect(() => new Webhook(own[0] ?? '').verify(`${body} `, headers)).toThrow('No matching signature');
      }),
    );
  });

  it('takes a new secret, which is of 32 random bytes', () => {
    const secret = newSecret(randomBytes);
    expect(Buffer.from(secret.slice('whsec_'.length), 'base64')).toHaveLength(32);
    expect(sign([secret], { id: 'a', timestamp: 1, body: '' })).toMatch(/^v1,[\w+/]{43}=$/);
    expect(newSecret(() => Buffer.alloc(32, 1))).toBe(secretOf(Buffer.alloc(32, 1)));
  });

  it.each([
    secretOf(Buffer.alloc(23)),
    secretOf(Buffer.alloc(65)),
    'whsec_',
    secretOf(Buffer.alloc(32)).replace('whsec_', 'whpk_'),
  ])('takes no secret like %s', (secret) =>
    expect(() => sign([secret], { id: 'a', timestamp: 1, body: '' })).toThrow('not a secret'),
  );

  it('takes no id with a full stop, and is never empty', () => {
    const secret = newSecret(randomBytes);
    expect(() => sign([secret], { id: 'a.1', timestamp: 1, body: '' })).toThrow('not an id');
    expect(() => sign([], { id: 'a', timestamp: 1, body: '' })).toThrow('at least one secret');
  });
});
