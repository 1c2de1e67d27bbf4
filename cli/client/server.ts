/** The product's HTTP API as the command line uses it: one key, JSON answers, problem documents as errors. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { z } from 'zod';
import type { Connection } from '../../client/index.js';
import { Failure, fail, isErrorCode } from '../../domain/errors.js';
import { trouble } from '../platform/trouble.js';
import { connectLive } from './live.js';

export interface Access {
  url: string;
  apiKey: string;
}

export interface Answer {
  status: number;
  text: string;
}

export interface Server {
  readonly url: string;
  /** GET; the parsed JSON. Throws a Failure of the problem that the server answered, or of its absence. */
  get<T>(path: string, shape: z.ZodType<T>): Promise<T>;
  /** GET of a plain text. */
  text(path: string): Promise<string>;
  /** POST, with a JSON body where one is given; the parsed JSON. */
  post<T>(path: string, shape: z.ZodType<T>, body?: object): Promise<T>;
  delete(path: string): Promise<void>;
  /** What happens, while it happens; to be stopped by who asked for it. */
  live(): Promise<Connection>;
  /** PUT of a file's bytes as they are read; `sent` is told the bytes so far. */
  put<T>(path: string, file: string, shape: z.ZodType<T>, sent: (bytes: number) => void): Promise<T>;
}

const Problem = z.object({ code: z.string(), title: z.string().optional(), detail: z.string().optional() });

/** A connection that is silent for this long while a file is sent is given up. */
const UPLOAD_QUIET_MS = 120_000;

/** The API at an address, with a key. What it throws are Failures with a remedy. */
export function createServer({ url, apiKey }: Access): Server {
  const authorization = { authorization: `Bearer ${apiKey}` };

  const ask = async (method: string, path: string, accept: string, body?: object): Promise<string> => {
    try {
      const response = await fetch(url + path, {
        method,
        headers: { ...authorization, accept, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) refused(response.status, text);
      return text;
    } catch (error) {
      if (error instanceof Failure) throw error;
      unreachable(url, error);
    }
  };

  return {
    url,
    get: async (path, shape) => shape.parse(parseJson(await ask('GET', path, 'application/json'))),
    text: (path) => ask('GET', path, 'text/plain, text/markdown, */*'),
    post: async (path, shape, body) => shape.parse(parseJson(await ask('POST', path, 'application/json', body))),
    live: () => connectLive(url, apiKey),
    async delete(path) {
      await ask('DELETE', path, 'application/json');
    },
    async put(path, file, shape, sent) {
      const { size } = await stat(file);
      const answer = await send(new URL(url + path), authorization, file, size, sent);
      if (answer.status >= 400) refused(answer.status, answer.text);
      return shape.parse(parseJson(answer.text));
    },
  };
}

/** Streams a file: `fetch` of Node 20 neither tells progress nor sends a length with a stream. */
function send(
  url: URL,
  headers: Record<string, string>,
  file: string,
  size: number,
  sent: (bytes: number) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method: 'PUT',
      headers: { ...headers, 'content-type': 'application/octet-stream', 'content-length': size },
    });
    const bytes = createReadStream(file);
    let count = 0;
    let answered = false;
    let unread: Error | undefined;
    bytes.on('data', (chunk) => sent((count += chunk.length)));
    bytes.on('error', (error) => {
      unread = error;
      request.destroy(error);
    });
    request.setTimeout(UPLOAD_QUIET_MS, () => request.destroy(new Error('the server did not answer')));
    // A server that refuses early (too large, wrong key) answers and closes while we still send: the answer counts.
    request.on('response', (response) => {
      answered = true;
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        bytes.destroy();
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') });
      });
    });
    request.on('error', (error) => {
      bytes.destroy();
      if (answered) return;
      try {
        if (unread !== undefined)
          fail('bad_request', `the file cannot be read: ${unread.message}`, {}, { cause: unread });
        unreachable(url.origin, error);
      } catch (failure) {
        reject(failure instanceof Error ? failure : error);
      }
    });
    bytes.pipe(request);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    trouble('the server answered something that is not JSON', 'is DOCUGENIE_URL the address of DocuGenie?', error);
  }
}

/** Throws what the server's problem document says. */
function refused(status: number, text: string): never {
  let problem: z.infer<typeof Problem> | undefined;
  try {
    problem = Problem.parse(JSON.parse(text));
  } catch {
    // not a problem document: a proxy, or another server
  }
  const detail = problem?.detail ?? problem?.title ?? `the server answered ${status}`;
  const remedy =
    status === 401 ? { remedy: 'set DOCUGENIE_API_KEY, or start the platform once in this DOCUGENIE_HOME' } : {};
  fail(problem !== undefined && isErrorCode(problem.code) ? problem.code : 'internal', detail, remedy);
}

function unreachable(url: string, error: unknown): never {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : '';
  const remedy = 'is it running? start it with npm start, or set DOCUGENIE_URL';
  fail('unavailable', `nobody answers at ${url}${code}`, { remedy, reached: false }, { cause: error });
}

/** Whether nobody answered, as opposed to a server that answered "not now". */
export const isUnreached = (error: unknown): error is Failure =>
  error instanceof Failure && error.extra['reached'] === false;
