import { describe, expect, it, vi } from 'vitest';
import { allowedHosts } from './allowed-hosts.js';
import { excerptOf, retryAfterOf } from './answer.js';
import { createDeadline } from './deadline.js';
import { destinationOf } from './destination.js';

describe('destinations', () => {
  it.each([
    'not an address',
    '//example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'gopher://example.com:70/',
    'https://name@example.com/',
    'https://:password@example.com/',
    'http://example.com:25/',
    'https://example.com:6667/',
  ])('refuses %s', (url) =>
    expect(() => destinationOf(url)).toThrow(expect.objectContaining({ code: 'address_refused' })),
  );

  it.each([
    ['https://Example.COM./hook?a=b', 'example.com', 443, false],
    ['http://example.com:8080', 'example.com', 8080, false],
    ['http://[2606:4700:0:0::1]/', '2606:4700::1', 80, true],
    ['http://0x08.8.2056/', '8.8.8.8', 80, true],
    ['http://bücher.example/', 'xn--bcher-kva.example', 80, false],
  ])('reads %s', (url, host, port, isAddress) => expect(destinationOf(url)).toMatchObject({ host, port, isAddress }));
});

describe('allowed hosts', () => {
  const isAllowed = allowedHosts([
    'Receiver.internal',
    'other:8080',
    '10.0.0.5',
    'fd00::5',
    '[FD00::6]:9000',
    '0x7f.1:81',
  ]);
  it.each([
    ['receiver.internal', 1234],
    ['other', 8080],
    ['10.0.0.5', 80],
    ['fd00::5', 80],
    ['fd00::6', 9000],
    ['127.0.0.1', 81],
  ])('takes %s port %i', (host, port) => expect(isAllowed(host, port)).toBe(true));
  it.each([
    ['sub.receiver.internal', 80],
    ['receiver.internal.example.com', 80],
    ['other', 80],
    ['10.0.0.50', 80],
    ['fd00::6', 80],
    ['127.0.0.1', 80],
  ])('does not take %s port %i', (host, port) => expect(isAllowed(host, port)).toBe(false));
  it.each(['', 'http://host', 'host/path', 'user@host', 'host:port', 'host:123456', '10.0.0.0/8', '*.internal'])(
    'says that %j is none',
    (entry) => expect(() => allowedHosts([entry])).toThrow(/is not a host/),
  );
});

describe('answers', () => {
  const now = Date.parse('2026-11-23T22:00:00Z');
  it.each([
    ['120', 120],
    [' 0 ', 0],
    ['Mon, 23 Nov 2026 22:01:00 GMT', 60],
    ['Monday, 23-Nov-26 22:01:00 GMT', 60],
    ['Mon Nov 23 22:01:00 2026 GMT', 60],
    ['Mon, 23 Nov 2020 22:01:00 GMT', 0],
    ['-5', null],
    ['1.5', null],
    ['soon', null],
    ['', null],
    [undefined, null],
  ])('that say Retry-After: %s ask for %s s', (header, seconds) => expect(retryAfterOf(header, now)).toBe(seconds));

  it('are shown in one line, without what could do harm', () => {
    expect(excerptOf(Buffer.from('a\r\nb\0\u001B[31mc\u202Ed\t\te '))).toBe('a b[31mcd e');
    expect(excerptOf(Buffer.from([0xff, 0x41]))).toBe('\uFFFDA');
  });
  it('are cut between characters', () =>
    expect(excerptOf(Buffer.from('é'.repeat(1_000)).subarray(1))).toHaveLength(512));
});

describe('deadlines', () => {
  it('end with the signal above, with its reason', () => {
    const above = new AbortController();
    const { signal, end } = createDeadline(60_000, () => new Error('late'), above.signal);
    above.abort(new Error('stopped'));
    expect(signal.reason).toEqual(new Error('stopped'));
    end();
    expect(createDeadline(60_000, () => new Error('late'), above.signal).signal.aborted).toBe(true);
  });
  it('fire by themselves unless they were ended', async () => {
    vi.useFakeTimers();
    try {
      const [first, second] = [
        createDeadline(10, () => new Error('late')),
        createDeadline(10, () => new Error('late')),
      ];
      second.end();
      await vi.advanceTimersByTimeAsync(20);
      expect(first.signal.reason).toEqual(new Error('late'));
      expect(second.signal.aborted).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });
});
