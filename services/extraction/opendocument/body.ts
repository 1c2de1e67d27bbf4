import type { Block, Heading } from '../../../domain/documents/content.js';
import { trimRuns } from '../inline.js';
import { createBlockSequence, type BlockSequence } from '../sequence.js';
import { child, elements, integer, textOf, type XmlElement } from '../xml/element.js';
import { frameBlocks } from './frame.js';
import { createListCounter, type ListCounter } from './list.js';
import type { OpenDocumentPackage } from './package.js';
import { readRuns } from './runs.js';
import type { OdfStory } from './story.js';
import type { OdfStyles } from './styles.js';
import { odfTable } from './table.js';

export interface OdfBody {
  element(element: XmlElement): void;
  blocks(): Block[];
}

export function createOdfStory(source: OpenDocumentPackage, styles: OdfStyles): OdfStory {
  return {
    package: source,
    styles,
    read(container) {
      const body = createOdfBody(this);
      for (const element of elements(container)) body.element(element);
      return body.blocks();
    },
  };
}

interface OpenList {
  name: string;
  style: string | undefined;
  counter: ListCounter;
  level: number;
}

/** Reads block-level elements one by one: text:p, text:h, text:list, table:table, frames, and their wrappers. */
export function createOdfBody(story: OdfStory): OdfBody {
  const sequence = createBlockSequence();
  const outline = createListCounter();
  /** Counters by list id and by style, for lists that go on where another one ended. */
  const counters = new Map<string, ListCounter>();
  let lists = 0;

  const visit = (element: XmlElement): void => {
    switch (element.name) {
      case 'text:p':
      case 'text:h':
        addParagraph(element, story, sequence, outline);
        break;
      case 'text:list':
        addList(element, undefined);
        break;
      case 'table:table':
        sequence.add(...odfTable(element, story));
        break;
      case 'text:tracked-changes':
      case 'office:forms':
      case 'text:sequence-decls':
      case 'text:variable-decls':
      case 'text:user-field-decls':
      case 'presentation:notes':
      case 'svg:title':
      case 'svg:desc':
      case 'text:table-of-content-source':
        break;
      default:
        if (element.name.startsWith('draw:')) sequence.add(...frameBlocks(element, story));
        else for (const inner of elements(element)) visit(inner);
    }
  };

  const addList = (list: XmlElement, outer: OpenList | undefined): void => {
    const { 'text:style-name': own, 'text:continue-numbering': goesOn, 'text:continue-list': after } = list.attributes;
    const style = own ?? outer?.style ?? listStyleOfParagraph(list, story);
    const continued =
      after !== undefined ? counters.get(after) : goesOn === 'true' ? counters.get(`style ${style ?? ''}`) : undefined;
    const counter = outer?.counter ?? continued ?? createListCounter();
    const id = list.attributes['xml:id'];
    if (id !== undefined) counters.set(id, counter);
    counters.set(`style ${style ?? ''}`, counter);
    const open: OpenList = { name: outer?.name ?? `list ${++lists}`, style, counter, level: (outer?.level ?? -1) + 1 };
    for (const item of elements(list)) {
      if (item.name === 'text:list-item' || item.name === 'text:list-header') addItem(item, open);
    }
  };

  const addItem = (item: XmlElement, list: OpenList): void => {
    const start = integer(item.attributes['text:start-value']);
    let first = item.name === 'text:list-item';
    for (const inner of elements(item)) {
      if (inner.name === 'text:list') {
        addList(inner, list);
        continue;
      }
      if (inner.name !== 'text:p' || !first) {
        // A heading in a list, or a further paragraph of an item.
        visit(inner);
        continue;
      }
      const { runs, beside } = readRuns(inner, story);
      const content = trimRuns(runs);
      if (content.length > 0) {
        first = false;
        const marker = list.counter.next(list.level, story.styles.list(list.style), start);
        if (marker === '') sequence.add({ kind: 'paragraph', content });
        else sequence.item({ level: list.level, ...(marker === undefined ? {} : { marker }), content }, list.name);
      }
      sequence.add(...beside);
    }
  };

  return { element: visit, blocks: () => sequence.blocks() };
}

/** A list without a style of its own has that of its first paragraph. */
function listStyleOfParagraph(list: XmlElement, story: OdfStory): string | undefined {
  for (const item of elements(list)) {
    const paragraph = child(item, 'text:p');
    if (paragraph) return story.styles.get('paragraph', paragraph.attributes['text:style-name']).listStyle;
  }
  return undefined;
}

const LEVELS = [1, 2, 3, 4, 5, 6] as const satisfies readonly Heading['level'][];

function addParagraph(element: XmlElement, story: OdfStory, sequence: BlockSequence, outline: ListCounter): void {
  const { runs, beside } = readRuns(element, story);
  const content = trimRuns(runs);
  const { chain } = story.styles.get('paragraph', element.attributes['text:style-name']);
  const level = headingLevel(element, chain);
  if (content.length > 0 && level !== undefined) {
    const number =
      element.name === 'text:h' && element.attributes['text:is-list-header'] !== 'true'
        ? outline.next(level - 2, story.styles.outline)
        : undefined;
    const numbered = number === undefined || number === '' ? content : [{ text: `${number} ` }, ...content];
    sequence.add({ kind: 'heading', level: LEVELS[Math.min(5, level - 1)] ?? 6, content: numbered });
  } else if (content.length > 0 && chain.includes('Preformatted_20_Text')) {
    sequence.code(textOf(element));
  } else if (content.length > 0) {
    sequence.add({ kind: 'paragraph', content });
  }
  sequence.add(...beside);
}

/** 1 for a title, 2 for a subtitle, n + 1 for a heading of level n. */
function headingLevel(element: XmlElement, chain: readonly string[]): number | undefined {
  if (element.name === 'text:h') return (integer(element.attributes['text:outline-level']) ?? 1) + 1;
  if (chain.includes('Title')) return 1;
  return chain.includes('Subtitle') ? 2 : undefined;
}
