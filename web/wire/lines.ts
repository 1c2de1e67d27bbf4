import type { Box, Line } from '../../domain/documents/content.js';
import { list, members, number, text } from './shape.js';

/** Reads the answer of `GET /v1/documents/{id}/pages/{n}/lines`; a line without a place is left out. */
export function parseLines(value: unknown): readonly Line[] {
  return list(members(value)['lines']).flatMap((line) => {
    const box = parseBox(members(line)['box']);
    return box ? [{ text: text(members(line)['text']), box }] : [];
  });
}

function parseBox(value: unknown): Box | null {
  const [left, top, right, bottom] = list(value).map(number);
  if (left === undefined || top === undefined || right === undefined || bottom === undefined) return null;
  return [left, top, right, bottom];
}
