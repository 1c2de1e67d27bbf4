import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * IPv4 that is not the public internet: the special-purpose registry of IANA (RFC 6890), multicast and the reserved rest.
 * https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const SPECIAL_IPV4 = [
  ['0.0.0.0', 8], // "this network"; 0.0.0.0 reaches the machine itself
  ['10.0.0.0', 8],
  ['100.64.0.0', 10], // carrier-grade NAT; 100.100.100.200 is the metadata service of Alibaba
  ['127.0.0.0', 8],
  ['168.63.129.16', 32], // a public address in name only: the host of an Azure machine, with its metadata
  ['169.254.0.0', 16], // link-local; 169.254.169.254 is the metadata service of most clouds
  ['172.16.0.0', 12],
  ['192.0.0.0', 24], // protocol assignments; 192.0.0.192 is the metadata service of Oracle
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // relays of 6to4, retired
  ['192.168.0.0', 16],
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, and broadcast
] as const;

/** IPv6 that stands for IPv4 on the public internet: what is behind NAT64 (RFC 6052), where a network has no IPv4. */
const NAT64 = '64:ff9b::';

/** Parts of 2000::/3 that are not public, or that carry an IPv4 address which nothing here looks into. */
const SPECIAL_IPV6 = [
  ['2001::', 23], // protocol assignments: Teredo, ORCHID, benchmarks
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4, retired (RFC 7526)
  ['3fff::', 20], // documentation
] as const;

/** All that is routed on the internet. What is not in here, such as unique-local, link-local, site-local and `::`, is refused. */
const routed = new BlockList();
routed.addSubnet('0.0.0.0', 0, 'ipv4');
routed.addSubnet('2000::', 3, 'ipv6'); // the only block that IANA hands out
routed.addSubnet(NAT64, 96, 'ipv6');

const special = new BlockList();
for (const [network, prefix] of SPECIAL_IPV4) {
  special.addSubnet(network, prefix, 'ipv4'); // a BlockList looks into ::ffff:a.b.c.d by itself
  special.addSubnet(NAT64 + network, 96 + prefix, 'ipv6');
}
for (const [network, prefix] of SPECIAL_IPV6) special.addSubnet(network, prefix, 'ipv6');

/** Whether an address is one of the public internet. What is no address, or has a zone (`fe80::1%eth0`), is not. */
export function isPublic(address: string): boolean {
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) && !address.includes('%') ? 'ipv6' : undefined;
  return family !== undefined && routed.check(address, family) && !special.check(address, family);
}
