import { isIP } from 'node:net';
import { Failure } from '../../domain/errors.js';

/** Where a URL leads to, as far as its letters say. */
export interface Destination {
  url: URL;
  /** A name or an address, without brackets and closing dot. */
  host: string;
  port: number;
  isAddress: boolean;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Ports of services that take commands from lines of text. https://fetch.spec.whatwg.org/#port-blocking */
const BAD_PORTS: ReadonlySet<number> = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
  6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/** Reads a URL that a person gave. Throws `address_refused` for what could never be sent to. */
export function destinationOf(given: string): Destination {
  if (!URL.canParse(given)) throw refused('This is not a web address.');
  const url = new URL(given);
  const ordinary = DEFAULT_PORTS[url.protocol];
  if (ordinary === undefined) throw refused('The address must begin with https:// or http://.');
  if (url.username !== '' || url.password !== '') throw refused('The address must not contain a name or a password.');
  const port = url.port === '' ? ordinary : Number(url.port);
  if (BAD_PORTS.has(port)) throw refused(`Port ${port} belongs to another kind of service.`);
  const host = hostOf(url);
  return { url, host, port, isAddress: isIP(host) !== 0 };
}

/** The parser has lowered its letters, and spelled an address in its one ordinary way. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$|\.$/g, '');

export const refused = (detail: string): Failure => new Failure('address_refused', detail);
