/** The live connection of the command line: by WebSocket, and over HTTP by itself where that does not get through. */
import { connect, type Connection } from '../../client/index.js';

/** A command that ends does not wait longer than this for a server to agree. */
const CLOSING_MS = 1_000;

/** Connects to the server at an address, with a key, until it is stopped. */
export async function connectLive(url: string, apiKey: string): Promise<Connection> {
  const { WebSocket: Client } = await import('ws'); // only who follows something needs it
  const limits = { ...{ closeTimeout: CLOSING_MS }, perMessageDeflate: false }; // its types know less than ws 8.23
  class WebSocket extends Client {
    constructor(address: string, protocol: string) {
      super(address, protocol, limits);
    }
  }
  return connect({ url, apiKey, WebSocket });
}
