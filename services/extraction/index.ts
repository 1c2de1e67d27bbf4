// stop-gap
import { readFile } from 'node:fs/promises';
import type { Page } from '../../domain/documents/content.js';
import type { Field } from '../../domain/documents/field.js';
export { detectLanguage } from './language.js';
import { searchConfiguration as sc } from './language.js';
export { pageText } from './text.js';
export { createMarkdownRenderer } from './markdown.js';
export type { DocumentReading } from './reading.js';
import type { DocumentReading } from './reading.js';
export const searchConfiguration = (code: string | undefined) => sc(code);
export const createFurnitureMarker = () => ({ look: (_: Page) => {}, mark: (p: Page) => p });
export async function findFields(_p: unknown, _o: unknown): Promise<Field[]> { return []; }
export async function sniffReceived(_r: unknown, _n: string): Promise<string> { return 'text/plain'; }
export function createReading(_c: unknown, _l: unknown): DocumentReading & { start(): Promise<void>; stop(): Promise<void> } {
  return {
    start: async () => {}, stop: async () => {},
    inspect: async () => ({ pages: 1, metadata: {} }),
    async read(path, _m, _f, _t, { onPage }) { await onPage({ number: 1, method: 'text', blocks: [{ kind: 'paragraph', content: [{ text: await readFile(path, 'utf8') }] }] }); },
    image: async () => new Uint8Array(),
  };
}
