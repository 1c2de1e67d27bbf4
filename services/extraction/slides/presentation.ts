import type { Block, Page } from '../../../domain/documents/content.js';
import { fail } from '../../../domain/errors.js';
import { drawingText } from '../ooxml/drawing-text.js';
import type { OoxmlPackage } from '../ooxml/package.js';
import { asFurniture, furnitureParagraph } from '../sequence.js';
import { at, child, childrenNamed, descendants, elements, textOf, type XmlElement } from '../xml/element.js';
import { placeholderOf, type Inherited } from './placeholder.js';
import { slideBlocks } from './slide.js';

export interface Presentation {
  readonly slides: number;
  /** Reads slide `number`, counted from 1. */
  page(number: number): Page;
}

/** Finds the slides in the order in which they are shown; hidden ones are slides as well. */
export function openPresentation(source: OoxmlPackage): Presentation {
  const root = source.tree(source.main);
  const parts: string[] = [];
  for (const slide of childrenNamed(child(root, 'p:sldIdLst'), 'p:sldId')) {
    const part = source.relation(source.main, slide.attributes['r:id'])?.target;
    if (part !== undefined && source.zip.has(part)) parts.push(part);
  }
  if (parts.length === 0) fail('document_empty', 'The presentation has no slides.');
  const defaults = child(root, 'p:defaultTextStyle');
  const authors = readAuthors(source);
  // Slides share a few layouts and masters.
  const trees = new Map<string, XmlElement | undefined>();
  const tree = (part: string | undefined): XmlElement | undefined => {
    if (part === undefined) return undefined;
    if (!trees.has(part)) trees.set(part, source.tree(part));
    return trees.get(part);
  };

  return {
    slides: parts.length,
    page(number) {
      const part = parts[number - 1] ?? fail('page_not_found', `The presentation has no slide ${number}.`);
      const layoutPart = source.related(part, 'slideLayout');
      const masterPart = layoutPart === undefined ? undefined : source.related(layoutPart, 'slideMaster');
      const inherited: Inherited = { layout: tree(layoutPart), master: tree(masterPart), defaults };
      const slide = source.tree(part);
      const blocks: Block[] = slide ? slideBlocks(source, part, slide, inherited) : [];
      blocks.push(
        ...layoutText(source, layoutPart, inherited),
        ...speakerNotes(source, part),
        ...comments(source, part, authors),
      );
      return { number, method: 'text', blocks };
    },
  };
}

/** Text that the layout itself shows (a claim, an address), outside the places that slides fill. */
function layoutText(source: OoxmlPackage, part: string | undefined, inherited: Inherited): Block[] {
  if (part === undefined || !inherited.layout) return [];
  const own: XmlElement = {
    name: 'p:sld',
    attributes: {},
    children: [
      {
        name: 'p:cSld',
        attributes: {},
        children: [
          {
            name: 'p:spTree',
            attributes: {},
            children: [...elements(at(inherited.layout, 'p:cSld', 'p:spTree'))].filter(
              (shape) => shape.name !== 'p:pic' && !placeholderOf(shape),
            ),
          },
        ],
      },
    ],
  };
  return asFurniture(slideBlocks(source, part, own, inherited), 'footer');
}

function speakerNotes(source: OoxmlPackage, slide: string): Block[] {
  const part = source.related(slide, 'notesSlide');
  const blocks: Block[] = [];
  for (const shape of elements(at(source.tree(part), 'p:cSld', 'p:spTree'))) {
    // The notes page also shows the slide itself and its number.
    if (placeholderOf(shape)?.type !== 'body') continue;
    for (const line of drawingText(child(shape, 'p:txBody')).split('\n')) {
      if (line !== '') blocks.push(...furnitureParagraph([{ text: line }], 'note'));
    }
  }
  return blocks;
}

/** Author id → name, of both generations of comments. */
function readAuthors(source: OoxmlPackage): ReadonlyMap<string, string> {
  const authors = new Map<string, string>();
  for (const type of ['commentAuthors', 'authors']) {
    for (const author of elements(source.tree(source.related(source.main, type)))) {
      const { id, name } = author.attributes;
      if (id !== undefined && name !== undefined) authors.set(id, name);
    }
  }
  return authors;
}

function comments(source: OoxmlPackage, slide: string, authors: ReadonlyMap<string, string>): Block[] {
  const blocks: Block[] = [];
  const add = (comment: XmlElement, text: string): void => {
    const author = authors.get(comment.attributes['authorId'] ?? '');
    if (text === '') return;
    blocks.push(...furnitureParagraph([{ text: author === undefined ? text : `${author}: ${text}` }], 'comment'));
  };
  for (const relation of source.relations(slide)) {
    if (relation.type !== 'comments') continue;
    for (const comment of elements(source.tree(relation.target))) {
      if (comment.name === 'p:cm') add(comment, textOf(child(comment, 'p:text')).trim());
      if (comment.name !== 'p188:cm') continue;
      add(comment, drawingText(child(comment, 'p188:txBody')));
      for (const reply of descendants(child(comment, 'p188:replyLst'), 'p188:reply')) {
        add(reply, drawingText(child(reply, 'p188:txBody')));
      }
    }
  }
  return blocks;
}
