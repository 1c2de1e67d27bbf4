import { fail, Failure } from '../../domain/errors.js';
import { isPublic } from './addresses.js';
import { allowedHosts } from './allowed-hosts.js';
import type { OutboundAnswer } from './answer.js';
import { createDeadline } from './deadline.js';
import { destinationOf, hostOf, refused, type Destination } from './destination.js';
import { exchange, type OutboundRequest } from './exchange.js';
import { publicLookup, systemLookup, type Lookup } from './names.js';
import { unreachable } from './unreachable.js';

export type { OutboundAnswer } from './answer.js';
export { createDeadline } from './deadline.js';

export interface Outbound {
  /** Throws `address_refused` for a URL that could never be posted to, as far as that shows without asking for its name. */
  check(url: string): void;
  /**
   * POSTs to a URL that a person gave, and to the public internet only. `timeoutMs` bounds all of it, from the look-up of
   * the name to the end of the answer. Any status is an answer, a redirect as well: none is followed.
   *
   * Throws `address_refused` (not retryable), `receiver_unreachable`, `receiver_timeout`, or the reason of `signal`.
   */
  post(
    url: string,
    request: OutboundRequest & { timeoutMs: number; signal?: AbortSignal | undefined },
  ): Promise<OutboundAnswer>;
}

export interface OutboundOptions {
  /** May be private: a name or an address, with or without a port (ALLOW_PRIVATE_HOSTS). */
  allowPrivateHosts: readonly string[];
  /** Default: DNS, and for allowed hosts whatever the system knows. */
  lookup?: Lookup;
  /** Certificates to trust instead of Node's own, PEM. */
  ca?: string;
}

/**
 * HTTP to addresses that people give, without lending them the machine's own network (server-side request forgery):
 *
 *   URL ─read─▶ name ─resolved once─▶ addresses ─each public, or allowed─▶ connected to one of these ─▶ answer
 *        └─ a literal address, in whatever spelling ──────┘
 *
 * The name is not resolved again for the connection, so it cannot lead elsewhere by then (DNS rebinding). One address
 * that is not public refuses the name: a public name with private addresses is a trick or a mistake.
 */
export function createOutbound({ allowPrivateHosts, lookup, ca }: OutboundOptions): Outbound {
  const isAllowed = allowedHosts(allowPrivateHosts);
  const askPublic = lookup ?? publicLookup();
  const askSystem = lookup ?? systemLookup;

  async function addressesOf({ url, host, port, isAddress }: Destination, signal: AbortSignal): Promise<string[]> {
    const allowed = isAllowed(host, port);
    const found = isAddress
      ? [host]
      : (await orAborted((allowed ? askSystem : askPublic)(host, signal), signal, url.host)).map(canonical);
    if (found.length === 0) fail('receiver_unreachable', `${url.host} has no address.`);
    if (!allowed && !found.every((address) => isPublic(address) || isAllowed(address, port))) throw notPublic(url.host);
    return found;
  }

  return {
    check(given) {
      const { url, host, port, isAddress } = destinationOf(given);
      if (isAddress && !isAllowed(host, port) && !isPublic(host)) throw notPublic(url.host);
    },
    async post(given, { headers, body, timeoutMs, signal }) {
      const begun = performance.now();
      const destination = destinationOf(given);
      const late = (): Failure => {
        const seconds = Math.ceil(timeoutMs / 1_000);
        return new Failure('receiver_timeout', `${destination.url.host} did not answer within ${seconds} s.`);
      };
      const deadline = createDeadline(timeoutMs, late, signal);
      try {
        deadline.signal.throwIfAborted();
        const addresses = await addressesOf(destination, deadline.signal);
        const answer = await exchange(destination, addresses, { headers, body }, { signal: deadline.signal, ca });
        signal?.throwIfAborted();
        return { ...answer, ms: Math.round(performance.now() - begun) };
      } finally {
        deadline.end();
      }
    },
  };
}

/** A look-up may be one that cannot be called off. */
async function orAborted<T>(looking: Promise<T>, signal: AbortSignal, host: string): Promise<T> {
  let leave: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason as Error);
    signal.addEventListener('abort', leave);
  });
  try {
    return await Promise.race([looking, aborted]);
  } catch (error) {
    throw signal.aborted ? signal.reason : unreachable(host, error);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/** In the spelling of the URL parser, in which allowed addresses are kept. */
const canonical = (address: string): string =>
  address.includes(':') && URL.canParse(`http://[${address}]`) ? hostOf(new URL(`http://[${address}]`)) : address;

const notPublic = (host: string): Failure =>
  refused(`${host} is not on the public internet, and ALLOW_PRIVATE_HOSTS of this server does not name it.`);
