import { at, child, childrenNamed, integer, isOn, value, type XmlElement } from '../xml/element.js';

/** What the reader needs of a paragraph or character style (ECMA-376 part 1, 17.7), inheritance resolved. */
export interface Style {
  id: string;
  /** The built-in name in lower case ("heading 1"), whatever language the program speaks. */
  name: string;
  type: string;
  /** 0–8; 9 and absence mean body text. */
  outlineLevel?: number;
  numId?: string;
  numLevel?: number;
  bold?: boolean;
  italic?: boolean;
  hidden?: boolean;
}

export interface Styles {
  get(id: string | undefined): Style | undefined;
  /** The style of paragraphs that name none. */
  readonly defaultParagraph: Style | undefined;
}

/** Chains longer than this are cycles. */
const MAX_CHAIN = 20;

export function readStyles(root: XmlElement | undefined): Styles {
  const elements = new Map<string, XmlElement>();
  let defaultParagraph: string | undefined;
  for (const element of childrenNamed(root, 'w:style')) {
    const id = element.attributes['w:styleId'];
    if (id === undefined) continue;
    elements.set(id, element);
    const isDefault = ['1', 'true', 'on'].includes(element.attributes['w:default'] ?? '');
    if (isDefault && element.attributes['w:type'] === 'paragraph') defaultParagraph = id;
  }
  const resolved = new Map<string, Style>();
  const resolve = (id: string, depth: number): Style | undefined => {
    const known = resolved.get(id);
    if (known) return known;
    const element = elements.get(id);
    if (!element || depth > MAX_CHAIN) return undefined;
    const parentId = value(child(element, 'w:basedOn'));
    const parent = parentId === undefined ? undefined : resolve(parentId, depth + 1);
    const style = ownStyle(id, element, parent);
    resolved.set(id, style);
    return style;
  };
  return {
    get: (id) => (id === undefined ? undefined : resolve(id, 0)),
    defaultParagraph: defaultParagraph === undefined ? undefined : resolve(defaultParagraph, 0),
  };
}

function ownStyle(id: string, element: XmlElement, parent: Style | undefined): Style {
  const style: Style = {
    ...parent,
    id,
    name: (value(child(element, 'w:name')) ?? id).toLowerCase(),
    type: element.attributes['w:type'] ?? 'paragraph',
  };
  const paragraph = child(element, 'w:pPr');
  const outline = integer(value(child(paragraph, 'w:outlineLvl')));
  if (outline !== undefined) style.outlineLevel = outline;
  const numId = value(at(paragraph, 'w:numPr', 'w:numId'));
  if (numId !== undefined) style.numId = numId;
  const numLevel = integer(value(at(paragraph, 'w:numPr', 'w:ilvl')));
  if (numLevel !== undefined) style.numLevel = numLevel;
  const run = child(element, 'w:rPr');
  for (const [key, name] of [
    ['bold', 'w:b'],
    ['italic', 'w:i'],
    ['hidden', 'w:vanish'],
  ] as const) {
    const toggle = child(run, name);
    if (toggle) style[key] = isOn(toggle);
  }
  return style;
}

/**
 * The heading level that a style means: 0 a title, 1–9 a heading, undefined body text. A style based on a heading is one
 * as well, unless it says otherwise by its outline level.
 */
export function headingLevel(style: Style | undefined): number | undefined {
  if (!style) return undefined;
  if (style.name === 'title') return 0;
  const named = /^heading ([1-9])$/.exec(style.name)?.[1];
  if (named !== undefined) return Number(named);
  if (style.outlineLevel !== undefined && style.outlineLevel < 9) return style.outlineLevel + 1;
  return undefined;
}
