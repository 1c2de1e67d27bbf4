import type { Block, Furniture } from '../../../domain/documents/content.js';
import type { OoxmlPackage } from '../ooxml/package.js';
import { asFurniture } from '../sequence.js';
import { child, childrenNamed, elements, isOn, streamXml, type XmlElement } from '../xml/element.js';
import { createBodyReader } from './body.js';
import { createFieldStack } from './field.js';
import { readNumbering, type Numbering } from './numbering.js';
import type { Story } from './story.js';
import { readStyles, type Styles } from './styles.js';

type NoteKind = 'footnote' | 'endnote' | 'comment';

/**
 * All blocks of a WordprocessingML document: headers, the body in reading order with notes and comments behind the
 * paragraph they hang on, then footers. Headers, footers, notes, comments and hidden text are furniture.
 */
export async function readWordDocument(source: OoxmlPackage, signal: AbortSignal): Promise<Block[]> {
  const related = (type: string): XmlElement | undefined => source.tree(source.related(source.main, type));
  const styles = readStyles(related('styles'));
  const numbering = readNumbering(related('numbering'), styles);
  const settings = related('settings');
  const evenAndOdd = isOn(child(settings, 'w:evenAndOddHeaders'));

  const notes = createNotes(source, styles, numbering);
  const margins = { header: new Set<string>(), footer: new Set<string>() };
  const section = (properties: XmlElement): void => {
    const titlePage = isOn(child(properties, 'w:titlePg'));
    for (const element of elements(properties)) {
      const kind =
        element.name === 'w:headerReference' ? 'header' : element.name === 'w:footerReference' ? 'footer' : '';
      const type = element.attributes['w:type'] ?? 'default';
      // Word keeps headers for first and even pages when they are switched off: nobody sees those.
      if (kind === '' || (type === 'first' && !titlePage) || (type === 'even' && !evenAndOdd)) continue;
      const part = source.relation(source.main, element.attributes['r:id'])?.target;
      if (part !== undefined) margins[kind].add(part);
    }
  };

  const story = createStory(source, source.main, styles, numbering, notes.take, section);
  const reader = createBodyReader(story);
  const visit = (element: XmlElement): void => reader.element(element);
  await streamXml(source.zip.chunks(source.main), { parent: 'w:body', visit }, signal, 'Word document');
  const body = [...reader.blocks(), ...notes.rest()];

  const read = (parts: Iterable<string>, furniture: Furniture): Block[] => {
    const seen = new Set<string>();
    const blocks: Block[] = [];
    for (const part of parts) {
      const root = source.tree(part);
      if (!root) continue;
      const own = createStory(source, part, styles, numbering, notes.take).read(root);
      // The same header in every section is one header.
      const text = JSON.stringify(own);
      if (!seen.has(text)) blocks.push(...asFurniture(own, furniture));
      seen.add(text);
    }
    return blocks;
  };
  return [...read(margins.header, 'header'), ...body, ...read(margins.footer, 'footer')];
}

function createStory(
  source: OoxmlPackage,
  part: string,
  styles: Styles,
  numbering: Numbering,
  note: Story['note'],
  section: Story['section'] = () => undefined,
): Story {
  const story: Story = {
    package: source,
    part,
    styles,
    numbering,
    note,
    section,
    fields: createFieldStack(),
    read(container) {
      const reader = createBodyReader(this);
      for (const element of elements(container)) reader.element(element);
      return reader.blocks();
    },
    readApart(container) {
      const apart: Story = { ...this, fields: createFieldStack() };
      return apart.read(container);
    },
  };
  return story;
}

interface Notes {
  take: Story['note'];
  /** Comments and notes that nothing refers to. */
  rest(): Block[];
}

function createNotes(source: OoxmlPackage, styles: Styles, numbering: Numbering): Notes {
  const parts = { footnote: 'footnotes', endnote: 'endnotes', comment: 'comments' } as const;
  const waiting = new Map<string, { element: XmlElement; part: string }>();
  for (const kind of ['footnote', 'endnote', 'comment'] as const) {
    const part = source.related(source.main, parts[kind]);
    if (part === undefined) continue;
    for (const element of childrenNamed(source.tree(part), `w:${kind}`)) {
      const type = element.attributes['w:type'] ?? 'normal';
      // The lines between text and notes are notes too, in the file.
      if (type === 'normal') waiting.set(`${kind}/${element.attributes['w:id'] ?? ''}`, { element, part });
    }
  }
  const take = (kind: NoteKind, id: string): Block[] => {
    const key = `${kind}/${id}`;
    const found = waiting.get(key);
    if (!found) return [];
    waiting.delete(key); // also ends a note that refers to itself
    const blocks = createStory(source, found.part, styles, numbering, take).read(found.element);
    if (kind !== 'comment') return asFurniture(blocks, 'note');
    const author = found.element.attributes['w:author']?.trim() ?? '';
    return asFurniture(signed(blocks, author), 'comment');
  };
  return {
    take,
    rest: () =>
      [...waiting.keys()].flatMap((key) => {
        const [kind, id = ''] = key.split('/');
        return kind === 'footnote' || kind === 'endnote' || kind === 'comment' ? take(kind, id) : [];
      }),
  };
}

/** Who says it, in front of the first paragraph. */
function signed(blocks: Block[], author: string): Block[] {
  const [first, ...rest] = blocks;
  if (author === '' || first?.kind !== 'paragraph') return blocks;
  return [{ ...first, content: [{ text: `${author}: ` }, ...first.content] }, ...rest];
}
