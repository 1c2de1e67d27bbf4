import type { Document } from '../../domain/documents/document.js';
import { parseProblem, Problem, retryAfter, unreachable } from '../http/problem.js';
import { parseDocument } from '../wire/document.js';
import { members } from '../wire/shape.js';

export interface Sent {
  document: Document;
  /** The same bytes were there already. */
  deduplicated: boolean;
}

/**
 * Sends one file; `progress` hears how many bytes have left. Throws `Problem`.
 * XMLHttpRequest, because `fetch` cannot tell how far an upload is.
 */
export type Send = (file: File, progress: (sent: number) => void, signal: AbortSignal) => Promise<Sent>;

export function createSend(now: () => number): Send {
  return (file, progress, signal) =>
    new Promise<Sent>((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('PUT', `/v1/documents?filename=${encodeURIComponent(file.name)}`);
      request.setRequestHeader('accept', 'application/json, application/problem+json');
      request.setRequestHeader('content-type', 'application/octet-stream'); // the server looks at the bytes, not at the name
      request.upload.onprogress = ({ loaded }) => progress(loaded);
      request.onerror = () => reject(unreachable());
      request.onabort = () => reject(new Problem(0, 'aborted', 'Not sent', 'It was taken off the list.'));
      request.onload = () => {
        const sent = request.status < 300 ? parseSent(request.responseText) : null;
        if (sent) resolve(sent);
        else {
          const wait = retryAfter(request.getResponseHeader('retry-after'), now());
          reject(parseProblem(request.status, request.responseText, wait));
        }
      };
      signal.addEventListener('abort', () => request.abort(), { once: true });
      request.send(file);
    });
}

function parseSent(body: string): Sent | null {
  try {
    const value: unknown = JSON.parse(body);
    const document = parseDocument(value);
    return document && { document, deduplicated: members(value)['deduplicated'] === true };
  } catch {
    return null;
  }
}
