import type { Inline } from '../../../domain/documents/content.js';
import type { Fragment } from './fragments.js';
import { inside, type Rect } from './geometry.js';
import type { Glyph } from './glyphs.js';
import { isSpaceless } from './script.js';

/** A place on the page that leads somewhere, in the frame of the glyphs. */
export interface LinkArea extends Rect {
  href: string;
}

/** What all of a block has in common is not worth marking: headings are bold anyway. */
export interface Plain {
  bold?: boolean;
  italic?: boolean;
}

/**
 * Writes lines as runs of text with their formatting. Lines are joined by a space, except where a word was only cut by
 * the end of the line, or the script has no spaces.
 */
export function contentOf(lines: readonly Fragment[], links: readonly LinkArea[], plain: Plain = {}): Inline[] {
  const runs: Inline[] = [];
  const put = (text: string, style: Omit<Inline, 'text'>): void => {
    const last = runs[runs.length - 1];
    if (last !== undefined && sameStyle(last, style)) last.text += text;
    else runs.push({ text, ...style });
  };
  let style: Omit<Inline, 'text'> = {};
  lines.forEach((line, index) => {
    const before = lines[index - 1];
    const join = before === undefined ? 'none' : joinOf(before, line);
    if (join === 'cut') dropHyphen(runs);
    if (join === 'space') put(' ', spaceStyle(style, styleOf(line.words[0]?.glyphs[0], line, links, plain)));
    line.words.forEach((word, w) => {
      if (w > 0) put(' ', spaceStyle(style, styleOf(word.glyphs[0], line, links, plain)));
      for (const glyph of word.glyphs) {
        style = styleOf(glyph, line, links, plain);
        put(glyph.text, style);
      }
    });
  });
  return runs.filter((run) => run.text !== '');
}

/** The text of lines as it is read. */
export const joined = (lines: readonly Fragment[]): string =>
  contentOf(lines, [], { bold: true, italic: true })
    .map((run) => run.text)
    .join('');

/** Compounds whose hyphen is their own, wherever the line ends. */
const COMPOUND = /(?:^|[\s(“"‘'])(self|non|well|cross|half|quasi|ill|all|ex|anti|post|pre|co|multi|semi|e)-$/i;

type Join = 'none' | 'space' | 'cut' | 'glue';

/** How a line goes on in the next: `cut`: the hyphen goes and the word is joined; `glue`: the hyphen stays. */
export function joinOf(before: Fragment, line: Fragment): Join {
  const last = before.words[before.words.length - 1];
  const end = last?.text ?? '';
  const start = line.words[0]?.text ?? '';
  if (/[\p{L}\p{N}][-\u00ad\u2010]$/u.test(end)) {
    if (/^\p{Ll}/u.test(start) && /\p{Ll}[-\u00ad\u2010]$/u.test(end)) return COMPOUND.test(` ${end}`) ? 'glue' : 'cut';
    if (/^[\p{L}\p{N}]/u.test(start)) return 'glue';
  }
  if (/\p{L}[–—/]$/u.test(end) && /^[\p{L}\p{N}]/u.test(start) && !/\s[–—/]$/u.test(before.text)) return 'glue';
  if (/^https?:\/\/\S*[/?&=_-]$/.test(end) && /^[\w%/?&=.-]+/.test(start)) return 'glue'; // a web address over two lines
  return isSpaceless(/.$/u.exec(end)?.[0] ?? '') && isSpaceless(/^./u.exec(start)?.[0] ?? '') ? 'none' : 'space';
}

function dropHyphen(runs: Inline[]): void {
  const last = runs[runs.length - 1];
  if (last !== undefined) last.text = last.text.replace(/[-\u00ad\u2010]$/u, '');
}

function styleOf(
  glyph: Glyph | undefined,
  line: Fragment,
  links: readonly LinkArea[],
  plain: Plain,
): Omit<Inline, 'text'> {
  if (glyph === undefined) return {};
  const style: Omit<Inline, 'text'> = {};
  if (glyph.font.bold && plain.bold !== true) style.bold = true;
  if (glyph.font.italic && plain.italic !== true && !glyph.font.math) style.italic = true;
  if (glyph.turn === 0 && glyph.size <= 0.82 * line.size) {
    const raised = line.baseline - glyph.baseline;
    if (raised > 0.12 * line.size) style.script = 'super';
    else if (raised < -0.06 * line.size) style.script = 'sub';
  }
  for (const link of links) {
    if (inside((glyph.x0 + glyph.x1) / 2, glyph.baseline - 0.25 * glyph.size, link)) {
      style.href = link.href;
      break;
    }
  }
  return style;
}

/** A space between two runs carries only what both have, so that runs start and end with letters. */
function spaceStyle(a: Omit<Inline, 'text'>, b: Omit<Inline, 'text'>): Omit<Inline, 'text'> {
  const style: Omit<Inline, 'text'> = {};
  if (a.bold === true && b.bold === true) style.bold = true;
  if (a.italic === true && b.italic === true) style.italic = true;
  if (a.href !== undefined && a.href === b.href) style.href = a.href;
  return style;
}

const sameStyle = (a: Omit<Inline, 'text'>, b: Omit<Inline, 'text'>): boolean =>
  a.bold === b.bold && a.italic === b.italic && a.href === b.href && a.script === b.script;
