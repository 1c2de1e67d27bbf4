import { lookup, Resolver } from 'node:dns/promises';

/** Every address of a name, in the order in which they are tried. Gives up when `signal` says so, or soon after. */
export type Lookup = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * Asks the DNS servers of the machine, or those given. Not by the system's own look-up: that one takes a thread of the
 * four that all file access shares, cannot be called off, and reads /etc/hosts and search domains, which would let a
 * person ask for names of the machine's network. IPv4 first, since more machines lack a way to IPv6 than to IPv4.
 */
export const publicLookup =
  (servers?: readonly string[]): Lookup =>
  async (name, signal) => {
    const resolver = new Resolver();
    if (servers) resolver.setServers(servers);
    const stop = (): void => resolver.cancel();
    signal.addEventListener('abort', stop);
    try {
      const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
      const found = [four, six].flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      if (found.length === 0 && four.status === 'rejected') throw four.reason;
      return found;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  };

/** For names that the operator allows: they may stand in /etc/hosts only. */
export const systemLookup: Lookup = async (name) =>
  (await lookup(name, { all: true, order: 'verbatim' })).map(({ address }) => address);
