import type { Block, Inline } from '../../../domain/documents/content.js';
import { trimRuns } from '../inline.js';
import { drawingRuns, type LinkResolver } from '../ooxml/drawing-text.js';
import { createBlockSequence } from '../sequence.js';
import { child, childrenNamed, integer, type XmlElement } from '../xml/element.js';
import { numberText, type Bullet } from './bullet.js';

/**
 * The paragraphs of a text body (a:p): those with bullets or numbers are list items. Numbers of a level go on until a
 * plain paragraph, another kind of bullet, or the end of the text box.
 */
export function textBodyBlocks(
  body: XmlElement | undefined,
  bulletOf: (paragraph: XmlElement, level: number) => Bullet,
  link: LinkResolver,
): Block[] {
  const sequence = createBlockSequence();
  let counters: ({ scheme: string; count: number } | undefined)[] = [];
  for (const paragraph of childrenNamed(body, 'a:p')) {
    const runs = drawingRuns(paragraph, link);
    const content = trimRuns(runs);
    if (content.length === 0) continue;
    const level = Math.min(8, Math.max(0, integer(child(paragraph, 'a:pPr')?.attributes['lvl']) ?? 0));
    const bullet = bulletOf(paragraph, level);
    if (bullet.kind === 'none') {
      counters = [];
      sequence.add(paragraphBlock(content));
      continue;
    }
    counters.length = Math.min(counters.length, level + 1);
    if (bullet.kind === 'bullet') {
      counters[level] = undefined;
      sequence.item({ level, content }, 'body');
      continue;
    }
    const running = counters[level];
    const count = running?.scheme === bullet.scheme ? running.count + 1 : bullet.startAt;
    counters[level] = { scheme: bullet.scheme, count };
    // A number that starts anew at the outermost level begins another list.
    sequence.item({ level, marker: numberText(count, bullet.scheme), content }, 'body');
  }
  return sequence.blocks();
}

function paragraphBlock(content: Inline[]): Block {
  const only = content.length === 1 ? content[0] : undefined;
  return only?.math ? { kind: 'formula', latex: only.text } : { kind: 'paragraph', content };
}

/** A title is one line, however it is broken on the slide. */
export function titleRuns(body: XmlElement | undefined, link: LinkResolver): Inline[] {
  const paragraphs = childrenNamed(body, 'a:p').map((paragraph) => trimRuns(drawingRuns(paragraph, link)));
  const runs = paragraphs.flatMap((content, i) => (i === 0 ? content : [{ text: ' ' }, ...content]));
  return trimRuns(runs.map((run) => ({ ...run, text: run.text.replace(/\s*\n\s*/g, ' ') })));
}
