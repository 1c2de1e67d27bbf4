import type { Inline } from '../../../domain/documents/content.js';
import { mergeRuns, type Formatting } from '../inline.js';
import { child, elements, isOn, textOf, type XmlElement } from '../xml/element.js';
import { mathToLatex } from './math.js';

/** Turns the id of a hyperlink's relationship into its address. */
export type LinkResolver = (id: string | undefined) => string | undefined;

/** Run properties of DrawingML (ECMA-376 part 1, 21.1.2.3.9). */
function formatting(properties: XmlElement | undefined, link: LinkResolver): Formatting {
  const style: Formatting = {};
  const { b, i, strike, baseline } = properties?.attributes ?? {};
  if (b === '1' || b === 'true') style.bold = true;
  if (i === '1' || i === 'true') style.italic = true;
  if (strike !== undefined && strike !== 'noStrike') style.strike = true;
  const raised = Number.parseInt(baseline ?? '0', 10);
  if (raised > 0) style.script = 'super';
  else if (raised < 0) style.script = 'sub';
  const href = link(child(properties, 'a:hlinkClick')?.attributes['r:id']);
  if (href !== undefined) style.href = href;
  return style;
}

/** The runs of one a:p. A line break is "\n"; formulas are LaTeX. */
export function drawingRuns(paragraph: XmlElement, link: LinkResolver = () => undefined): Inline[] {
  const runs: Inline[] = [];
  for (const element of elements(paragraph)) {
    switch (element.name) {
      case 'a:r':
      case 'a:fld': {
        // A vertical tab is how PowerPoint writes a line break in titles of old files.
        const text = textOf(child(element, 'a:t'))
          .replaceAll('\v', '\n')
          .replace(/_x000[bB]_/g, '\n');
        runs.push({ text, ...formatting(child(element, 'a:rPr'), link) });
        break;
      }
      case 'a:br':
        runs.push({ text: '\n' });
        break;
      case 'a14:m':
      case 'm:oMathPara':
      case 'm:oMath': {
        const text = mathToLatex(element);
        if (text !== '') runs.push({ text, math: true });
        break;
      }
    }
  }
  return mergeRuns(runs);
}

/** Plain text of a body of DrawingML paragraphs (a chart's title, a diagram's point), one line a paragraph. */
export function drawingText(body: XmlElement | undefined): string {
  const lines: string[] = [];
  for (const paragraph of elements(body)) {
    if (paragraph.name !== 'a:p') continue;
    const text = drawingRuns(paragraph)
      .map((run) => run.text)
      .join('')
      .trim();
    if (text !== '') lines.push(text);
  }
  return lines.join('\n');
}

/** True for a drawing that its author marked as having no meaning (a line, an ornament). */
export const isDecorative = (properties: XmlElement | undefined): boolean => {
  for (const extension of elements(child(properties, 'a:extLst'))) {
    for (const element of elements(extension)) {
      if (element.name.endsWith(':decorative') && isOn(element)) return true;
    }
  }
  return false;
};

/** What a drawing is said to show (`descr`, else its title). File names that programs put there say nothing. */
export function alternativeText(properties: XmlElement | undefined): string | undefined {
  if (isDecorative(properties)) return undefined;
  const text = (properties?.attributes['descr'] ?? properties?.attributes['title'] ?? '').trim();
  return text === '' || /^\S+\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|svg)$/i.test(text) ? undefined : text;
}
