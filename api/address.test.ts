import { describe, expect, it } from 'vitest';
import { createAddressOf, type AddressOf } from './address.js';

const request = (remoteAddress: string | undefined, forwarded?: string): Parameters<AddressOf>[0] => ({
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  socket: { remoteAddress },
});

describe('the address of a client', () => {
  it('is the peer’s, whatever it claims, when no proxy is trusted', () => {
    const addressOf = createAddressOf([]);
    expect(addressOf(request('203.0.113.9', '10.0.0.1'))).toBe('203.0.113.9');
    expect(addressOf(request('::ffff:203.0.113.9'))).toBe('203.0.113.9');
    expect(addressOf(request(undefined, '10.0.0.1'))).toBe('');
  });

  it.each([
    ['the one before the proxy', '10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['not what the client wrote itself', '10.0.0.1', '1.2.3.4, 203.0.113.9', '203.0.113.9'],
    ['the one before several proxies', '10.0.0.1', '1.2.3.4, 203.0.113.9, 10.9.9.9, fd00::7', '203.0.113.9'],
    ['the peer’s, when it is no proxy', '203.0.113.1', '1.2.3.4', '203.0.113.1'],
    ['the proxy’s, when it says nothing', '10.0.0.1', undefined, '10.0.0.1'],
    ['the proxy’s, when it says nonsense', '10.0.0.1', 'unknown', '10.0.0.1'],
    ['without the port that some proxies add', '::ffff:10.0.0.1', '203.0.113.9:4711', '203.0.113.9'],
  ])('is %s', (_what, peer, forwarded, expected) => {
    expect(createAddressOf(['10.0.0.0/8', 'fd00::/8'])(request(peer, forwarded))).toBe(expected);
  });

  it('is the /64 network of an IPv6 address', () => {
    const addressOf = createAddressOf(['10.0.0.1']);
    expect(addressOf(request('2001:db8:0:1:a::1'))).toBe('2001:db8:0:1::/64');
    expect(addressOf(request('2001:DB8:0:1:ffff:0:0:2'))).toBe('2001:db8:0:1::/64');
    expect(addressOf(request('10.0.0.1', '[2001:db8::5]:443'))).toBe('2001:db8:0:0::/64');
    expect(addressOf(request('::1'))).toBe('0:0:0:0::/64');
    expect(addressOf(request('fe80::1%eth0'))).toBe('fe80:0:0:0::/64');
  });
});
