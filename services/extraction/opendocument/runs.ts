import type { Block, Inline } from '../../../domain/documents/content.js';
import { mergeRuns, trimRuns, type Formatting } from '../inline.js';
import { asFurniture, furnitureParagraph } from '../sequence.js';
import { child, elements, integer, textOf, type XmlElement } from '../xml/element.js';
import { frameBlocks } from './frame.js';
import type { OdfStory } from './story.js';

export interface ParagraphContent {
  runs: Inline[];
  beside: Block[];
}

/** Spaces that text:s may stand for; a hostile count must not fill the memory. */
const MAX_SPACES = 1000;

/** What stands in a text:p or text:h: its text, and the frames, notes and comments that hang on it. */
export function readRuns(paragraph: XmlElement, story: OdfStory): ParagraphContent {
  const found: ParagraphContent = { runs: [], beside: [] };
  const style = story.styles.get('paragraph', paragraph.attributes['text:style-name']);
  walk(paragraph, story, found, {});
  if (!style.hidden) return { ...found, runs: mergeRuns(found.runs) };
  return { runs: [], beside: [...furnitureParagraph(trimRuns(found.runs), 'hidden'), ...found.beside] };
}

function walk(parent: XmlElement, story: OdfStory, found: ParagraphContent, look: Formatting): void {
  for (const node of parent.children) {
    if (typeof node === 'string') {
      // White space is collapsed as in HTML; spaces that count are written as elements (ODF 1.3 part 3, 6.1.2).
      found.runs.push({ text: node.replace(/[ \t\n\r]+/g, ' '), ...look });
      continue;
    }
    switch (node.name) {
      case 'text:s':
        found.runs.push({ text: ' '.repeat(Math.min(integer(node.attributes['text:c']) ?? 1, MAX_SPACES)), ...look });
        break;
      case 'text:tab':
        found.runs.push({ text: '\t', ...look });
        break;
      case 'text:line-break':
        found.runs.push({ text: '\n', ...look });
        break;
      case 'text:span': {
        const style = story.styles.get('text', node.attributes['text:style-name']);
        if (style.hidden) found.beside.push(...furnitureParagraph(trimRuns([{ text: textOf(node) }]), 'hidden'));
        else walk(node, story, found, { ...look, ...style.look });
        break;
      }
      case 'text:a': {
        const href = node.attributes['xlink:href'] ?? '';
        walk(node, story, found, href === '' || href.startsWith('#') ? look : { ...look, href });
        break;
      }
      case 'text:note':
        found.beside.push(...asFurniture(story.read(child(node, 'text:note-body')), 'note'));
        break;
      case 'office:annotation':
        found.beside.push(...annotationBlocks(node));
        break;
      case 'text:ruby': {
        const base = child(node, 'text:ruby-base');
        if (base) walk(base, story, found, look);
        const reading = textOf(child(node, 'text:ruby-text')).trim();
        if (reading !== '') found.runs.push({ text: `(${reading})`, ...look });
        break;
      }
      case 'text:tracked-changes':
      case 'office:event-listeners':
      case 'office:annotation-end':
      case 'svg:title':
      case 'svg:desc':
        break;
      default:
        if (node.name.startsWith('draw:')) found.beside.push(...frameBlocks(node, story));
        // Fields (page numbers, dates, references) hold what they show.
        else walk(node, story, found, look);
    }
  }
}

/** A comment, with who made it in front. */
export function annotationBlocks(annotation: XmlElement): Block[] {
  const author = textOf(child(annotation, 'dc:creator')).trim();
  const text = [...elements(annotation)]
    .filter((element) => element.name === 'text:p' || element.name === 'text:list')
    .map((element) => textOf(element).trim())
    .filter((line) => line !== '')
    .join('\n');
  return furnitureParagraph(text === '' ? [] : [{ text: author === '' ? text : `${author}: ${text}` }], 'comment');
}
