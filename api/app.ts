import { OpenAPIHono, z } from '@hono/zod-openapi';
import { routePath } from 'hono/route';
import type { MiddlewareHandler } from 'hono';
import { fail, Failure } from '../domain/errors.js';
import type { Identity } from '../services/identity/index.js';
import type { Logger, Metrics } from '../services/observability/index.js';
import type { Search } from '../services/search/index.js';
import type { Authentication } from './authentication.js';
import { bounded } from './bounded.js';
import type { DocumentApiDeps } from './documents/deps.js';
import { mountDocuments } from './documents/index.js';
import type { ApiEnvironment } from './environment.js';
import { mountHealth, type HealthDeps } from './health/index.js';
import { invalidWords } from './invalid.js';
import type { ResolveChannel } from './live/channel.js';
import { mountChannels } from './live/http.js';
import type { Hub } from './live/hub.js';
import { failureFrom, renderProblem } from './problem.js';
import { mountNotifications, type NotificationDeps } from './notifications/index.js';
import { mountMailLinks } from './notifications/links.js';
import { mountReference } from './reference/index.js';
import { mountSearch } from './search/index.js';
import { mountSessions, mountSignIn } from './sessions/index.js';
import { mountSystem, type SystemDeps } from './system/index.js';
import { mountWebhooks, type WebhookDeps } from './webhooks/index.js';
import { mountWeb } from './web.js';

export interface AppDeps
  extends DocumentApiDeps, HealthDeps, Omit<SystemDeps, 'components'>, NotificationDeps, WebhookDeps {
  identity: Identity;
  authentication: Authentication;
  cookie: string;
  secure: boolean;
  search: Search;
  hub: Hub;
  resolve: ResolveChannel;
  /** Answers the upgrade of /v1/ws. */
  socket: MiddlewareHandler<ApiEnvironment>;
  requestsAtOnce: number;
  webRoot: string;
  log: Logger;
  metrics: Metrics;
}

/** The front door: every route, and what all of them share. */
export function createApp(deps: AppDeps): OpenAPIHono<ApiEnvironment> {
  // Of the whole process, because the validators of the routes take no words of their own.
  z.config({ customError: invalidWords });
  const app = new OpenAPIHono<ApiEnvironment>({
    // Query, parameters and bodies that do not fit their schema.
    defaultHook: (result) => {
      if (!result.success) throw result.error;
    },
  });
  const { log } = deps;

  app.use(observed(deps));
  app.onError((error, c) => {
    const failure = failureFrom(error);
    if (failure.status >= 500)
      log.error({ err: failure.cause ?? error, request_id: c.get('requestId'), code: failure.code }, 'request failed');
    return renderProblem(c, failure);
  });
  app.notFound((c) => renderProblem(c, new Failure('not_found', `There is nothing at ${c.req.path}.`)));

  const components = mountHealth(app, deps);
  mountReference(app, deps);
  app.get('/v1/ws', deps.socket);
  mountSignIn(app, deps);
  mountMailLinks(app, deps);

  app.use('/v1/*', bounded(deps.requestsAtOnce));
  app.use('/v1/*', deps.authentication.require);
  mountSessions(app, deps);
  mountDocuments(app, deps);
  mountSearch(app, deps);
  mountChannels(app, deps);
  mountNotifications(app, deps);
  mountWebhooks(app, deps);
  mountSystem(app, { ...deps, components });
  app.all('/v1/*', (c) => fail('not_found', `There is nothing at ${c.req.path}.`));

  mountWeb(app, deps.webRoot);
  return app;
}

/**
 * Request id, security headers, one log line and one observation a request. Headers are set before the handler runs:
 * changing them afterwards makes the adapter rebuild the response, at five times the price.
 */
function observed({ newId, log, metrics }: AppDeps): MiddlewareHandler<ApiEnvironment> {
  // Ids of this process and a number: random ones cost more than the rest of this.
  const process = newId();
  let count = 0;
  const durations = durationsOf(metrics);
  return async function observe(c, next) {
    const startedAt = performance.now();
    const requestId = `${process}-${++count}`;
    c.set('requestId', requestId);
    c.header('x-request-id', requestId);
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'no-referrer');
    await next();
    const seconds = (performance.now() - startedAt) / 1_000;
    const route = routePath(c); // of the handler that came last: the one that answered
    const { method } = c.req;
    const { status } = c.res;
    durations(method, route, status).observe(seconds);
    log.debug({ request_id: requestId, method, route, status, ms: Math.round(seconds * 1_000) }, 'request');
  };
}

/** The histogram of each route, method and status, of which there are few, looked up by its labels once. */
function durationsOf({ httpDuration }: Metrics) {
  const known = new Map<string, ReturnType<typeof httpDuration.labels>>();
  return (method: string, route: string, status: number) => {
    const name = `${method} ${status} ${route}`;
    const found = known.get(name) ?? httpDuration.labels({ method, route, status });
    known.set(name, found);
    return found;
  };
}
