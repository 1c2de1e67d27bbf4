import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import { oneLine } from '../line.js';
import { compose, type Message } from './compose.js';

const MESSAGE: Message = {
  subject: 'invoice.pdf has failed',
  paragraphs: ['It is protected by a password.', 'Nothing else is wrong.'],
  link: { label: 'Open the document', url: 'https://docs.example/#/documents/1' },
  why: 'You get this because a document of your team has failed.',
  unsubscribeUrl: 'https://docs.example/v1/unsubscribe/abc',
  messageId: '0199-delivery',
};

/** The elements, attributes and words of HTML, as a mail program sees them. */
function seen(html: string) {
  const elements = new Set<string>();
  const attributes = new Set<string>();
  const hrefs: string[] = [];
  let words = '';
  const parser = new Parser({
    onopentag(name, given) {
      elements.add(name);
      Object.keys(given).forEach((each) => attributes.add(each));
      if (given['href'] !== undefined) hrefs.push(given['href']);
      words += '\n';
    },
    ontext: (text) => (words += text),
  });
  parser.end(html);
  return { elements, attributes, hrefs, words };
}

describe('a mail', () => {
  it('says the same as text and as HTML', () => {
    const { subject, text, html } = compose(MESSAGE);
    expect(subject).toBe('invoice.pdf has failed');
    expect(text).toBe(
      'It is protected by a password.\n\nNothing else is wrong.\n\n' +
        'Open the document: https://docs.example/#/documents/1\n\n' +
        '-- \nYou get this because a document of your team has failed.\n' +
        'Stop these mails: https://docs.example/v1/unsubscribe/abc\n',
    );
    const { words, hrefs } = seen(html);
    for (const said of [...MESSAGE.paragraphs, MESSAGE.subject, MESSAGE.why, 'Stop these mails'])
      expect(words).toContain(said);
    expect(hrefs).toEqual([MESSAGE.link.url, MESSAGE.unsubscribeUrl]);
  });

  it('lists what a digest has gathered', () => {
    const items = [
      { text: 'a.pdf is done', url: 'https://docs.example/#/documents/1' },
      { text: 'b.pdf has failed', detail: 'It is damaged.', url: 'https://docs.example/#/documents/2' },
    ];
    const { text, html } = compose({ ...MESSAGE, items });
    expect(text).toContain(
      '- a.pdf is done\n  https://docs.example/#/documents/1\n\n' +
        '- b.pdf has failed\n  It is damaged.\n  https://docs.example/#/documents/2\n\n',
    );
    expect(seen(html).words).toMatch(/a\.pdf is done[^]*b\.pdf has failed\s*It is damaged\./);
    expect(seen(html).hrefs.slice(0, 2)).toEqual(items.map(({ url }) => url));
  });

  it('has colours for light and dark, and loads nothing', () => {
    const { html } = compose(MESSAGE);
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).not.toMatch(/<(img|script|link|iframe)|url\(|@import|src=/);
  });

  it('has no elements but its own, and all the words, whatever is in them', () => {
    const outside = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('"><script>alert(1)</script>', "' onclick='x", '</title><img src=x>', '&lt;b&gt;', 'a\r\nBcc: b'),
    );
    const plain = seen(compose({ ...MESSAGE, items: [{ text: 'a', detail: 'b', url: 'https://a.example' }] }).html);
    fc.assert(
      fc.property(outside, outside, outside, outside, (subject, paragraph, item, detail) => {
        const composed = compose({
          ...MESSAGE,
          subject,
          paragraphs: [paragraph],
          items: [{ text: item, detail, url: `https://a.example/?${encodeURIComponent(item.toWellFormed())}&"'` }],
          why: detail,
        });
        const { elements, attributes, words } = seen(composed.html);
        expect(elements).toEqual(plain.elements);
        expect(attributes).toEqual(plain.attributes);
        for (const text of [subject, paragraph, item, detail]) expect(words).toContain(oneLine(text));
        expect(composed.subject).not.toMatch(/[\r\n]/);
        expect(composed.text.split('\n')).toHaveLength(compose(MESSAGE).text.split('\n').length + 2);
      }),
    );
  });

  it.each(['javascript:alert(1)', 'data:text/html,x'])('takes no link like %s', (url) =>
    expect(() => compose({ ...MESSAGE, link: { label: 'x', url } })).toThrow('not a web address'),
  );
});
