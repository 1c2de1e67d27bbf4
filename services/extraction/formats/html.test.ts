import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createFixtures, markdownOf, readBlocks, readerContext, readMarkdown } from '../document-fixture.js';
import { parseHtml } from '../html/tree.js';
import { htmlBlocks } from '../html/walker.js';
import { blockText } from '../text.js';
import { html } from './html.js';

const fixtures = createFixtures();
afterAll(() => fixtures.remove());
const markdown = (body: string): string =>
  markdownOf([{ number: 1, method: 'text', blocks: htmlBlocks(parseHtml(body)) }]);

describe('a web page', () => {
  it('keeps what surrounds the first heading for the search only', async () => {
    const path = fixtures.file(
      'page.html',
      '<title>A title</title><nav>Menu</nav><h1>Head</h1><p>Body</p><footer>Imprint</footer>',
    );
    expect(await readMarkdown(html, path)).toBe('# Head\n\nBody\n');
    expect((await readBlocks(html, path)).map((block) => `${block.furniture ?? 'body'}: ${blockText(block)}`)).toEqual([
      'header: Menu',
      'body: Head',
      'body: Body',
      'footer: Imprint',
    ]);
    expect(await readMarkdown(html, fixtures.file('flat.html', '<p>No heading</p><p>at all</p>'))).toBe(
      'No heading\n\nat all\n',
    );
  });

  it('tells its title, author and description', async () => {
    const path = fixtures.file(
      'meta.html',
      '<html><head><title> A \n title </title><meta name="Author" content="Ada"><meta name="description" content="On ducks"></head><body>x</body></html>',
    );
    const document = await html.open(path, readerContext());
    expect(document.metadata).toEqual({ title: 'A title', author: 'Ada', subject: 'On ducks' });
  });

  it('collapses white space as a browser does, around formatting and breaks too', () => {
    expect(markdown('<p>  a\n <b> b</b>  <i>c </i>\n d <br>\n e</p>\n\n<p>\n</p>')).toBe('a **b** *c* d  \ne\n');
    expect(markdown('<p>H<sub>2</sub>O <s>old</s> <code>x * y</code> <q>said</q></p>')).toBe(
      'H₂O ~~old~~ `x * y` “said”\n',
    );
  });

  it('reads text between blocks and blocks inside inline elements', () => {
    expect(markdown('one<p>two</p>three<div>four<span>five<p>six</p></span>seven</div>')).toBe(
      'one\n\ntwo\n\nthree\n\nfourfive\n\nsix\n\nseven\n',
    );
    expect(markdown('<a href="https://example.org/"><div>a card</div><div>with lines</div></a>')).toBe(
      '[a card](https://example.org/)\n\n[with lines](https://example.org/)\n',
    );
  });

  it('never shows scripts, styles, templates or what is hidden', () => {
    const page =
      '<script>a</script><style>b</style><template>c</template><noscript>d</noscript><p>shown</p><p style="color:red; display: none">secret</p><p hidden>also</p>';
    expect(markdown(page)).toBe('shown\n');
    expect(htmlBlocks(parseHtml(page)).map(blockText)).toEqual(['shown', 'secret', 'also']);
  });

  it('nests lists, counts them as told, and keeps all text of an item', () => {
    expect(markdown('<ul><li>a<ol><li>b<li>c</ol></li><li><p>d</p><p>e</p></li></ul>')).toBe(
      '- a\n    1. b\n    2. c\n- d  \n  e\n',
    );
    expect(markdown('<ol start="3"><li>a<li value="7">b<li>c</ol>')).toBe('3. a\n7. b\n8. c\n');
    expect(markdown('<ol type="a"><li>x<li>y</ol><ol reversed><li>p<li>q</ol>')).toBe(
      '- a. x\n- b. y\n\n<!-- -->\n\n2. p\n1. q\n',
    );
    expect(markdown('<ul><li>a</li><ul><li>badly nested</li></ul></ul>')).toBe('- a\n    - badly nested\n');
    expect(markdown('<ul><li>a<table><tr><td>1<td>2</table>after</li><li>b</ul>')).toBe(
      '- a\n\n| 1 | 2 |\n| - | - |\n\nafter\n\n- b\n',
    );
    expect(markdown('<dl><dt>Term<dd>Meaning</dl>')).toBe('Term\n\nMeaning\n');
  });

  it('shows check boxes with their labels, and what forms hold', () => {
    expect(markdown('<label><input type="checkbox" checked> Yes</label><br><div><input type=checkbox> No</div>')).toBe(
      '- [x] Yes\n- [ ] No\n',
    );
    expect(markdown('<ul><li><input type="checkbox"> task</ul>')).toBe('- [ ] task\n');
    expect(
      markdown(
        '<p>Name: <input value="Ada"><input type="password" value="x"> <select><option>a<option selected>b</select><textarea>free</textarea></p>',
      ),
    ).toBe('Name: Ada b\n\nfree\n');
  });

  it('reads tables with spans, captions, heads and missing end tags', () => {
    expect(markdown('<table><caption>Ducks</caption><tr><th colspan=2>A<th rowspan=2>B<tr><td>1<td>2</table>')).toBe(
      'Ducks\n\n| A | A | B |\n| - | - | - |\n| 1 | 2 | B |\n',
    );
    expect(markdown('<table><tfoot><tr><td>sum<td>3</tfoot><tbody><tr><td>a<td>1<tr><td>b<td>2</table>')).toBe(
      '| a | 1 |\n| - | - |\n| b | 2 |\n| sum | 3 |\n',
    );
    expect(markdown('<table border=1><tr><td>x<td><table><tr><td>1<td>2</table></table>')).toBe(
      '| x | 1 2 |\n| - | - |\n',
    );
    expect(markdown('<table><tr><td>a<td><ul><li>b<li>c</ul></table>')).toBe('| a | - b - c |\n| - | - |\n');
  });

  it('reads a table that only arranges the page as the page it arranges', () => {
    const layout = '<table><tr><td><h2>News</h2><p>Text</p></td><td><table><tr><td>1<td>2</table></td></tr></table>';
    expect(markdown(layout)).toBe('## News\n\nText\n\n| 1 | 2 |\n| - | - |\n');
    expect(markdown('<table role="presentation"><tr><td>a<td>b</table>')).toBe('a\n\nb\n');
    expect(markdown('<table><tr><td><p>framed</p><p>text</p></table>')).toBe('framed\n\ntext\n');
  });

  it('does not let a hostile span fill the memory', () => {
    const [table] = htmlBlocks(parseHtml('<table><tr><td colspan="1000" rowspan="65534">x<td>y<tr><td>z</table>'));
    expect(table).toMatchObject({ kind: 'table', rows: 2 });
    const rows = '<tr><td colspan="1000">x</td></tr>'.repeat(3) + '<tr><td>a</td><td>b</td></tr>';
    expect(htmlBlocks(parseHtml(`<table>${rows}</table>`))[0]).toMatchObject({ columns: 2 });
  });

  it('shows pictures by their captions or descriptions', () => {
    expect(markdown('<p>text <img alt="A duck"> more</p>')).toBe('text\n\nA duck\n\n<!-- image -->\n\nmore\n');
    expect(markdown('<figure><img alt="A duck"><figcaption>Figure 1: <b>Duck</b></figcaption></figure>')).toBe(
      'Figure 1: Duck\n\n<!-- image: A duck -->\n',
    );
    expect(markdown('<figure><table><tr><td>a<td>b</table><figcaption>Table 1</figcaption></figure>')).toBe(
      'Table 1\n\n| a | b |\n| - | - |\n',
    );
  });

  it('keeps listings as they are typed, and formulas as TeX', () => {
    expect(markdown('<pre><code class="language-ts">\nif (a &lt; b) {\n  c();\n}\n</code></pre>')).toBe(
      '```ts\nif (a < b) {\n  c();\n}\n```\n',
    );
    expect(
      markdown('<p>so <math><mfrac><mi>a</mi><mn>2</mn></mfrac><mo>≤</mo><msup><mi>x</mi><mi>n</mi></msup></math></p>'),
    ).toBe('so $\\frac{a}{2} \\leq x^{n}$\n');
    expect(
      markdown(
        '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">\\hat{x}</annotation></semantics></math>',
      ),
    ).toBe('$$\\hat{x}$$\n');
  });

  it('reads a page of another encoding', async () => {
    const page = Buffer.concat([
      Buffer.from('<meta charset=windows-1251><p>'),
      Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]),
      Buffer.from('</p>'),
    ]);
    expect(await readMarkdown(html, fixtures.file('cyrillic.html', page))).toBe('Привет\n');
  });

  it('keeps the text of a page nested without end', () => {
    expect(markdown(`${'<div>'.repeat(50_000)}deep${'</div>'.repeat(50_000)}<p>after</p>`)).toContain('deep');
  });

  it('never loses a word, whatever the tags', () => {
    const tag = fc.constantFrom(
      'p',
      'div',
      'b',
      'i',
      'ul',
      'ol',
      'li',
      'table',
      'tr',
      'td',
      'th',
      'h1',
      'h2',
      'span',
      'blockquote',
      'a',
      'pre',
      'section',
      'article',
      'center',
      'dl',
      'dd',
      'figure',
      'button',
      'label',
    );
    const piece = fc.oneof(
      fc.nat(999).map((number) => ` w${number} `),
      tag.map((name) => `<${name}>`),
      tag.map((name) => `</${name}>`),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const words = (text: string): string[] => (text.match(/w\d+/g) ?? []).sort();
        const blocks = htmlBlocks(parseHtml(pieces.join('')));
        expect(words(blocks.map(blockText).join(' '))).toEqual(words(pieces.join('')));
      }),
      { numRuns: 1000 },
    );
  });
});
