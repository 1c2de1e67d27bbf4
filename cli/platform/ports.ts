import { createServer } from 'node:net';
import { z } from 'zod';
import { readJson, writePrivateJson } from './private-file.js';

/**
 * Ports are taken from below the range that operating systems hand out for outgoing connections (Linux from 32768,
 * macOS from 49152): a port of ours that is closed for the second of a restart cannot be lost to somebody's client.
 */
export const FIRST_PORT = 20_000;
export const LAST_PORT = 29_999;

const Ports = z.record(z.string(), z.int().min(1).max(65_535));

/** Whether a server could listen there now. */
export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

export interface PortChoice {
  /** A number in [0, 1). */
  random: () => number;
  isFree: (port: number) => Promise<boolean>;
}

/**
 * A port for each name: those of `kept` that are still free, and new ones for the rest. All differ.
 * Throws a RangeError when none of many tries was free.
 */
export async function choosePorts(
  names: readonly string[],
  kept: Readonly<Record<string, number>>,
  { random, isFree }: PortChoice,
): Promise<Record<string, number>> {
  const chosen: Record<string, number> = {};
  const taken = new Set<number>();
  for (const name of names) {
    let port = kept[name];
    if (port === undefined || taken.has(port) || !(await isFree(port))) {
      const others = new Set([...taken, ...Object.values(kept)]);
      port = undefined;
      for (let tries = 0; tries < 1000 && port === undefined; tries++) {
        const candidate = FIRST_PORT + Math.floor(random() * (LAST_PORT - FIRST_PORT + 1));
        if (!others.has(candidate) && (await isFree(candidate))) port = candidate;
      }
      if (port === undefined) throw new RangeError(`no free port between ${FIRST_PORT} and ${LAST_PORT}`);
    }
    taken.add(port);
    chosen[name] = port;
  }
  return chosen;
}

/** The home's ports: chosen free once and kept in `file`, so that clients and bookmarks find the same place again. */
export async function keepPorts(file: string, names: readonly string[]): Promise<Record<string, number>> {
  const read = Ports.safeParse(readJson(file));
  const kept = read.success ? read.data : {};
  const ports = await choosePorts(names, kept, { random: Math.random, isFree: (port) => isFree(port) });
  if (names.some((name) => kept[name] !== ports[name])) writePrivateJson(file, { ...kept, ...ports });
  return ports;
}
