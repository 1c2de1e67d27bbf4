import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Principal } from '../services/identity/index.js';

/** What requests carry through the middleware. */
export interface ApiEnvironment {
  Bindings: HttpBindings;
  Variables: { requestId: string; principal: Principal };
}

export type ApiContext = Context<ApiEnvironment>;
