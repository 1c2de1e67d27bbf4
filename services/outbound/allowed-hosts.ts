import { isIPv6 } from 'node:net';
import { hostOf } from './destination.js';

export type AllowedHosts = (host: string, port: number) => boolean;

/**
 * Hosts that may be sent to although their address is private: `name`, `10.0.0.5`, `name:8080`, `[fd00::5]:8080`. Without
 * a port, all of them. An address counts also where a name leads to it. Throws an Error for what is none of these.
 */
export function allowedHosts(entries: readonly string[]): AllowedHosts {
  const allowed = entries.map(parse);
  return (host, port) => allowed.some((one) => one.host === host && (one.port === undefined || one.port === port));
}

function parse(entry: string): { host: string; port: number | undefined } {
  const { host, port } =
    /^(?<host>\[[\da-f:.]+\]|[^\s:/?#@*[\]\\]+)(?::(?<port>\d{1,5}))?$/i.exec(isIPv6(entry) ? `[${entry}]` : entry)
      ?.groups ?? {};
  if (host === undefined || !URL.canParse(`http://${host}`))
    throw new Error(`${JSON.stringify(entry)} is not a host, nor a host with a port`);
  return { host: hostOf(new URL(`http://${host}`)), port: port === undefined ? undefined : Number(port) };
}
