import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Where a request comes from, as what limits count by: an IPv4 address, or the /64 network of an IPv6 one. */
export type AddressOf = (request: {
  headers: IncomingMessage['headers'];
  socket: { remoteAddress?: string | undefined };
}) => string;

/**
 * The address is the peer's, unless the peer is a trusted proxy: then it is the last one in `X-Forwarded-For` that is no
 * trusted proxy itself. What stands before that was written by the client, and could be anything.
 *
 * @param trusted addresses and CIDRs (TRUSTED_PROXIES)
 */
export function createAddressOf(trusted: readonly string[]): AddressOf {
  const proxies = new BlockList();
  for (const network of trusted) {
    const [address = '', prefix] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) proxies.addAddress(address, family);
    else proxies.addSubnet(address, Number(prefix), family);
  }
  const isProxy = (address: string) => proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

  return ({ headers, socket }) => {
    let address = plain(socket.remoteAddress ?? '');
    const hops = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').map(plain);
    while (isIP(address) !== 0 && isProxy(address)) {
      const before = hops.pop();
      if (before === undefined || isIP(before) === 0) break; // nothing, or nonsense: the proxy answers for it
      address = before;
    }
    return isIP(address) === 6 ? networkOf(address) : address;
  };
}

/** Without spaces, port, brackets and zone; an IPv4 address that came over an IPv6 socket as such. */
function plain(text: string): string {
  const address = text
    .trim()
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  return address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
}

/** Who has an IPv6 address has 2^64 of them (RFC 6177), so the first half names the client. */
function networkOf(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right].slice(0, 4);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}
