import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublic } from './addresses.js';
import { createOutbound } from './index.js';

/** Every range that is refused, as its first address in bytes and how many bits of it count. */
const IPV4: readonly (readonly [readonly number[], number])[] = [
  [[0, 0, 0, 0], 8],
  [[10, 0, 0, 0], 8],
  [[100, 64, 0, 0], 10],
  [[127, 0, 0, 0], 8],
  [[168, 63, 129, 16], 32],
  [[169, 254, 0, 0], 16],
  [[172, 16, 0, 0], 12],
  [[192, 0, 0, 0], 24],
  [[192, 0, 2, 0], 24],
  [[192, 88, 99, 0], 24],
  [[192, 168, 0, 0], 16],
  [[198, 18, 0, 0], 15],
  [[198, 51, 100, 0], 24],
  [[203, 0, 113, 0], 24],
  [[224, 0, 0, 0], 4],
  [[240, 0, 0, 0], 4],
];
const IPV6_GROUPS: readonly (readonly [readonly number[], number])[] = [
  [[0x2001, 0x0000], 23],
  [[0x2001, 0x0db8], 32],
  [[0x2002, 0], 16],
  [[0x3fff, 0], 20],
];

const bitsOf = (units: readonly number[], width: number): string =>
  units.map((unit) => unit.toString(2).padStart(width, '0')).join('');
const within = (
  units: readonly number[],
  width: number,
  [start, bits]: readonly [readonly number[], number],
): boolean => bitsOf(units, width).startsWith(bitsOf(start, width).slice(0, bits));

const publicIpv4 = (bytes: readonly number[]): boolean => !IPV4.some((range) => within(bytes, 8, range));
const bytesOf = (groups: readonly number[]): number[] => groups.flatMap((group) => [group >> 8, group & 255]);
const publicIpv6 = (groups: readonly number[]): boolean => {
  const embedded = bytesOf(groups.slice(6));
  const leading = groups.slice(0, 6).join();
  if (leading === '0,0,0,0,0,65535' || leading === [0x64, 0xff9b, 0, 0, 0, 0].join()) return publicIpv4(embedded);
  return (groups[0] ?? 0) >> 13 === 1 && !IPV6_GROUPS.some((range) => within(groups, 16, range));
};

const byte = fc.nat(255);
const group = fc.nat(65_535);
/** An address of a range, with the bits that do not count left to chance. */
const inside = ([start, bits]: readonly [readonly number[], number], width: number, units: number) =>
  fc.array(fc.nat(2 ** width - 1), { minLength: units, maxLength: units }).map((chance) => {
    const all = bitsOf(start, width).slice(0, bits) + bitsOf(chance, width).slice(bits);
    return Array.from({ length: units }, (_, at) => parseInt(all.slice(at * width, (at + 1) * width), 2));
  });
const privateIpv4 = fc.oneof(...IPV4.map((range) => inside(range, 8, 4)));
const anyIpv4 = fc.oneof(privateIpv4, fc.tuple(byte, byte, byte, byte));
const anyGroups = fc.oneof(
  fc.array(group, { minLength: 8, maxLength: 8 }),
  inside([[0x2000], 3], 16, 8),
  ...IPV6_GROUPS.map((range) => inside(range, 16, 8)),
  ...[
    [0, 0, 0, 0, 0, 0xffff],
    [0x64, 0xff9b, 0, 0, 0, 0],
    [0x64, 0xff9b, 1, 0, 0, 0],
    [0, 0, 0, 0, 0, 0],
  ].map((leading) => anyIpv4.map(([a = 0, b = 0, c = 0, d = 0]) => [...leading, a * 256 + b, c * 256 + d])),
);

/** A number as the parts of an IPv4 address may be written. */
const written = (value: number): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(10, 8, 16), fc.nat(3), fc.boolean()).map(([base, zeros, upper]) => {
    if (base === 10) return String(value);
    const digits = '0'.repeat(zeros) + value.toString(base);
    return (base === 8 ? '0' : upper ? '0X' : '0x') + (upper ? digits.toUpperCase() : digits);
  });
/** One to four parts, the last of which takes what is left; then letters as a URL may disguise them. */
const spelledIpv4 = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]): fc.Arbitrary<string> =>
  fc
    .constantFrom(
      [a, b, c, d],
      [a, b, c * 256 + d],
      [a, (b * 256 + c) * 256 + d],
      [((a * 256 + b) * 256 + c) * 256 + d],
    )
    .chain((parts) => fc.tuple(...parts.map(written)))
    .chain((parts) =>
      fc.tuple(fc.constant(parts), fc.constantFrom('', '.'), fc.constantFrom('plain', 'percent', 'wide', 'dots')),
    )
    .map(([parts, end, disguise]) => {
      const plain = parts.join('.') + end;
      if (disguise === 'percent')
        return plain.replace(/[^.]/g, (one) => `%${one.charCodeAt(0).toString(16).padStart(2, '0')}`);
      if (disguise === 'wide') return plain.replace(/\d/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0));
      return disguise === 'dots' ? plain.replaceAll('.', '。') : plain;
    });

const spelledIpv6 = (groups: readonly number[]): fc.Arbitrary<string> =>
  fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean()).map(([short, upper, dotted, padded]) => {
    const words = groups.map((one) => (padded ? one.toString(16).padStart(4, '0') : one.toString(16)));
    const tail = dotted ? [bytesOf(groups.slice(6)).join('.')] : words.slice(6);
    const whole = [...words.slice(0, 6), ...tail].join(':');
    const shortened = short ? whole.replace(/(^|:)0{1,4}(:0{1,4})+(:|$)/, '::') : whole;
    return `[${upper ? shortened.toUpperCase() : shortened}]`;
  });

describe('addresses', () => {
  it('tells public ones from all others', () => {
    fc.assert(
      fc.property(anyIpv4, (bytes) => isPublic(bytes.join('.')) === publicIpv4(bytes)),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(
        anyGroups,
        (groups) => isPublic(groups.map((one) => one.toString(16)).join(':')) === publicIpv6(groups),
      ),
      { numRuns: 2_000 },
    );
  });

  it.each(['127.0.0.1', '169.254.169.254', '::', '::1', '::7f00:1', 'fe80::1', 'fec0::1', 'fd00:ec2::254', 'ff02::1'])(
    'refuses %s',
    (address) => expect(isPublic(address)).toBe(false),
  );
  it.each(['fe80::1%eth0', '2606:4700::1%1', 'example.com', '', '1.1.1', '0x8080808'])('takes %j for none', (text) =>
    expect(isPublic(text)).toBe(false),
  );
  it.each(['1.1.1.1', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8'])(
    'takes %s',
    (address) => expect(isPublic(address)).toBe(true),
  );

  it('are refused in a URL however they are spelled, without a look-up', async () => {
    const lookup = () => Promise.reject(new Error('a literal address was looked up'));
    const outbound = createOutbound({ allowPrivateHosts: [], lookup });
    const privateGroups = anyGroups.filter((groups) => !publicIpv6(groups));
    const host = fc.oneof(privateIpv4.chain(spelledIpv4), privateGroups.chain(spelledIpv6));
    await fc.assert(
      fc.asyncProperty(
        host,
        fc.constantFrom('http', 'https'),
        fc.constantFrom('', ':8080'),
        async (name, scheme, port) => {
          const sent = outbound.post(`${scheme}://${name}${port}/`, { headers: {}, body: '', timeoutMs: 1_000 });
          await expect(sent).rejects.toMatchObject({ code: 'address_refused' });
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
