import type { Block, Cell } from '../../../domain/documents/content.js';
import { mathmlToLatex } from '../html/mathml.js';
import { at, child, descendants, elements, textOf, type XmlElement } from '../xml/element.js';
import { objectPart } from './package.js';
import type { OdfStory } from './story.js';
import { odfTable } from './table.js';

/** A frame, shape or group: text boxes, pictures with their description, charts, formulas, tables. */
export function frameBlocks(shape: XmlElement, story: OdfStory): Block[] {
  const description = textOf(child(shape, 'svg:desc')).trim() || textOf(child(shape, 'svg:title')).trim();
  const blocks: Block[] = [];
  // An embedded object comes with a picture of itself, which says nothing more.
  let embedded = false;
  for (const element of elements(shape)) {
    switch (element.name) {
      case 'draw:text-box':
        blocks.push(...story.read(element));
        break;
      case 'draw:object': {
        const found = objectBlocks(element, story);
        embedded = found.length > 0;
        blocks.push(...found);
        break;
      }
      case 'draw:image':
      case 'draw:plugin':
        if (embedded || blocks.some((block) => block.kind === 'image')) break;
        blocks.push({ kind: 'image', ...(description === '' ? {} : { alt: description }) });
        break;
      case 'table:table':
        blocks.push(...odfTable(element, story));
        embedded = true;
        break;
      case 'text:p':
      case 'text:list':
        // Shapes hold their text directly: read once, below.
        break;
      default:
        if (element.name.startsWith('draw:')) blocks.push(...frameBlocks(element, story));
    }
  }
  const own = shape.children.filter((node) => typeof node !== 'string' && /^text:(?:p|list)$/.test(node.name));
  if (own.length > 0) blocks.push(...story.read({ ...shape, name: 'draw:text-box', children: own }));
  return blocks;
}

function objectBlocks(object: XmlElement, story: OdfStory): Block[] {
  const inline = child(object, 'math:math');
  const root = inline ?? story.package.tree(objectPart(object.attributes['xlink:href']));
  if (!root) return [];
  if (root.name === 'math:math') {
    const latex = mathmlToLatex(root);
    return latex === '' ? [] : [{ kind: 'formula', latex }];
  }
  const chart = at(root, 'office:body', 'office:chart', 'chart:chart');
  if (chart) return odfChart(chart);
  const blocks: Block[] = [];
  for (const table of descendants(at(root, 'office:body', 'office:spreadsheet'), 'table:table')) {
    blocks.push(...odfTable(table, story));
  }
  return blocks.length > 0 ? blocks : story.read(at(root, 'office:body', 'office:text'));
}

const KINDS: Readonly<Record<string, string>> = {
  line: 'Line chart',
  area: 'Area chart',
  circle: 'Pie chart',
  ring: 'Doughnut chart',
  scatter: 'Scatter chart',
  radar: 'Radar chart',
  'filled-radar': 'Radar chart',
  bar: 'Bar chart',
  stock: 'Stock chart',
  bubble: 'Bubble chart',
  surface: 'Surface chart',
  gantt: 'Gantt chart',
};

/** A chart (chart:chart) by the table of numbers that it carries. */
function odfChart(chart: XmlElement): Block[] {
  const title = textOf(child(chart, 'chart:title')).trim();
  const kind = KINDS[(chart.attributes['chart:class'] ?? '').replace(/^.*:/, '')] ?? 'Chart';
  const blocks: Block[] = [
    { kind: 'image', ...(title === '' ? {} : { caption: title }) },
    { kind: 'paragraph', content: [{ text: kind }] },
  ];
  const cells: Cell[] = [];
  let row = 0;
  let columns = 0;
  for (const line of descendants(child(chart, 'table:table'), 'table:table-row')) {
    let column = 0;
    for (const source of elements(line)) {
      const text = [...elements(source)]
        .filter((one) => one.name === 'text:p')
        .map(textOf)
        .join(' ')
        .trim();
      // A gap in the numbers is written as "not a number".
      if (text !== '' && text !== 'NaN') cells.push({ row, column, content: [{ text }] });
      columns = Math.max(columns, ++column);
    }
    row++;
  }
  if (cells.length > 0) blocks.push({ kind: 'table', rows: row, columns, cells });
  return blocks;
}
