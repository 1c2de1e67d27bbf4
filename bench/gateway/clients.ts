import { randomBytes } from 'node:crypto';
import { connect as connectTcp, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { answerQuestions } from './child.js';

/**
 * Clients on plain TCP, which count events without parsing frames, so that they do not take the cores from the servers: an
 * event is known by its `"seq":`. Of every tenth the time of arrival is kept.
 */
const MARK = '"seq":';
const TIMED = 10;

interface Client {
  socket: Socket;
  counted: number;
}

let clients: Client[] = [];
/** Arrivals by the number of the event, milliseconds of the system clock. */
let arrivals: [seq: number, at: number][] = [];

const clock = () => performance.timeOrigin + performance.now();

/** A text frame of a client, masked with zeros (RFC 6455 §5.3); shorter than 64 KiB. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head =
    payload.length < 126 ? [0x81, 0x80 | payload.length] : [0x81, 0xfe, payload.length >> 8, payload.length & 255];
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload]);
}

const PING = '{"type":"ping"}';
const PONG = frame('{"type":"pong"}');

async function open(port: number, key: string, index: number): Promise<Client> {
  const socket = connectTcp(port, '127.0.0.1');
  const client: Client = { socket, counted: 0 };
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  let before = '';
  let ready: () => void = () => undefined;
  const subscribed = new Promise<void>((resolve) => (ready = resolve));
  socket.on('data', (data: Buffer) => {
    const at = clock();
    const text = before + data.toString('latin1');
    if (/^HTTP\/1\.1 101/.test(text) && (key === '' || text.includes('"subscribed"'))) ready();
    if (data.includes(PING)) socket.write(PONG);
    let place = text.indexOf(MARK);
    let end = 0;
    while (place !== -1) {
      const digits = /^(\d+)[,}]/.exec(text.slice(place + MARK.length, place + MARK.length + 20));
      if (!digits) break; // the rest of the number comes
      client.counted++;
      if (index % TIMED === 0) arrivals.push([Number(digits[1]), at]);
      end = place + MARK.length;
      place = text.indexOf(MARK, end);
    }
    before = text.slice(Math.max(end, text.length - (client.counted === 0 ? 4_096 : 30)));
  });
  socket.write(
    [
      'GET /v1/ws HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      'Sec-WebSocket-Protocol: docugenie.v1',
      ...(key === '' ? [] : [`Authorization: Bearer ${key}`]),
      '\r\n',
    ].join('\r\n'),
  );
  if (key !== '') socket.write(frame('{"type":"subscribe","id":"s","channel":"tenant"}'));
  await subscribed;
  return client;
}

/** Posts the same JSON on each of so many connections, the next when the last was answered. */
async function post(port: number, path: string, key: string, requests: number, connections: number): Promise<void> {
  const body = JSON.stringify({ name: 'a name of moderate length', count: 42 });
  const text = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  let left = requests;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connectTcp(port, '127.0.0.1');
      socket.setNoDelay(true);
      let answered: (answer: string) => void = () => undefined;
      socket.on('data', (data) => answered(data.toString('latin1')));
      while (left-- > 0) {
        const answer = await new Promise<string>((resolve) => {
          answered = resolve;
          socket.write(text);
        });
        if (!answer.startsWith('HTTP/1.1 200')) throw new Error(answer);
      }
      socket.destroy();
    }),
  );
}

answerQuestions({
  async open({ port, key, count }: { port: number; key: string; count: number }) {
    for (let n = 0; n < count; n += 50)
      clients.push(
        ...(await Promise.all(
          Array.from({ length: Math.min(50, count - n) }, (_, index) => open(port, key, n + index)),
        )),
      );
  },
  close() {
    for (const { socket } of clients) socket.destroy();
    clients = [];
  },
  reset() {
    for (const client of clients) client.counted = 0;
    arrivals = [];
  },
  /** Events that came, all clients together. */
  count: () => clients.reduce((sum, { counted }) => sum + counted, 0),
  arrivals: () => arrivals,
  post: ({ port, path, key, requests }: { port: number; path: string; key: string; requests: number }) =>
    post(port, path, key, requests, 32),
});
