import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBlocks, type StreamBlock } from './event-stream.js';

const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, ' '));
const block: fc.Arbitrary<StreamBlock> = fc.record({
  comment: line,
  id: line,
  event: fc.constantFrom('message', 'reset', 'progress'),
  data: fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
});

const written = ({ comment, id, event, data }: StreamBlock) =>
  `: ${comment}\nid: ${id}\nevent: ${event}\n${data
    .split('\n')
    .map((part) => `data: ${part}\n`)
    .join('')}\n`;

/** The bytes in pieces of the given sizes, over and over. */
function inPieces(bytes: Uint8Array, sizes: readonly number[]): ReadableStream<Uint8Array> {
  let at = 0;
  let turn = 0;
  return new ReadableStream({
    pull(controller) {
      const size = sizes[turn++ % sizes.length] ?? 1;
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.slice(at, (at += size)));
    },
  });
}

describe('a stream of events', () => {
  it('is read block by block, wherever the network cuts it', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(block, { maxLength: 6 }), sizes, async (blocks, pieces) => {
        const bytes = new TextEncoder().encode(`${blocks.map(written).join('')}data: cut off`);
        const read: StreamBlock[] = [];
        for await (const one of readBlocks(inPieces(bytes, pieces))) read.push(one);
        expect(read).toEqual(blocks);
      }),
    );
  });
});
