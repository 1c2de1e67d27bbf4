import { parseProblem, retryAfter, unreachable } from './problem.js';

export interface Http {
  /** The parsed JSON body; undefined for 204. Throws `Problem`; an abort is thrown as it comes (`AbortError`). */
  json(path: string, options?: RequestOptions): Promise<unknown>;
  text(path: string, options?: RequestOptions): Promise<string>;
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  /** Names the request: sent again with the same key, it is carried out once (`Idempotency-Key`). */
  key?: string;
  signal?: AbortSignal | undefined;
}

export interface HttpDeps {
  fetch: typeof fetch;
  now: () => number;
  /** Called when the server no longer knows us (401), whatever was asked. */
  unauthenticated: () => void;
}

/** Requests to our own origin; the session cookie travels by itself. */
export function createHttp({ fetch, now, unauthenticated }: HttpDeps): Http {
  async function request(path: string, accept: string, options: RequestOptions): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(path, {
        method: options.method ?? 'GET',
        headers: {
          accept,
          ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
        },
        ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
        ...(options.signal ? { signal: options.signal } : {}),
      });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw unreachable();
    }
    if (response.ok) return response;
    const body = await response.text().catch(() => '');
    if (response.status === 401) unauthenticated();
    throw parseProblem(response.status, body, retryAfter(response.headers.get('retry-after'), now()));
  }

  return {
    async json(path, options = {}) {
      const response = await request(path, 'application/json, application/problem+json', options);
      if (response.status === 204) return undefined;
      return (await response.json()) as unknown; // the one place where JSON enters; `wire/` reads it
    },
    async text(path, options = {}) {
      return (await request(path, 'text/plain, text/markdown, application/problem+json', options)).text();
    },
  };
}
