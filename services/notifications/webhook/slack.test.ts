import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slackBody } from './slack.js';

interface Slack {
  text: string;
  blocks: { type: string; text: { type: string; text: string } }[];
}
const slackOf = (title: string, paragraphs: readonly string[], url = 'https://docs.example/#/d/1'): Slack =>
  JSON.parse(slackBody({ title, paragraphs, link: { label: 'Open the document', url } })) as Slack; // what slackBody makes

describe('the body for Slack', () => {
  it('has the words twice: for Slack as blocks, for others as text', () => {
    const { text, blocks } = slackOf('invoice.pdf has failed', ['It is protected by a password.']);
    expect(text).toBe(
      '*invoice.pdf has failed*\nIt is protected by a password.\n<https://docs.example/#/d/1|Open the document>',
    );
    expect(blocks.map((block) => block.text.text).join('\n')).toBe(text);
    expect(blocks.every((block) => block.type === 'section' && block.text.type === 'mrkdwn')).toBe(true);
  });

  it('lets no text be a link, or call people', () => {
    const { text } = slackOf(
      '<!channel> & <https://evil.example|here>',
      ['@everyone\n*bold*'],
      'https://a.example/?b|c>d&e',
    );
    expect(text.split('\n')).toEqual([
      '*&lt;!channel&gt; &amp; &lt;https://evil.example|here&gt;*',
      '@\u200Beveryone *bold*',
      '<https://a.example/?b%7Cc%3Ed&amp;e|Open the document>',
    ]);
  });

  it('keeps to what a section takes, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ maxLength: 9_000 }), (title, paragraph) => {
        const { blocks } = slackOf(title, Array<string>(60).fill(`${paragraph}&<>`.repeat(50)));
        expect(blocks.length).toBeLessThanOrEqual(50);
        for (const { text } of blocks) expect(text.text.length).toBeLessThanOrEqual(3_000);
        for (const { text } of blocks.slice(0, -1)) expect(text.text).not.toMatch(/[<>\n]/);
      }),
      { numRuns: 30 },
    );
  });
});
