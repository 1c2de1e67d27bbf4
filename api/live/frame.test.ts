import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { describe, expect, it } from 'vitest';
import { textFrame } from './frame.js';

describe('a text frame', () => {
  it('is what ws reads, of any length, also between frames that ws has made', async () => {
    const http = createServer().listen(0, '127.0.0.1');
    await once(http, 'listening');
    const texts = [0, 1, 125, 126, 127, 65_535, 65_536, 100_000].map(
      (bytes) => `${'é'.repeat(Math.floor(bytes / 2))}${'x'.repeat(bytes % 2)}`,
    );
    new WebSocketServer({ server: http }).on('connection', (socket, { socket: wire }) => {
      for (const text of texts) {
        socket.send('by ws');
        wire.write(textFrame(text));
      }
      socket.close();
    });
    const read: string[] = [];
    const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`); // it listens on a port
    client.on('message', (data: Buffer, isBinary: boolean) => read.push(`${isBinary} ${data.toString()}`));
    const [code] = (await once(client, 'close')) as [number]; // the code comes first
    expect(code).toBe(1005);
    expect(read).toEqual(texts.flatMap((text) => ['false by ws', `false ${text}`]));
    http.close();
  });
});
