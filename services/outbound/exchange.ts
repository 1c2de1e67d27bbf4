import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIPv6, type LookupFunction, type TcpNetConnectOpts } from 'node:net';
import { EXCERPT_BYTES, excerptOf, retryAfterOf, type OutboundAnswer } from './answer.js';
import type { Destination } from './destination.js';
import { unreachable } from './unreachable.js';

/** So much of an answer is taken; then the connection is cut. */
const MOST_BYTES = 65_536;

/** Of several addresses, the next one is tried after so long. Node's 250 ms are too short for the other side of the world. */
const ADDRESS_MS = 2_000;

export interface OutboundRequest {
  headers: Readonly<Record<string, string>>;
  body: string;
}

/**
 * One POST to one of `addresses`, whatever the name would resolve to by now; the Host header, and with TLS the name that
 * the certificate is for, remain those of the URL. A connection of its own (`agent: false`): none is shared between
 * tenants, and no proxy of the environment is asked. Redirects are answers like any other.
 *
 * A receiver that has given its status has answered: when the rest is cut off, or does not come before `signal` fires,
 * what was read stands. Sending again would deliver twice. Throws `receiver_unreachable`, or the reason of `signal`.
 */
export async function exchange(
  { url }: Destination,
  addresses: readonly string[],
  { headers, body }: OutboundRequest,
  { signal, ca }: { signal: AbortSignal; ca: string | undefined },
): Promise<Omit<OutboundAnswer, 'ms'>> {
  const options: https.RequestOptions & Pick<TcpNetConnectOpts, 'autoSelectFamilyAttemptTimeout'> = {
    method: 'POST',
    agent: false,
    lookup: pinnedTo(addresses),
    autoSelectFamilyAttemptTimeout: ADDRESS_MS,
    headers: { 'user-agent': 'DocuGenie', ...headers, 'content-length': Buffer.byteLength(body) },
    rejectUnauthorized: true, // whatever NODE_TLS_REJECT_UNAUTHORIZED says
    ca,
  };
  const request = (url.protocol === 'https:' ? https : http).request(url, options);
  const cut = (): void => void request.destroy();
  signal.addEventListener('abort', cut);
  if (signal.aborted) cut();
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve);
      request.on('error', reject); // stays on: a connection can fail again after it has answered
      request.once('close', () => reject(new ClosedError())); // an answer of 101 ends with this only, and so may `cut`
      request.end(body);
    });
    return {
      status: response.statusCode ?? 0,
      retryAfterS: retryAfterOf(response.headers['retry-after'], Date.now()),
      excerpt: excerptOf(await beginningOf(response)),
    };
  } catch (error) {
    throw signal.aborted ? signal.reason : unreachable(url.host, error);
  } finally {
    signal.removeEventListener('abort', cut);
    request.destroy();
  }
}

class ClosedError extends Error {
  readonly code = 'ECONNRESET';
}

/** For net.connect, which tries the addresses in turn; it asks only for names, a literal address is what was checked. */
const pinnedTo =
  (addresses: readonly string[]): LookupFunction =>
  (_name, options, done) => {
    const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
    const [first] = all;
    if (options.all === true) done(null, all);
    else done(null, first?.address ?? '', first?.family);
  };

/** Reads the body to its end or to the bound, and answers what an excerpt needs. */
async function beginningOf(response: IncomingMessage): Promise<Uint8Array> {
  const kept: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      if (bytes < EXCERPT_BYTES) kept.push(chunk.subarray(0, EXCERPT_BYTES));
      bytes += chunk.length;
      if (bytes >= MOST_BYTES) break;
    }
  } catch {
    // cut off: what has come is what there is
  }
  return Buffer.concat(kept);
}
