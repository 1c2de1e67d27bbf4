import { readFileSync } from 'node:fs';
import http, { type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';

/** For `receiver.test`, signed by itself, until 2120. Nothing but tests trusts it. */
export const certificate = readFileSync(new URL('receiver/certificate.pem', import.meta.url), 'utf8');
export const key = readFileSync(new URL('receiver/key.pem', import.meta.url), 'utf8');

export interface Received {
  method: string | undefined;
  path: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
  /** Of the sender: one a connection. */
  port: number | undefined;
}

export interface Receiver {
  port: number;
  received: Received[];
  /** The names that were asked for in TLS handshakes. */
  names: string[];
  /** Connections that are open now. */
  open: Set<Socket>;
  stop(): Promise<void>;
}

/** An HTTP server that keeps what it is sent; `answer` gets one request after the other. */
export async function startReceiver(
  answer: (response: ServerResponse, received: Received) => void = (response) => response.end('ok'),
  { host = '127.0.0.1', port = 0, secure = false } = {},
): Promise<Receiver> {
  const received: Received[] = [];
  const names: string[] = [];
  const open = new Set<Socket>();
  const listener: http.RequestListener = (request, response) => {
    const { method, url: path, headers, socket } = request;
    void text(request).then((body) => {
      const one = { method, path, headers, body, port: socket.remotePort };
      received.push(one);
      answer(response, one);
    });
  };
  const SNICallback = (name: string, done: (error: null) => void): void => {
    names.push(name);
    done(null);
  };
  const server = secure
    ? https.createServer({ key, cert: certificate, SNICallback }, listener)
    : http.createServer(listener);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  return {
    port: (server.address() as AddressInfo).port, // it listens on a port
    received,
    names,
    open,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
