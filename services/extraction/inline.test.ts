import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inlineText, type Inline } from '../../domain/documents/content.js';
import { collapseRuns, joinRuns, mergeRuns, trimRuns } from './inline.js';

const run = fc.record(
  { text: fc.stringMatching(/^[a-c \n]{0,6}$/), bold: fc.constant(true as const) },
  { requiredKeys: ['text'] },
);
const runs = fc.array(run, { maxLength: 8 });

/** Letter by letter: the text with its formatting, which merging must not change. */
const letters = (content: readonly Inline[]): string[] =>
  content.flatMap(({ text, bold }) => text.split('').map((letter) => `${letter}${bold ? '!' : ''}`));

describe('runs of text', () => {
  it('merge without changing a letter, and leave no neighbours alike', () => {
    fc.assert(
      fc.property(runs, (content) => {
        const merged = mergeRuns(content);
        expect(letters(merged)).toEqual(letters(content));
        expect(merged.every((one, i) => i === 0 || one.bold !== merged[i - 1]?.bold)).toBe(true);
        expect(merged.every((one) => one.text !== '')).toBe(true);
      }),
    );
  });

  it('trim like a string', () => {
    fc.assert(fc.property(runs, (content) => inlineText(trimRuns(content)) === inlineText(content).trim()));
  });

  it('collapse white space like a browser', () => {
    fc.assert(
      fc.property(runs, (content) => {
        const expected = inlineText(content)
          .replace(/ +/g, ' ')
          .replace(/ ?\n ?/g, '\n')
          .trim();
        expect(inlineText(collapseRuns(content))).toBe(expected);
      }),
    );
  });

  it('join with nothing for empty parts', () => {
    expect(inlineText(joinRuns([[{ text: 'a' }], [], [{ text: 'b' }]], '|'))).toBe('a|b');
  });
});
