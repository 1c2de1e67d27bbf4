import type { Block, Heading, Inline } from '../../../domain/documents/content.js';
import { trimRuns } from '../inline.js';
import { createBlockSequence, furnitureParagraph, type BlockSequence } from '../sequence.js';
import { at, child, elements, integer, value, type XmlElement } from '../xml/element.js';
import { isDropCap, isJoinedToNext, readRuns } from './runs.js';
import type { Story } from './story.js';
import { headingLevel, type Style } from './styles.js';
import { tableBlocks } from './table.js';

/** Styles of listings: pandoc's, and the built-in ones for typed text. */
const CODE_STYLES = new Set(['source code', 'html preformatted', 'code', 'code block', 'macro']);

/** Reads block-level elements one by one, in order: paragraphs, tables and their wrappers. */
export interface BodyReader {
  element(element: XmlElement): void;
  blocks(): Block[];
}

export function createBodyReader(story: Story): BodyReader {
  const sequence = createBlockSequence();
  // Runs of a drop cap or of a paragraph whose end was deleted: they open the next paragraph.
  let carried: Inline[] = [];

  const readParagraph = (paragraph: XmlElement): void => {
    const properties = child(paragraph, 'w:pPr');
    const section = child(properties, 'w:sectPr');
    if (section) story.section(section);
    const content = readRuns(paragraph, story);
    const runs = [...carried, ...content.runs];
    carried = [];
    if (isDropCap(properties) || isJoinedToNext(properties)) {
      carried = runs;
      sequence.add(...content.beside);
      return;
    }
    addParagraph(properties, runs, story, sequence);
    sequence.add(...furnitureParagraph(trimRuns(content.hidden), 'hidden'), ...content.beside);
  };

  const visit = (element: XmlElement): void => {
    switch (element.name) {
      case 'w:p':
        readParagraph(element);
        break;
      case 'w:tbl':
        sequence.add(...tableBlocks(element, story));
        break;
      case 'w:sectPr':
        story.section(element);
        break;
      case 'w:del':
      case 'w:moveFrom':
      case 'w:sdtPr':
      case 'w:sdtEndPr':
      case 'w:tcPr':
        break;
      default:
        for (const inner of elements(element)) visit(inner);
    }
  };

  return {
    element: visit,
    blocks: () => {
      const rest = trimRuns(carried);
      if (rest.length > 0) sequence.add({ kind: 'paragraph', content: rest });
      carried = [];
      return sequence.blocks();
    },
  };
}

function addParagraph(properties: XmlElement | undefined, runs: Inline[], story: Story, sequence: BlockSequence): void {
  const style = story.styles.get(value(child(properties, 'w:pStyle'))) ?? story.styles.defaultParagraph;
  const content = trimRuns(runs);
  const marker = nextMarker(properties, style, story);
  if (content.length === 0) return;
  const level = paragraphLevel(properties, style);
  if (level !== undefined) {
    const numbered = marker?.kind === 'number' ? [{ text: `${marker.text} ` }, ...content] : content;
    sequence.add({ kind: 'heading', level: clampLevel(level + 1), content: numbered });
  } else if (marker && marker.kind !== 'none') {
    const mark = marker.kind === 'number' ? { marker: marker.text } : {};
    sequence.item({ level: marker.level, ...mark, content }, marker.list);
  } else if (style && CODE_STYLES.has(style.name)) {
    sequence.code(
      runs
        .map((run) => run.text)
        .join('')
        .trimEnd(),
    );
  } else if (content.every((run) => run.math === true || run.text.trim() === '')) {
    for (const run of content) if (run.math) sequence.add({ kind: 'formula', latex: run.text });
  } else {
    sequence.add({ kind: 'paragraph', content });
  }
}

/** 0 for a title, n for a heading of level n; undefined for body text. */
function paragraphLevel(properties: XmlElement | undefined, style: Style | undefined): number | undefined {
  const own = integer(value(child(properties, 'w:outlineLvl')));
  if (own !== undefined) return own < 9 ? own + 1 : undefined;
  return headingLevel(style);
}

const clampLevel = (level: number): Heading['level'] => {
  const clamped = Math.min(6, Math.max(1, level));
  return clamped === 1 ? 1 : clamped === 2 ? 2 : clamped === 3 ? 3 : clamped === 4 ? 4 : clamped === 5 ? 5 : 6;
};

/** Counts the paragraph in its list, which the paragraph or its style names; numId 0 takes it out of any list. */
function nextMarker(
  properties: XmlElement | undefined,
  style: Style | undefined,
  story: Story,
): { kind: 'bullet' | 'number' | 'none'; text: string; level: number; list: string } | undefined {
  const own = at(properties, 'w:numPr');
  const list = value(child(own, 'w:numId')) ?? style?.numId;
  if (list === undefined || list === '0') return undefined;
  const byStyle = style ? story.numbering.levelOfStyle(list, style.id) : undefined;
  const level = integer(value(child(own, 'w:ilvl'))) ?? byStyle ?? style?.numLevel ?? 0;
  const marker = story.numbering.next(list, level);
  return marker ? { ...marker, list } : undefined;
}
