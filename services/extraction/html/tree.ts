import { Parser } from 'htmlparser2';
import type { XmlElement } from '../xml/element.js';

/**
 * Nesting at which the parser itself would become slow (its stack costs time by its length): what follows is taken as text
 * without tags. Only a page made to do harm gets there.
 */
const HOSTILE_DEPTH = 4000;
const SLICE = 8192;

/** Browsers stop nesting at 512; deeper elements become neighbours of the deepest, and no text is lost. */
const MAX_DEPTH = 400;

/**
 * The tree of an HTML text; names are in lower case. `xhtml` also takes `<a/>` for an empty element (EPUB), and drops
 * namespace prefixes from names. Comments and declarations are left out. Never throws: any text is HTML.
 */
export function parseHtml(text: string, xhtml = false): XmlElement {
  const root: XmlElement = { name: '', attributes: {}, children: [] };
  const stack: XmlElement[] = [root];
  // Elements beyond the limit are counted, so that their ends close nothing else.
  let beyond = 0;
  const top = (): XmlElement => stack.at(-1) ?? root;
  const parser = new Parser(
    {
      onopentag(raw, attributes) {
        const name = (xhtml ? raw.replace(/^.*:/, '') : raw).toLowerCase();
        const element: XmlElement = { name, attributes, children: [] };
        if (stack.length > MAX_DEPTH) {
          beyond++;
          top().children.push(element);
          return;
        }
        top().children.push(element);
        stack.push(element);
      },
      ontext(data) {
        const siblings = top().children;
        const last = siblings.at(-1);
        if (typeof last === 'string') siblings[siblings.length - 1] = last + data;
        else siblings.push(data);
      },
      onclosetag() {
        if (beyond > 0) beyond--;
        else if (stack.length > 1) stack.pop();
      },
    },
    { recognizeSelfClosing: xhtml, recognizeCDATA: true },
  );
  for (let at = 0; at < text.length; at += SLICE) {
    if (stack.length + beyond > HOSTILE_DEPTH) {
      top().children.push(text.slice(at).replace(/<[^>]*>/g, ' '));
      return root;
    }
    parser.write(text.slice(at, at + SLICE));
  }
  parser.end();
  return root;
}
