import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { deleteCookie, setCookie } from 'hono/cookie';
import type { Identity } from '../../services/identity/index.js';
import { ProblemSchema } from '../documents/schema.js';
import type { ApiEnvironment } from '../environment.js';

const SessionSchema = z.object({ tenant: z.string(), user: z.string() }).openapi('Session');
const refused = {
  401: { description: 'Unknown, used or expired', content: { 'application/problem+json': { schema: ProblemSchema } } },
};

const signIn = createRoute({
  tags: ['identity'],
  method: 'post',
  path: '/v1/sessions',
  summary: 'Spend a sign-in link',
  request: {
    body: {
      required: true,
      content: { 'application/json': { schema: z.object({ signin: z.string().min(1).max(200) }) } },
    },
  },
  responses: {
    201: {
      description: 'Signed in; the cookie carries the session',
      content: { 'application/json': { schema: SessionSchema } },
    },
    ...refused,
  },
});

const signOut = createRoute({
  tags: ['identity'],
  security: [{ apiKey: [] }],
  method: 'delete',
  path: '/v1/sessions/current',
  summary: 'Sign out',
  responses: { 204: { description: 'Signed out' } },
});

const ticket = createRoute({
  tags: ['events'],
  security: [{ apiKey: [] }],
  method: 'post',
  path: '/v1/ws-tickets',
  summary: 'A ticket that opens one WebSocket',
  responses: {
    201: {
      description: 'Single use, 60 seconds',
      content: { 'application/json': { schema: z.object({ ticket: z.string(), expires_at: z.iso.datetime() }) } },
    },
  },
});

export interface SessionDeps {
  identity: Identity;
  cookie: string;
  secure: boolean;
}

/** Mounted before authentication is required: signing in is how one gets it. */
export function mountSignIn(app: OpenAPIHono<ApiEnvironment>, { identity, cookie, secure }: SessionDeps): void {
  app.openapi(signIn, async (c) => {
    const { token, principal } = await identity.signIn(c.req.valid('json').signin);
    setCookie(c, cookie, token, { httpOnly: true, sameSite: 'Strict', secure, path: '/', maxAge: 30 * 86_400 });
    return c.json({ tenant: principal.tenant, user: principal.userName }, 201);
  });
}

export function mountSessions(app: OpenAPIHono<ApiEnvironment>, { identity, cookie }: SessionDeps): void {
  app.openapi(signOut, async (c) => {
    await identity.signOut(c.get('principal'));
    deleteCookie(c, cookie, { path: '/' });
    return c.body(null, 204);
  });
  app.openapi(ticket, async (c) => c.json(await identity.issueTicket(c.get('principal')), 201));
}
