import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { WebSocketServer } from 'ws';
import { answerQuestions } from './child.js';

/** The measure: a loop of `ws.send(string)` without resume, authentication or bounds; and Fastify with a schema. */
const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });

const fastify = Fastify();
const Echo = {
  type: 'object',
  required: ['name', 'count'],
  properties: { name: { type: 'string', maxLength: 200 }, count: { type: 'integer', minimum: 0 } },
};
fastify.post('/v1/echo', { schema: { body: Echo, response: { 200: Echo } } }, (request) => request.body);
await fastify.listen({ port: 0, host: '127.0.0.1' });

answerQuestions({
  ports: () => ({
    live: (sockets.address() as AddressInfo).port, // both listen on a port
    http: (fastify.server.address() as AddressInfo).port,
  }),
  publish(texts: string[]) {
    for (const text of texts) for (const socket of sockets.clients) socket.send(text);
  },
});
