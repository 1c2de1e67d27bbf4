import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Field } from '../../domain/documents/field.js';
import { changeWords, compareFields } from './compare.js';

const field = (name: string, value: string): Field => ({ name, value, page: 1, confidence: 0.9, source: 'pattern' });
const fields = fc.array(
  fc.record({ name: fc.constantFrom('total', 'date', 'iban'), value: fc.constantFrom('1', '2', '3') }),
  { maxLength: 8 },
);
const made = fields.map((all) => all.map(({ name, value }) => field(name, value)));
const sorted = (all: readonly (Field | null)[]) =>
  all.flatMap((each) => (each ? [`${each.name} ${each.value}`] : [])).sort();

describe('the fields of two versions', () => {
  it('stand there each once, on the side that they come from', () => {
    fc.assert(
      fc.property(made, made, (before, after) => {
        const compared = compareFields(before, after);
        expect(sorted(compared.map((each) => each.before))).toEqual(sorted(before));
        expect(sorted(compared.map((each) => each.after))).toEqual(sorted(after));
      }),
    );
  });

  it('are marked as what they are: the same only with equal values, and as many of those as there can be', () => {
    fc.assert(
      fc.property(made, made, (before, after) => {
        const compared = compareFields(before, after);
        for (const { before: a, after: b, change } of compared) {
          const expected = a && b ? (a.value === b.value ? 'same' : 'changed') : a ? 'gone' : 'new';
          expect(change).toBe(expected);
        }
        const left = sorted(before);
        const common = sorted(after).filter((each) => {
          const at = left.indexOf(each);
          return at !== -1 && left.splice(at, 1).length === 1;
        });
        expect(compared.filter(({ change }) => change === 'same')).toHaveLength(common.length);
        // Of one name nothing is new while something else is gone: they would be a change.
        for (const name of new Set(compared.map((each) => each.name))) {
          const kinds = new Set(compared.flatMap((each) => (each.name === name ? [each.change] : [])));
          expect(kinds.has('new') && kinds.has('gone')).toBe(false);
        }
      }),
    );
  });

  it('are all the same when nothing changed', () => {
    fc.assert(
      fc.property(made, (all) => {
        expect(compareFields(all, all).every(({ change }) => change === 'same')).toBe(true);
      }),
    );
  });

  it('are counted in words', () => {
    const compared = compareFields(
      [field('total', '1'), field('date', 'x'), field('iban', 'a')],
      [field('total', '2'), field('date', 'x'), field('phone', 'p')],
    );
    expect(changeWords(compared)).toBe('1 changed, 1 new, 1 gone, 1 the same');
    expect(changeWords([])).toBe('none in either');
  });
});
