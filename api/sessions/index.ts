import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { deleteCookie, setCookie } from 'hono/cookie';
import type { Identity } from '../../services/identity/index.js';
import type { Authentication } from '../authentication.js';
import { changeRefusals, IdempotencyKey, json, keyRefused, problem, secured, Time } from '../contract.js';
import type { ApiEnvironment } from '../environment.js';
import type { Idempotency } from '../idempotency.js';

const SessionSchema = z
  .object({ tenant: z.string(), user: z.string().openapi({ description: 'name', example: 'admin' }) })
  .openapi('Session');

const TicketSchema = z
  .object({
    ticket: z.string().openapi({
      description: 'for ?ticket= of /v1/ws',
      example: 'dgt_….session.019a5f6e-8f3b-7d4c-9b1e-2f6a7c8d9e01',
    }),
    expires_at: Time,
  })
  .openapi('Ticket');

const signIn = createRoute({
  tags: ['identity'],
  security: [],
  method: 'post',
  path: '/v1/sessions',
  operationId: 'signIn',
  summary: 'Spend a sign-in link',
  description:
    'The key of a repeated request belongs to the link: the same link with the same key answers the same session, another key finds the link spent.',
  request: {
    headers: IdempotencyKey,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.object({
            signin: z.string().min(1).max(200).openapi({ description: 'what stands behind #signin= in the link' }),
          }),
        },
      },
    },
  },
  responses: {
    201: {
      ...json('Signed in; the cookie carries the session', SessionSchema),
      headers: z.object({ 'set-cookie': z.string() }),
    },
    400: problem('The body is not JSON'),
    401: problem('Unknown, used or expired'),
    422: changeRefusals[422],
    503: changeRefusals[503],
  },
});

const signOut = createRoute({
  tags: ['identity'],
  security: secured,
  method: 'delete',
  path: '/v1/sessions/current',
  operationId: 'signOut',
  summary: 'Sign out; what the session has open is closed at once',
  responses: { 204: { description: 'Signed out' }, ...changeRefusals },
});

const ticket = createRoute({
  tags: ['events'],
  security: secured,
  method: 'post',
  path: '/v1/ws-tickets',
  operationId: 'issueTicket',
  summary: 'A ticket that opens one WebSocket',
  request: { headers: IdempotencyKey },
  responses: {
    201: json('Single use, 60 seconds, and no longer than the credential it was asked for with', TicketSchema),
    ...changeRefusals,
    409: problem(keyRefused),
  },
});

export interface SessionDeps {
  identity: Identity;
  authentication: Authentication;
  idempotency: Idempotency;
  cookie: string;
  secure: boolean;
}

/** Mounted before authentication is required: signing in is how one gets it. */
export function mountSignIn(app: OpenAPIHono<ApiEnvironment>, { identity, cookie, secure }: SessionDeps): void {
  app.openapi(signIn, async (c) => {
    const { token, principal } = await identity.signIn(
      c.req.valid('json').signin,
      c.req.valid('header')['Idempotency-Key'],
    );
    setCookie(c, cookie, token, { httpOnly: true, sameSite: 'Strict', secure, path: '/', maxAge: 30 * 86_400 });
    return c.json({ tenant: principal.tenant, user: principal.userName }, 201);
  });
}

/** Signing out, and tickets for WebSockets: for who is signed in. */
export function mountSessions(app: OpenAPIHono<ApiEnvironment>, deps: SessionDeps): void {
  const { identity, authentication, idempotency, cookie } = deps;
  app.openapi(signOut, async (c) => {
    await identity.signOut(c.get('principal'));
    deleteCookie(c, cookie, { path: '/' });
    return c.body(null, 204);
  });
  // The ticket is never stored: a repeated request makes it again out of its key and what its sender showed.
  app.openapi(ticket, async (c) => {
    const principal = c.get('principal');
    const key = c.req.valid('header')['Idempotency-Key'];
    const secret = authentication.secretOf(c);
    const made = identity.newTicket(principal, key !== undefined && secret !== undefined ? { key, secret } : undefined);
    const { answer } = await idempotency.once(c, `POST /v1/ws-tickets ${principal.credential.id}`, async () => ({
      status: 201,
      answer: await identity.issueTicket(principal, made),
    }));
    return c.json({ ticket: made, ...answer }, 201);
  });
}
