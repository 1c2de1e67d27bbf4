import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { json } from '../../test/integration/platform/stand-in-server.js';
import { oneLine } from '../platform/trouble.js';
import { createStyle } from '../terminal/screen.js';
import { width } from '../terminal/text.js';
import { hitLines, search } from './search.js';
import { contextFor, plain } from './commands-fixture.js';

describe('docugenie search', () => {
  const hit = {
    document_id: 'x',
    filename: 'duck.md',
    page: 1,
    score: 0.0325,
    snippet: '… a cute <mark>duckling</mark> &amp; a &lt;b&gt;',
  };

  it('shows the hits set off: strong with colours, starred without', () => {
    expect(hitLines([hit], 80, plain)).toEqual([
      'duck.md                                                                     p. 1',
      '    … a cute *duckling* & a <b>',
    ]);
    expect(hitLines([hit], 80, createStyle(true))[1]).toBe('    … a cute \u001B[1mduckling\u001B[22m & a <b>');
  });

  it('shows the signs that the server escapes, and takes none of the document for its own', () => {
    const escaped = { ...hit, snippet: 'R&#38;D &#60;b&#62; &#34;\uE000it&#39;s\uE001&#34; <mark>a</mark>' };
    expect(hitLines([escaped], 80, plain)[1]).toBe(`    R&D <b> "·it's·" *a*`);
  });

  it('closes what is set off at the end of a line and opens it again on the next', () => {
    const long = { ...hit, snippet: `<mark>${'word '.repeat(30).trim()}</mark>` };
    const [, ...lines] = hitLines([long], 60, plain);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line).toMatch(/^ {4}\*word.*word\*$/);
  });

  it('fits the columns', () => {
    const anyHit = fc.record({
      document_id: fc.constant('x'),
      filename: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 }),
      page: fc.option(fc.nat(9_999)),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
      snippet: fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { maxLength: 40 }).map((words) => words.join(' ')),
    });
    fc.assert(
      fc.property(anyHit, fc.integer({ min: 40, max: 80 }), (given, columns) => {
        for (const line of hitLines([given], columns, plain)) expect(width(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it('asks for words, and for a label that there is', async () => {
    const context = await contextFor((_, response) => json(response, 200, { items: [] }));
    const asked = (query: string, label?: string): Promise<unknown> =>
      search(context, query, { mode: 'hybrid', label, limit: '5', json: false }).catch(oneLine);
    expect(await asked(' ')).toMatch(/^there are no words to search for — /);
    expect(await asked('duck', 'Foo')).toMatch(/^there is no label "Foo" — known are invoice, receipt, .*, other$/);
    expect(await asked('duck', 'Invoice')).toBe(1);
  });

  it('asks for mode, label and limit, and ends with 1 when nothing was found', async () => {
    const asked: string[] = [];
    const context = await contextFor((request, response) => {
      asked.push(request.url ?? '');
      json(response, 200, { items: [] });
    });
    expect(await search(context, 'cute duck', { mode: 'text', label: 'letter', limit: '5', json: false })).toBe(1);
    expect(asked).toEqual(['/v1/search?q=cute+duck&mode=text&limit=5&label=letter']);
    expect(context.text()).toBe('Nothing was found for "cute duck".\n');
  });
});
