import { createXmlSink, readXml, type Attributes, type XmlHandler } from './events.js';

/** An element with its children in order; text nodes are strings, neighbouring ones merged. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Attributes;
  readonly children: XmlNode[];
}

export type XmlNode = XmlElement | string;

/** Child elements of the element called `parent` are handed to `visit` as soon as they are complete, and not kept. */
export interface Pruning {
  parent: string;
  visit(element: XmlElement, parent: XmlElement): void;
}

/**
 * The branch of an mc:AlternateContent that says most: the first choice (newer shapes, formulas, charts), unless it holds
 * no text and the fallback does.
 */
function chosen(alternate: XmlElement): readonly XmlNode[] {
  const choice = child(alternate, 'mc:Choice');
  const fallback = child(alternate, 'mc:Fallback');
  if (!choice) return fallback?.children ?? [];
  if (!fallback || hasContent(choice)) return choice.children;
  return hasText(fallback) ? fallback.children : choice.children;
}

const hasText = (node: XmlNode): boolean =>
  typeof node === 'string' ? node.trim() !== '' : node.children.some(hasText);

/** Text, or a reference to a part (chart, diagram, picture) that holds the content. */
const hasContent = (node: XmlNode): boolean =>
  typeof node === 'string'
    ? node.trim() !== ''
    : 'r:id' in node.attributes || 'r:embed' in node.attributes || 'r:dm' in node.attributes
      ? true
      : node.children.some(hasContent);

function createTreeBuilder(pruning?: Pruning): { handler: XmlHandler; root(): XmlElement } {
  const document: XmlElement = { name: '', attributes: {}, children: [] };
  const stack: XmlElement[] = [document];
  const attach = (parent: XmlElement, node: XmlNode): void => {
    if (pruning && parent.name === pruning.parent && typeof node !== 'string') {
      pruning.visit(node, parent);
      return;
    }
    const last = parent.children.length - 1;
    const before = parent.children[last];
    if (typeof node === 'string' && typeof before === 'string') parent.children[last] = before + node;
    else parent.children.push(node);
  };
  const top = (): XmlElement => stack.at(-1) ?? document;
  return {
    handler: {
      open: (name, attributes) => {
        stack.push({ name, attributes, children: [] });
      },
      text: (data) => attach(top(), data),
      close: () => {
        const element = stack.length > 1 ? stack.pop() : undefined;
        if (!element) return;
        if (element.name === 'mc:AlternateContent') for (const node of chosen(element)) attach(top(), node);
        else attach(top(), element);
      },
    },
    root: () => document.children.find((node) => typeof node !== 'string') ?? document,
  };
}

/** The root element of a part, less what `pruning` visits. mc:AlternateContent is replaced by its best branch. */
export function parseXml(chunks: Iterable<Uint8Array>, what?: string, pruning?: Pruning): XmlElement {
  const builder = createTreeBuilder(pruning);
  const sink = createXmlSink(builder.handler, what);
  for (const chunk of chunks) sink.write(chunk);
  sink.end();
  return builder.root();
}

/** Like `parseXml` for parts of any size: what `pruning` visits never gathers in memory. */
export async function streamXml(
  chunks: Iterable<Uint8Array>,
  pruning: Pruning,
  signal: AbortSignal,
  what?: string,
): Promise<void> {
  await readXml(chunks, createTreeBuilder(pruning).handler, signal, what);
}

export function* elements(parent: XmlElement | undefined): Generator<XmlElement> {
  if (!parent) return;
  for (const node of parent.children) if (typeof node !== 'string') yield node;
}

export function child(parent: XmlElement | undefined, name: string): XmlElement | undefined {
  for (const element of elements(parent)) if (element.name === name) return element;
  return undefined;
}

/** Follows a path of child names. */
export function at(parent: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((element, name) => child(element, name), parent);
}

export function childrenNamed(parent: XmlElement | undefined, name: string): XmlElement[] {
  return [...elements(parent)].filter((element) => element.name === name);
}

/** All descendants of that name in document order; what lies inside a match is not searched again. */
export function* descendants(parent: XmlElement | undefined, name: string): Generator<XmlElement> {
  for (const element of elements(parent)) {
    if (element.name === name) yield element;
    else yield* descendants(element, name);
  }
}

export function first(parent: XmlElement | undefined, name: string): XmlElement | undefined {
  for (const element of descendants(parent, name)) return element;
  return undefined;
}

export const textOf = (node: XmlNode | undefined): string =>
  node === undefined ? '' : typeof node === 'string' ? node : node.children.map(textOf).join('');

/** The `val` attribute by which OOXML says most things: `<w:ilvl w:val="2"/>` → "2". */
export function value(element: XmlElement | undefined): string | undefined {
  return element?.attributes['w:val'] ?? element?.attributes['m:val'] ?? element?.attributes['val'];
}

/** ST_OnOff: an element without `val` is on. */
export function isOn(element: XmlElement | undefined): boolean {
  return element !== undefined && !['0', 'false', 'off', 'none'].includes(value(element) ?? 'true');
}

/** An integer attribute or value; undefined where it is missing or not a number. */
export function integer(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number.parseInt(text, 10);
  return Number.isSafeInteger(number) ? number : undefined;
}
