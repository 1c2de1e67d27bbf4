import type { Block, Inline } from '../../../domain/documents/content.js';
import { mergeRuns, type Formatting } from '../inline.js';
import { mathToLatex } from '../ooxml/math.js';
import { at, child, childrenNamed, elements, integer, isOn, textOf, value, type XmlElement } from '../xml/element.js';
import { drawingBlocks, pictureBlocks } from './drawing.js';
import { fieldHref } from './field.js';
import type { Story } from './story.js';
import { symbolCharacter } from './symbol-font.js';

/** What stands in a paragraph: its text, and what hangs on it (text boxes, pictures, notes). */
export interface ParagraphContent {
  runs: Inline[];
  beside: Block[];
  /** Text that its author hid. */
  hidden: Inline[];
}

/** Deleted or moved away: tracked changes show the document as if they were accepted. */
const GONE = new Set([
  'w:del',
  'w:moveFrom',
  'w:rPr',
  'w:pPr',
  'w:sdtPr',
  'w:sdtEndPr',
  'w:instrText',
  'w:delInstrText',
]);

export function readRuns(paragraph: XmlElement, story: Story): ParagraphContent {
  const found: ParagraphContent = { runs: [], beside: [], hidden: [] };
  walk(paragraph, story, found, undefined);
  return { ...found, runs: mergeRuns(found.runs), hidden: mergeRuns(found.hidden) };
}

function walk(parent: XmlElement, story: Story, found: ParagraphContent, href: string | undefined): void {
  for (const element of elements(parent)) {
    if (GONE.has(element.name)) continue;
    switch (element.name) {
      case 'w:r':
        readRun(element, story, found, href);
        break;
      case 'w:hyperlink': {
        const relation = story.package.relation(story.part, element.attributes['r:id']);
        walk(element, story, found, relation?.external ? relation.target : href);
        break;
      }
      case 'w:fldSimple':
        walk(element, story, found, fieldHref(element.attributes['w:instr'] ?? '') ?? href);
        break;
      case 'm:oMath':
      case 'm:oMathPara':
        for (const math of element.name === 'm:oMath' ? [element] : childrenNamed(element, 'm:oMath')) {
          const text = mathToLatex(math);
          if (text !== '') found.runs.push({ text, math: true });
        }
        break;
      case 'w:ruby':
        readRuby(element, story, found, href);
        break;
      default:
        // w:ins, w:moveTo, w:sdt, w:sdtContent, w:smartTag, w:customXml, w:dir, w:bdo …: only wrappers.
        walk(element, story, found, href);
    }
  }
}

/** The reading of a character behind it in brackets, as browsers without ruby support show it. */
function readRuby(ruby: XmlElement, story: Story, found: ParagraphContent, href: string | undefined): void {
  const base = child(ruby, 'w:rubyBase');
  const reading = child(ruby, 'w:rt');
  if (base) walk(base, story, found, href);
  if (!reading || textOf(reading).trim() === '') return;
  found.runs.push({ text: '(' });
  walk(reading, story, found, href);
  found.runs.push({ text: ')' });
}

function formatting(properties: XmlElement | undefined, story: Story): Formatting & { hidden?: boolean } {
  const style = story.styles.get(value(child(properties, 'w:rStyle')));
  const toggle = (name: string, inherited: boolean | undefined): boolean => {
    const element = child(properties, name);
    return element ? isOn(element) : (inherited ?? false);
  };
  const look: Formatting & { hidden?: boolean } = {};
  if (toggle('w:b', style?.bold)) look.bold = true;
  if (toggle('w:i', style?.italic)) look.italic = true;
  if (toggle('w:strike', false) || toggle('w:dstrike', false)) look.strike = true;
  if (toggle('w:vanish', style?.hidden)) look.hidden = true;
  const script = value(child(properties, 'w:vertAlign'));
  if (script === 'superscript') look.script = 'super';
  if (script === 'subscript') look.script = 'sub';
  return look;
}

function readRun(run: XmlElement, story: Story, found: ParagraphContent, outerHref: string | undefined): void {
  const { hidden, ...look } = formatting(child(run, 'w:rPr'), story);
  const push = (text: string): void => {
    if (story.fields.inCode || text === '') return;
    const href = outerHref ?? story.fields.href;
    const piece: Inline = { text, ...look, ...(href === undefined ? {} : { href }) };
    (hidden ? found.hidden : found.runs).push(piece);
  };
  for (const element of elements(run)) {
    switch (element.name) {
      case 'w:t':
        push(textOf(element));
        break;
      case 'w:tab':
      case 'w:ptab':
        push('\t');
        break;
      case 'w:br':
      case 'w:cr':
        push('\n');
        break;
      case 'w:noBreakHyphen':
        push('-');
        break;
      case 'w:sym': {
        const code = Number.parseInt(element.attributes['w:char'] ?? '', 16);
        if (Number.isInteger(code)) push(symbolCharacter(element.attributes['w:font'] ?? '', code));
        break;
      }
      case 'w:fldChar':
        readFieldMark(element, story, push);
        break;
      case 'w:instrText':
        story.fields.code(textOf(element));
        break;
      case 'w:drawing':
        found.beside.push(...drawingBlocks(element, story));
        break;
      case 'w:pict':
      case 'w:object':
        found.beside.push(...pictureBlocks(element, story));
        break;
      case 'w:footnoteReference':
        found.beside.push(...story.note('footnote', element.attributes['w:id'] ?? ''));
        break;
      case 'w:endnoteReference':
        found.beside.push(...story.note('endnote', element.attributes['w:id'] ?? ''));
        break;
      case 'w:commentReference':
        found.beside.push(...story.note('comment', element.attributes['w:id'] ?? ''));
        break;
      case 'w:ruby':
        readRuby(element, story, found, outerHref);
        break;
      case 'm:oMath':
      case 'm:oMathPara': {
        const text = mathToLatex(element);
        if (text !== '') found.runs.push({ text, math: true });
        break;
      }
    }
  }
}

/** Begin, separate, end; check boxes and drop-down lists of old forms keep their value in the begin mark. */
function readFieldMark(mark: XmlElement, story: Story, push: (text: string) => void): void {
  switch (mark.attributes['w:fldCharType']) {
    case 'begin': {
      const form = child(mark, 'w:ffData');
      const box = child(form, 'w:checkBox');
      if (box) push(isOn(child(box, 'w:checked') ?? child(box, 'w:default')) ? '☒' : '☐');
      const list = child(form, 'w:ddList');
      if (list) {
        const index = integer(value(child(list, 'w:result') ?? child(list, 'w:default'))) ?? 0;
        push(value(childrenNamed(list, 'w:listEntry')[index]) ?? '');
      }
      story.fields.begin();
      break;
    }
    case 'separate':
      story.fields.separate();
      break;
    case 'end':
      story.fields.end();
      break;
  }
}

/** A drop cap is a paragraph of its own in the file and the first letter of the next one on paper. */
export const isDropCap = (properties: XmlElement | undefined): boolean => {
  const kind = child(properties, 'w:framePr')?.attributes['w:dropCap'];
  return kind === 'drop' || kind === 'margin';
};

/** The paragraph's end was deleted in a tracked change: it and the next one are one. */
export const isJoinedToNext = (properties: XmlElement | undefined): boolean =>
  at(properties, 'w:rPr', 'w:del') !== undefined || at(properties, 'w:rPr', 'w:moveFrom') !== undefined;
