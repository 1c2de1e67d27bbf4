/** Marks at the start of list items, headings and captions. Pure rules over the text of a line. */

export interface Marker {
  /** As printed, without the space after it. */
  text: string;
  bullet: boolean;
  /** Items of one list have markers of one style: `1.`, `(a)`, `•`. */
  style: string;
  /** Characters to skip to reach the item's text. */
  length: number;
  checked?: boolean;
}

const BULLET = /^([•●▪■□◦○‣⁃∙·➢➤►▶✓✔❖◆⬥⧫❑❒◾▫→➔⇨☐☑☒✗󰠛\uf0b7])\s*(?=\S)/u;
const DASH = /^([-–—*])\s+(?=\S)/u;
const NUMBER = /^(\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\d{1,2}(?:\.\d{1,2}){1,4})\s+(?=\S)/u;
const CIRCLED = /^([①-⑳❶-❿])\s*(?=\S)/u;

/** The marker that a line starts with, if any. */
export function markerOf(text: string): Marker | undefined {
  const bullet = BULLET.exec(text) ?? DASH.exec(text);
  if (bullet?.[1] !== undefined) {
    const sign = bullet[1];
    const marker: Marker = { text: sign, bullet: true, style: sign, length: bullet[0].length };
    if (sign === '☐' || sign === '☑' || sign === '☒') marker.checked = sign !== '☐';
    return marker;
  }
  const number = NUMBER.exec(text) ?? CIRCLED.exec(text);
  if (number?.[1] === undefined) return undefined;
  return { text: number[1], bullet: false, style: styleOf(number[1]), length: number[0].length };
}

function styleOf(marker: string): string {
  return marker
    .replace(/\d+/g, '1')
    .replace(/[①-❿]/u, '①')
    .replace(/[a-z]+/, 'a')
    .replace(/[A-Z]+/, 'A');
}

const CAPTION =
  /^(?:figure|fig\.?|table|tab\.?|listing|chart|scheme|plate|exhibit|abbildung|abb\.?|tabelle|tableau|figura|tabla|tabella|algorithm|그림|표|图|表|図|рис\.?|таблица)\s*(.*)$/isu;
const CAPTION_NUMBER = /^(?:\d+|[IVXLC]+|[A-Z])(?:[.\-–]\d+)*\s*[.:|)\]–—-]?(?=\s|$)/u;
const BRACKET_CAPTION = /^[[(<【〈](표|그림|table|figure|图|表|図)\s*[\d.-]+[\])>】〉]/iu;

/** "Figure 3: …", "Table 1. …": what stands with a picture or a table. */
export const isCaption = (text: string): boolean =>
  CAPTION_NUMBER.test(CAPTION.exec(text)?.[1] ?? '') || BRACKET_CAPTION.test(text);
export const isFigureCaption = (text: string): boolean =>
  isCaption(text) && /^[[(<【〈]?(fig|abb|chart|scheme|plate|exhibit|그림|图|図|рис)/iu.test(text);

/** Depth of a section number at the start ("5" 1, "5.1" 2, "A.2" 2), 0 without. */
export function sectionDepth(text: string): number {
  const match =
    /^(?:(\d{1,2}(?:\.\d{1,2}){0,4})\.?|([A-Z](?:\.\d{1,2}){0,4})\.?|([IVX]{1,5})\.)\s+(?=\p{Lu}|\p{Lo}|["“(])/u.exec(
      text,
    );
  if (match === null) return 0;
  const number = match[1] ?? match[2];
  if (number === undefined) return 1;
  if (match[2] !== undefined && !/[.]/.test(match[0])) return 0; // "A new approach"
  return number.split('.').length;
}

/** A line of a table of contents: dots that lead to a page number. */
export const leaderEnd = (text: string): boolean => /(\.\s?){4,}\s*[\divxlc]{1,5}$/i.test(text);
