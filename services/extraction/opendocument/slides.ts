import type { Block, Page } from '../../../domain/documents/content.js';
import { fail } from '../../../domain/errors.js';
import { asFurniture } from '../sequence.js';
import { inReadingOrder } from '../slides/slide.js';
import { at, child, childrenNamed, elements, type XmlElement } from '../xml/element.js';
import { createOdfStory } from './body.js';
import { frameBlocks } from './frame.js';
import type { OpenDocumentPackage } from './package.js';
import { annotationBlocks } from './runs.js';
import type { OdfStory } from './story.js';
import { readOdfStyles } from './styles.js';

export interface OdfSlides {
  readonly slides: number;
  page(number: number): Page;
}

/** EMU in the units of lengths, so that rows of shapes are told like those of PowerPoint. */
const UNITS: Readonly<Record<string, number>> = {
  cm: 360_000,
  mm: 36_000,
  in: 914_400,
  pt: 12_700,
  pc: 152_400,
  px: 9525,
};

function length(text: string | undefined): number {
  const found = /^(-?[\d.]+)(cm|mm|in|pt|pc|px)$/.exec(text ?? '');
  return found ? Number(found[1]) * (UNITS[found[2] ?? ''] ?? 1) : 0;
}

/** Shapes are placed by x and y; rotated ones by the last step of their transformation. */
function placeOf(shape: XmlElement): { left: number; top: number } {
  const moved = /translate\s*\(\s*(\S+?)[\s,]+(\S+?)\s*\)/.exec(shape.attributes['draw:transform'] ?? '');
  const own = {
    left: length(shape.attributes['svg:x'] ?? moved?.[1]),
    top: length(shape.attributes['svg:y'] ?? moved?.[2]),
  };
  if (shape.name !== 'draw:g' || own.left !== 0 || own.top !== 0) return own;
  const inner = [...elements(shape)].filter((one) => one.name.startsWith('draw:')).map(placeOf);
  return inner.length === 0
    ? own
    : { left: Math.min(...inner.map((one) => one.left)), top: Math.min(...inner.map((one) => one.top)) };
}

const FOOTERS = new Set(['footer', 'date-time', 'page-number']);

/** The slides of a presentation, in order; each like one of PowerPoint: title, shapes, notes and comments. */
export function openOdfSlides(source: OpenDocumentPackage): OdfSlides {
  const root = source.tree('content.xml');
  const story = createOdfStory(source, readOdfStyles([source.tree('styles.xml'), root]));
  const slides = childrenNamed(at(root, 'office:body', 'office:presentation'), 'draw:page');
  if (slides.length === 0) fail('document_empty', 'The presentation has no slides.');
  return {
    slides: slides.length,
    page(number) {
      const slide = slides[number - 1] ?? fail('page_not_found', `The presentation has no slide ${number}.`);
      const name = slide.attributes['draw:name'] ?? '';
      const named = name === '' || /^(?:page|Seite|Folie|Slide)\s?\d+$/i.test(name) ? {} : { name };
      return { number, method: 'text', ...named, blocks: slideBlocks(slide, story) };
    },
  };
}

function slideBlocks(slide: XmlElement, story: OdfStory): Block[] {
  const shapes = [...elements(slide)].filter((one) => one.name.startsWith('draw:'));
  const role = (shape: XmlElement): string => shape.attributes['presentation:class'] ?? '';
  const titles = shapes.filter((shape) => role(shape) === 'title');
  const others = shapes.filter((shape) => !titles.includes(shape));
  const blocks: Block[] = titles.flatMap((shape) => titleBlocks(frameBlocks(shape, story)));
  for (const shape of inReadingOrder(others, placeOf)) {
    const found = frameBlocks(shape, story);
    const header = role(shape) === 'header';
    blocks.push(
      ...(header ? asFurniture(found, 'header') : FOOTERS.has(role(shape)) ? asFurniture(found, 'footer') : found),
    );
  }
  const notes = [...elements(child(slide, 'presentation:notes'))].filter((one) => role(one) === 'notes');
  blocks.push(
    ...asFurniture(
      notes.flatMap((shape) => frameBlocks(shape, story)),
      'note',
    ),
  );
  blocks.push(...childrenNamed(slide, 'office:annotation').flatMap(annotationBlocks));
  return blocks;
}

/** All paragraphs of a title are one heading. */
function titleBlocks(blocks: readonly Block[]): Block[] {
  const texts = blocks.flatMap((block) => ('content' in block ? [block.content] : []));
  const content = texts.flatMap((runs, i) => (i === 0 ? runs : [{ text: ' ' }, ...runs]));
  const rest = blocks.filter((block) => !('content' in block));
  return content.length === 0 ? [...rest] : [{ kind: 'heading', level: 1, content }, ...rest];
}
