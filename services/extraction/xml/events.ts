import { Parser } from 'htmlparser2';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fail } from '../../../domain/errors.js';
import { createTextDecoder } from '../encoding.js';
import { CANONICAL } from './namespaces.js';

export type Attributes = Readonly<Record<string, string>>;

/** What happens in an XML stream. Names carry the prefixes of `namespaces.ts`, not those of the file. */
export interface XmlHandler {
  open(name: string, attributes: Attributes): void;
  text(data: string): void;
  close(name: string): void;
}

export interface XmlSink {
  write(chunk: Uint8Array | string): void;
  end(): void;
}

/** No real document nests deeper; a hostile one would overflow the stack of whoever walks it. */
const MAX_DEPTH = 400;

type Scope = ReadonlyMap<string, string>;

/**
 * An XML parser that resolves namespaces, decodes the bytes by their BOM or XML declaration, and refuses to nest deeper
 * than 400 (`document_too_complex`). Entities of a DTD are never expanded. Malformed markup is read as far as possible.
 */
export function createXmlSink(handler: XmlHandler, what = 'document'): XmlSink {
  const decoder = createTextDecoder('xml');
  const scopes: (Scope | undefined)[] = [];
  const opened: string[] = [];
  let scope: Scope = new Map();
  let names = new Map<string, string>();

  const resolve = (raw: string): string => {
    const known = names.get(raw);
    if (known !== undefined) return known;
    const colon = raw.indexOf(':');
    const prefix = scope.get(colon < 0 ? '' : raw.slice(0, colon));
    const local = colon < 0 ? raw : raw.slice(colon + 1);
    const name = prefix === undefined ? raw : prefix === '' ? local : `${prefix}:${local}`;
    names.set(raw, name);
    return name;
  };

  const declare = (attributes: Attributes): void => {
    let next: Map<string, string> | undefined;
    for (const key in attributes) {
      if (!key.startsWith('xmlns')) continue;
      const prefix = key === 'xmlns' ? '' : key.slice(6);
      next ??= new Map(scope);
      const canonical = CANONICAL.get(attributes[key] ?? '');
      // An unknown default namespace must not pass for a known one; an unknown namespace keeps the prefix of the file,
      // which is how a later version of a known vocabulary is still read.
      if (canonical !== undefined) next.set(prefix, canonical);
      else if (prefix === '') next.delete(prefix);
      else next.set(prefix, prefix);
    }
    if (!next) {
      scopes.push(undefined);
      return;
    }
    scopes.push(scope);
    scope = next;
    names = new Map();
  };

  const parser = new Parser(
    {
      onopentag(raw, attributes) {
        if (scopes.length >= MAX_DEPTH) {
          fail('document_too_complex', `The ${what} nests its elements deeper than ${MAX_DEPTH} levels.`);
        }
        declare(attributes);
        const name = resolve(raw);
        let plain: Attributes = attributes;
        for (const key in attributes) {
          // Only attributes with a prefix can need another name: an attribute without one is in no namespace.
          if (!key.includes(':') || resolve(key) === key) continue;
          plain = Object.fromEntries(
            Object.entries(attributes).map(([k, value]) => [k.includes(':') ? resolve(k) : k, value]),
          );
          break;
        }
        opened.push(name);
        handler.open(name, plain);
      },
      ontext: (data) => handler.text(data),
      onclosetag() {
        const name = opened.pop();
        const outer = scopes.pop();
        if (outer) {
          scope = outer;
          names = new Map();
        }
        if (name !== undefined) handler.close(name);
      },
    },
    { xmlMode: true },
  );

  return {
    write: (chunk) => parser.write(typeof chunk === 'string' ? chunk : decoder.write(chunk)),
    end: () => parser.end(decoder.end()),
  };
}

/**
 * The same pieces, with time for other work of the process every 50 ms (heartbeats, cancellation). Rejects with the
 * signal's reason when aborted.
 */
export async function* paced<T>(pieces: Iterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  let last = performance.now();
  for (const piece of pieces) {
    yield piece;
    if (performance.now() - last > 50) {
      await nextTurn();
      signal.throwIfAborted();
      last = performance.now();
    }
  }
}

/** Reads a whole stream, letting other work run in between. */
export async function readXml(
  chunks: Iterable<Uint8Array | string>,
  handler: XmlHandler,
  signal: AbortSignal,
  what?: string,
): Promise<void> {
  const sink = createXmlSink(handler, what);
  for await (const chunk of paced(chunks, signal)) sink.write(chunk);
  sink.end();
}

/**
 * The text of a part without what stands between its first `head` characters and position `from`: a way to go on reading
 * in the middle, without parsing what comes before.
 */
export function* resumeXml(chunks: Iterable<Uint8Array>, head: number, from: number): Generator<string> {
  let position = 0;
  for (const text of decodedXml(chunks)) {
    const end = position + text.length;
    if (position < head) yield text.slice(0, head - position);
    if (end > from) yield text.slice(Math.max(0, from - position));
    position = end;
  }
}

/** A part as text, piece by piece. */
export function* decodedXml(chunks: Iterable<Uint8Array>): Generator<string> {
  const decoder = createTextDecoder('xml');
  for (const chunk of chunks) yield decoder.write(chunk);
}
