import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseClientFrame, parseServerFrame, type ClientFrame } from './frames.js';

const name = fc.string({ minLength: 1, maxLength: 200 });
const position = fc.record({ epoch: name, offset: fc.maxSafeNat() });
const frame: fc.Arbitrary<ClientFrame> = fc.oneof(
  fc.record({ type: fc.constant('hello' as const), token: fc.string() }),
  fc.constant({ type: 'hello' as const }),
  fc.record({ type: fc.constant('subscribe' as const), id: name, channel: name }),
  fc.record({ type: fc.constant('subscribe' as const), id: name, channel: name, from: position }),
  fc.record({ type: fc.constant('unsubscribe' as const), id: name }),
  fc.record({ type: fc.constant('auth' as const), token: fc.string() }),
  fc.constant({ type: 'pong' as const }),
);

describe('frames of docugenie.v1', () => {
  it('reads back every frame a client can write', () => {
    fc.assert(
      fc.property(frame, (one) => {
        expect(parseClientFrame(JSON.stringify(one))).toEqual(one);
      }),
    );
  });

  it('answers undefined to anything else, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const parsed = parseClientFrame(text);
        expect(parsed === undefined || typeof parsed.type === 'string').toBe(true);
      }),
    );
  });

  it.each([
    '{"type":"subscribe","id":"s","channel":"tenant","from":{"epoch":"e","offset":-1}}',
    '{"type":"subscribe","id":"s","channel":"tenant","from":{"epoch":"e","offset":1.5}}',
    '{"type":"subscribe","id":"s","channel":"tenant","from":{"epoch":"e","offset":1e300}}',
    '{"type":"subscribe","id":"","channel":"tenant"}',
    '{"type":"auth"}',
    '[]',
    'null',
  ])('refuses %s', (text) => expect(parseClientFrame(text)).toBeUndefined());

  it('ignores server frames of a type it does not know', () => {
    expect(parseServerFrame('{"type":"confetti"}')).toBeUndefined();
    expect(parseServerFrame('{"type":"ping"}')).toEqual({ type: 'ping' });
  });
});
