import type { Block, Inline, ListItem } from '../../../domain/documents/content.js';
import { collapseRuns, joinRuns, type Formatting } from '../inline.js';
import { formatCounter } from '../word/counter.js';
import { asFurniture, createBlockSequence, type BlockSequence } from '../sequence.js';
import { child, elements, integer, textOf, type XmlElement } from '../xml/element.js';
import { mathmlToLatex } from './mathml.js';
import { htmlTable, isLayout, layoutCells, looseContent } from './table.js';
import { BLOCKS, COUNTERS, isHidden, LEVELS, LOOKS, SKIPPED } from './vocabulary.js';

export interface WalkerOptions {
  /** "[ ] " at the start of a list item is a check box (Markdown). */
  tasks?: boolean;
}

interface OpenItem {
  level: number;
  list: string;
  marker?: string;
  checked?: boolean;
  /** The item once it has text; further lines are added to it as long as nothing else came between. */
  written?: ListItem;
  cut?: boolean;
}

interface Context {
  look: Formatting;
  item: OpenItem | undefined;
  /** Nesting of lists: -1 outside. */
  level: number;
  /** Inside an article or quotation a footer belongs to that, not to the page. */
  inArticle?: boolean;
}

/** The blocks of an HTML tree in reading order. Text that is hidden by its style is furniture of kind `hidden`. */
export function htmlBlocks(root: XmlElement, options: WalkerOptions = {}): Block[] {
  const sequence = createBlockSequence();
  const walker = createWalker(sequence, options);
  walker.walk(root, { look: {}, item: undefined, level: -1 });
  walker.flush(undefined);
  return sequence.blocks();
}

function createWalker(
  sequence: BlockSequence,
  options: WalkerOptions,
): { walk(parent: XmlElement, context: Context): void; flush(item: OpenItem | undefined): void } {
  let runs: Inline[] = [];
  let box: { checked: boolean } | undefined;
  let lists = 0;

  const flush = (item: OpenItem | undefined): void => {
    let content = collapseRuns(runs);
    runs = [];
    if (content.length === 0) return;
    let checked = box?.checked;
    box = undefined;
    if (options.tasks && item && !item.written) {
      const task = /^\[([ xX])\]\s+/.exec(content[0]?.text ?? '');
      const [first] = content;
      if (task && first) {
        checked = task[1] !== ' ';
        content = [{ ...first, text: first.text.slice(task[0].length) }, ...content.slice(1)];
      }
    }
    if (item && !item.cut) {
      if (item.written) {
        item.written.content = joinRuns([item.written.content, content]);
        return;
      }
      const written: ListItem = { level: item.level, content };
      if (item.marker !== undefined) written.marker = item.marker;
      if (checked !== undefined) written.checked = checked;
      item.written = written;
      sequence.item(written, item.list);
    } else if (checked !== undefined) {
      sequence.item({ level: 0, checked, content }, 'boxes');
    } else {
      const only = content.length === 1 ? content[0] : undefined;
      sequence.add(only?.math ? { kind: 'formula', latex: only.text } : { kind: 'paragraph', content });
    }
  };

  const block = (context: Context, ...blocks: Block[]): void => {
    flush(context.item);
    if (blocks.length === 0) return;
    if (context.item) context.item.cut = true;
    sequence.add(...blocks);
  };

  const apart = (element: XmlElement): Block[] => htmlBlocks(element, options);

  const list = (element: XmlElement, context: Context): void => {
    flush(context.item);
    const level = context.level + 1;
    const name = `list ${++lists}`;
    const ordered = element.name === 'ol';
    let number = integer(element.attributes['start']) ?? 1;
    const step = 'reversed' in element.attributes ? -1 : 1;
    if (step < 0 && element.attributes['start'] === undefined) {
      number = [...elements(element)].filter((inner) => inner.name === 'li').length;
    }
    for (const inner of element.children) {
      if (typeof inner === 'string') {
        pushText(inner, context);
        continue;
      }
      flush(undefined);
      if (inner.name !== 'li') {
        visit(inner, { ...context, item: undefined, level });
        flush(undefined);
        continue;
      }
      number = integer(inner.attributes['value']) ?? number;
      const format = COUNTERS[element.attributes['type'] ?? '1'] ?? 'decimal';
      const marker = ordered ? { marker: `${formatCounter(number, format)}.` } : {};
      const item: OpenItem = { level, list: name, ...marker };
      walk(inner, { look: context.look, item, level });
      flush(item);
      number += step;
    }
    flush(undefined);
  };

  const visit = (element: XmlElement, context: Context): void => {
    const { name, attributes } = element;
    if (SKIPPED.has(name)) {
      if (name === 'select') pushSelected(element, context);
      return;
    }
    if (isHidden(element)) {
      const hidden = asFurniture(apart({ ...element, attributes: {} }), 'hidden');
      if (hidden.length > 0) sequence.add(...hidden);
      return;
    }
    switch (name) {
      case 'br':
        runs.push({ text: '\n' });
        return;
      case 'h1':
      case 'h2':
      case 'h3':
      case 'h4':
      case 'h5':
      case 'h6':
        heading(element, name, context);
        return;
      case 'ul':
      case 'ol':
      case 'menu':
      case 'dir':
        list(element, context);
        return;
      case 'table':
        for (const loose of looseContent(element)) walk(loose, context);
        if (isLayout(element)) {
          for (const cell of layoutCells(element)) {
            flush(context.item);
            walk(cell, context);
          }
          flush(context.item);
        } else block(context, ...htmlTable(element, apart));
        return;
      case 'pre': {
        const text = preformatted(element).replace(/^\n/, '').trimEnd();
        const language = /\blang(?:uage)?-([\w+#.-]+)/.exec(child(element, 'code')?.attributes['class'] ?? '')?.[1];
        if (text.trim() !== '') block(context, { kind: 'code', text, ...(language === undefined ? {} : { language }) });
        return;
      }
      case 'math': {
        const text = mathmlToLatex(element);
        if (text !== '') runs.push({ text, math: true });
        return;
      }
      case 'img':
        block(context, ...imageBlocks(attributes['alt']));
        return;
      case 'figure':
        flush(context.item);
        figure(element, context);
        return;
      case 'input':
        input(element, context);
        return;
      case 'q':
        runs.push({ text: '“' });
        walk(element, context);
        runs.push({ text: '”' });
        return;
      case 'a': {
        const href = attributes['href']?.trim() ?? '';
        walk(element, href === '' ? context : { ...context, look: { ...context.look, href } });
        return;
      }
      case 'footer':
        if (context.level >= 0 || context.inArticle) break;
        flush(context.item);
        sequence.add(...asFurniture(apart({ ...element, name: 'div' }), 'footer'));
        return;
      case 'article':
      case 'blockquote':
        flush(context.item);
        walk(element, { ...context, inArticle: true });
        flush(context.item);
        return;
    }
    const look = LOOKS[name];
    if (BLOCKS.has(name)) flush(context.item);
    walk(element, look ? { ...context, look: { ...context.look, ...look } } : context);
    if (BLOCKS.has(name)) flush(context.item);
  };

  const pushText = (text: string, context: Context): void => {
    runs.push({ text: text.replace(/[\t\n\f\r ]+/g, ' '), ...context.look });
  };

  const walk = (parent: XmlElement, context: Context): void => {
    for (const node of parent.children) {
      if (typeof node === 'string') pushText(node, context);
      else visit(node, context);
    }
  };

  const heading = (element: XmlElement, name: keyof typeof LEVELS, context: Context): void => {
    flush(context.item);
    const content: Inline[] = [];
    for (const inner of apart({ ...element, name: 'div' })) {
      if (inner.kind === 'paragraph' || inner.kind === 'heading') {
        if (content.length > 0) content.push({ text: ' ' });
        content.push(...inner.content);
      } else block(context, inner);
    }
    if (content.length > 0) block(context, { kind: 'heading', level: LEVELS[name], content });
  };

  /** A picture with its caption; a figure may as well hold a table or a listing, with the caption in front. */
  const figure = (element: XmlElement, context: Context): void => {
    const parts = [...elements(element)];
    const captions = parts.filter((part) => part.name === 'figcaption');
    const caption = captions
      .map((part) => textOf(part).replace(/\s+/g, ' ').trim())
      .filter((text) => text !== '')
      .join(' ');
    const rest = apart({
      ...element,
      name: 'div',
      children: element.children.filter((node) => typeof node === 'string' || !captions.includes(node)),
    });
    const picture = rest.find((one) => one.kind === 'image');
    const table = rest.find((one) => one.kind === 'table');
    if (caption !== '' && picture) {
      const alt = picture.caption ?? picture.alt;
      picture.caption = caption;
      if (alt !== undefined && alt !== caption) picture.alt = alt;
    } else if (caption !== '' && table && table.caption === undefined) table.caption = caption;
    else if (caption !== '') rest.unshift({ kind: 'paragraph', content: [{ text: caption }] });
    block(context, ...rest);
  };

  const input = (element: XmlElement, context: Context): void => {
    const type = (element.attributes['type'] ?? 'text').toLowerCase();
    if (type === 'checkbox' || type === 'radio') {
      if (context.item && !context.item.written) flush(undefined);
      else flush(context.item);
      box = { checked: 'checked' in element.attributes };
      return;
    }
    const value = element.attributes['value'] ?? '';
    if (['hidden', 'password', 'image', 'file', 'color', 'range'].includes(type) || value.trim() === '') return;
    runs.push({ text: ` ${value} `, ...context.look });
  };

  const pushSelected = (select: XmlElement, context: Context): void => {
    const options = [...elements(select)].flatMap((one) => (one.name === 'optgroup' ? [...elements(one)] : [one]));
    const chosen = options.find((option) => 'selected' in option.attributes);
    if (chosen) runs.push({ text: ` ${textOf(chosen)} `, ...context.look });
  };

  return { walk, flush };
}

function imageBlocks(alt: string | undefined): Block[] {
  const text = (alt ?? '').replace(/\s+/g, ' ').trim();
  return [{ kind: 'image', ...(text === '' ? {} : { caption: text }) }];
}

/** Text as it is typed, with the breaks that markup adds. */
function preformatted(element: XmlElement): string {
  return element.children
    .map((node) => (typeof node === 'string' ? node : node.name === 'br' ? '\n' : preformatted(node)))
    .join('');
}
