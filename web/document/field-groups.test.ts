import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD_NAMES, type Field } from '../../domain/documents/field.js';
import { groupFields } from './field-groups.js';

const field = (name: string): Field => ({ name, value: name, page: 1, confidence: 1, source: 'pattern' });

describe('fields in groups', () => {
  it('stand there each once, under the index that names them', () => {
    const names = fc.array(fc.oneof(fc.constantFrom<string>(...FIELD_NAMES), fc.string()));
    fc.assert(
      fc.property(names, (list) => {
        const shown = groupFields(list.map(field)).flatMap(({ fields }) => fields);
        expect(shown.map(({ index }) => index).sort((a, b) => a - b)).toEqual(list.map((_, index) => index));
        for (const { field, index } of shown) expect(field.name).toBe(list[index]);
      }),
    );
  });

  it('leave nothing that has a known name for the rest', () => {
    const groups = groupFields([...FIELD_NAMES].map(field));
    expect(groups.map(({ title }) => title)).not.toContain('As printed');
  });

  it('put the total above the amounts', () => {
    const [amounts] = groupFields([field('amount'), field('total')]);
    expect(amounts?.fields.map(({ field: { name } }) => name)).toEqual(['total', 'amount']);
  });
});
