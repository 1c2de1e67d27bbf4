import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { capture, serveRoutes, type Route } from '../../test/integration/platform/stand-in-server.js';
import { layoutOf } from '../platform/layout.js';
import { oneLine } from '../platform/trouble.js';
import { createScreen, createStyle } from '../terminal/screen.js';
import type { Context } from './context.js';

export const plain = createStyle(false);

export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'dg-commands-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export async function contextFor(route: Route): Promise<Context & { text: () => string }> {
  const { url, stop } = await serveRoutes(route);
  onTestFinished(stop);
  const { output, text } = capture();
  return {
    root: '/',
    environment: { DOCUGENIE_URL: url, DOCUGENIE_API_KEY: 'dgk_test' },
    layout: layoutOf(folder()),
    screen: createScreen(output, {}),
    signal: new AbortController().signal,
    ask: null,
    text,
  };
}

export const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return oneLine(error);
  }
  return 'nothing went wrong';
};
