import type { Block } from '../../../domain/documents/content.js';
import type { OoxmlPackage } from '../ooxml/package.js';
import { furnitureParagraph } from '../sequence.js';
import { child, childrenNamed, descendants, elements, textOf } from '../xml/element.js';
import { decodeXstring } from './workbook.js';

/** Notes and threaded comments of a sheet, each with its cell and author, as furniture. */
export function sheetComments(source: OoxmlPackage, sheet: string): Block[] {
  const blocks: Block[] = [];
  const add = (reference: string | undefined, author: string | undefined, text: string): void => {
    const trimmed = text.trim();
    if (trimmed === '') return;
    const who = [author, reference].filter((part) => part !== undefined && part !== '').join(', ');
    // Excel writes the author into the note as well.
    const said =
      author !== undefined && trimmed.startsWith(`${author}:`) ? trimmed.slice(author.length + 1).trim() : trimmed;
    blocks.push(...furnitureParagraph([{ text: who === '' ? said : `${who}: ${said}` }], 'comment'));
  };

  const people = new Map<string, string>();
  for (const person of elements(source.tree(source.related(source.main, 'person')))) {
    const { id, displayName } = person.attributes;
    if (id !== undefined && displayName !== undefined) people.set(id, displayName);
  }
  const threaded = new Set<string>();
  for (const comment of elements(source.tree(source.related(sheet, 'threadedComment')))) {
    const { ref, personId } = comment.attributes;
    if (ref !== undefined) threaded.add(ref);
    add(ref, people.get(personId ?? ''), decodeXstring(textOf(child(comment, 'tc:text'))));
  }
  const notes = source.tree(source.related(sheet, 'comments'));
  const authors = childrenNamed(child(notes, 'authors'), 'author').map(textOf);
  for (const comment of childrenNamed(child(notes, 'commentList'), 'comment')) {
    const { ref, authorId } = comment.attributes;
    // The note below a threaded comment only repeats it for old programs.
    if (ref !== undefined && threaded.has(ref)) continue;
    const text = [...descendants(child(comment, 'text'), 't')].map(textOf).join('');
    add(ref, authors[Number(authorId)], decodeXstring(text));
  }
  return blocks;
}

/** `&L&"Arial"&10Confidential&RPage &P of &N` → ["Confidential", "Page of"]: the parts left, centre, right without codes. */
export function headerTexts(coded: string): string[] {
  return coded
    .split(/&[LCR]/)
    .map((part) =>
      part
        .replace(/&"[^"]*"/g, '')
        .replace(/&K(?:[0-9A-Fa-f]{6}|\d{2}[+-]\d{3})/g, '')
        .replace(/&\d+ ?/g, '')
        .replace(/&&/g, '\u0000')
        .replace(/&[A-Za-z]/g, '')
        .replaceAll('\u0000', '&')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((part) => part !== '');
}
