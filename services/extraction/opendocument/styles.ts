import { child, childrenNamed, elements, integer, type XmlElement } from '../xml/element.js';
import type { Formatting } from '../inline.js';

/** A style with what it inherits. */
export interface OdfStyle {
  /** Names of this style and its parents, nearest first, as the file spells them ("Heading_20_1"). */
  chain: readonly string[];
  look: Formatting;
  hidden: boolean;
  listStyle: string | undefined;
  masterPage: string | undefined;
  /** False for a table (sheet) or page that is not shown. */
  display: boolean;
}

export interface ListLevel {
  bullet: boolean;
  format: string;
  prefix: string;
  suffix: string;
  start: number;
  /** Levels whose numbers are printed: 2 prints "1.1". */
  shown: number;
}

export interface OdfStyles {
  get(family: string, name: string | undefined): OdfStyle;
  list(name: string | undefined): ReadonlyMap<number, ListLevel> | undefined;
  /** Levels of headings (text:outline-style). */
  readonly outline: ReadonlyMap<number, ListLevel>;
}

const NONE: OdfStyle = {
  chain: [],
  look: {},
  hidden: false,
  listStyle: undefined,
  masterPage: undefined,
  display: true,
};
const MAX_CHAIN = 20;
/** List formats (style:num-format) by the names that Word has for them. */
const FORMATS: Readonly<Record<string, string>> = {
  '1': 'decimal',
  a: 'lowerLetter',
  A: 'upperLetter',
  i: 'lowerRoman',
  I: 'upperRoman',
};

/** Common styles of styles.xml and automatic ones of content.xml. */
export function readOdfStyles(roots: readonly (XmlElement | undefined)[]): OdfStyles {
  const styles = new Map<string, XmlElement>();
  const lists = new Map<string, ReadonlyMap<number, ListLevel>>();
  let outline: ReadonlyMap<number, ListLevel> = new Map();
  for (const root of roots) {
    for (const group of [child(root, 'office:styles'), child(root, 'office:automatic-styles')]) {
      for (const element of elements(group)) {
        const name = element.attributes['style:name'] ?? '';
        if (element.name === 'style:style') styles.set(`${element.attributes['style:family'] ?? ''}/${name}`, element);
        else if (element.name === 'text:list-style') lists.set(name, readLevels(element));
        else if (element.name === 'text:outline-style') outline = readLevels(element);
      }
    }
  }
  const resolved = new Map<string, OdfStyle>();
  const get = (family: string, name: string | undefined, depth = 0): OdfStyle => {
    if (name === undefined || depth > MAX_CHAIN) return NONE;
    const key = `${family}/${name}`;
    const known = resolved.get(key);
    if (known) return known;
    const element = styles.get(key);
    const parent = element ? get(family, element.attributes['style:parent-style-name'], depth + 1) : NONE;
    const style = element ? ownStyle(name, element, parent) : { ...NONE, chain: [name] };
    resolved.set(key, style);
    return style;
  };
  return { get, list: (name) => (name === undefined ? undefined : lists.get(name)), outline };
}

function ownStyle(name: string, element: XmlElement, parent: OdfStyle): OdfStyle {
  const text = child(element, 'style:text-properties')?.attributes ?? {};
  const look: Formatting = { ...parent.look };
  const weight = text['fo:font-weight'];
  if (weight !== undefined) {
    if (weight === 'bold' || Number(weight) >= 600) look.bold = true;
    else delete look.bold;
  }
  const slant = text['fo:font-style'];
  if (slant !== undefined) {
    if (slant === 'italic' || slant === 'oblique') look.italic = true;
    else delete look.italic;
  }
  const line = text['style:text-line-through-style'] ?? text['style:text-line-through-type'];
  if (line !== undefined) {
    if (line !== 'none') look.strike = true;
    else delete look.strike;
  }
  const position = text['style:text-position'];
  if (position !== undefined) {
    if (position.startsWith('super') || Number.parseFloat(position) > 0) look.script = 'super';
    else if (position.startsWith('sub') || Number.parseFloat(position) < 0) look.script = 'sub';
    else delete look.script;
  }
  const table = child(element, 'style:table-properties')?.attributes ?? {};
  const page = child(element, 'style:drawing-page-properties')?.attributes ?? {};
  return {
    chain: [name, ...parent.chain],
    look,
    hidden: text['text:display'] === 'none' || parent.hidden,
    listStyle: element.attributes['style:list-style-name'] ?? parent.listStyle,
    masterPage: element.attributes['style:master-page-name'] ?? parent.masterPage,
    display: table['table:display'] !== 'false' && page['presentation:visibility'] !== 'hidden',
  };
}

function readLevels(list: XmlElement): ReadonlyMap<number, ListLevel> {
  const levels = new Map<number, ListLevel>();
  for (const element of elements(list)) {
    const at = integer(element.attributes['text:level']);
    if (at === undefined) continue;
    const format = element.attributes['style:num-format'] ?? '';
    levels.set(at - 1, {
      bullet: !element.name.endsWith('-number') && element.name !== 'text:outline-level-style',
      format: FORMATS[format] ?? (format === '' ? 'none' : 'decimal'),
      prefix: element.attributes['style:num-prefix'] ?? '',
      suffix: element.attributes['style:num-suffix'] ?? '',
      start: integer(element.attributes['text:start-value']) ?? 1,
      shown: integer(element.attributes['text:display-levels']) ?? 1,
    });
  }
  return levels;
}

/** Master pages by name: headers and footers of text documents, background of slides. */
export const masterPages = (styles: XmlElement | undefined): XmlElement[] =>
  childrenNamed(child(styles, 'office:master-styles'), 'style:master-page');
