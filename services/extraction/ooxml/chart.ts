import type { Block, Cell } from '../../../domain/documents/content.js';
import {
  at,
  child,
  childrenNamed,
  descendants,
  elements,
  first,
  integer,
  textOf,
  value,
  type XmlElement,
} from '../xml/element.js';
import { drawingText } from './drawing-text.js';
import { formatNumber, parseFormat, plainNumber, type NumberFormat } from './number-format.js';

interface Series {
  name: string;
  categories: string[];
  values: string[];
}

interface Chart {
  title: string;
  kind: string;
  axes: string[];
  series: Series[];
}

const KINDS: Readonly<Record<string, string>> = {
  'c:areaChart': 'Area chart',
  'c:area3DChart': 'Area chart',
  'c:lineChart': 'Line chart',
  'c:line3DChart': 'Line chart',
  'c:stockChart': 'Stock chart',
  'c:radarChart': 'Radar chart',
  'c:scatterChart': 'Scatter chart',
  'c:pieChart': 'Pie chart',
  'c:pie3DChart': 'Pie chart',
  'c:ofPieChart': 'Pie chart',
  'c:doughnutChart': 'Doughnut chart',
  'c:barChart': 'Bar chart',
  'c:bar3DChart': 'Bar chart',
  'c:surfaceChart': 'Surface chart',
  'c:surface3DChart': 'Surface chart',
  'c:bubbleChart': 'Bubble chart',
  waterfall: 'Waterfall chart',
  treemap: 'Treemap chart',
  sunburst: 'Sunburst chart',
  clusteredColumn: 'Histogram',
  paretoLine: 'Pareto chart',
  boxWhisker: 'Box and whisker chart',
  funnel: 'Funnel chart',
  regionMap: 'Map chart',
};

/** Points kept of one series: a sheet has no more rows. */
const MAX_POINTS = 1_048_576;

/**
 * A chart part (c:chartSpace, or cx:chartSpace of Office 2016) as blocks: the picture with its title as caption and
 * the titles of its axes as description, what kind of chart it is, and its numbers as a table, a row a category and a column a series. Values are those that the file
 * caches, so that the workbook behind the chart need not be read.
 */
export function chartBlocks(root: XmlElement | undefined): Block[] {
  if (!root) return [];
  const chart = root.name === 'cx:chartSpace' ? readExtended(root) : readChart(root);
  const blocks: Block[] = [
    {
      kind: 'image',
      ...(chart.title === '' ? {} : { caption: chart.title }),
      ...(chart.axes.length === 0 ? {} : { alt: `Axes: ${chart.axes.join(', ')}` }),
    },
    { kind: 'paragraph', content: [{ text: chart.kind }] },
  ];
  const table = chartTable(chart.series);
  if (table) blocks.push(table);
  return blocks;
}

function chartTable(series: readonly Series[]): Block | undefined {
  const filled = series.filter((one) => one.values.length > 0);
  if (filled.length === 0) return undefined;
  const cells: Cell[] = [];
  const put = (row: number, column: number, text: string, header = false): void => {
    if (text !== '') cells.push({ row, column, content: [{ text }], ...(header ? { header: true as const } : {}) });
  };
  filled.forEach((one, column) => put(0, column + 1, one.name, true));
  // Series of a scatter chart may have their own x values: each x is a row of its own then.
  const shared = filled.every((one) => sameCategories(one, filled[0]));
  let row = 1;
  const groups = shared ? [filled] : filled.map((one) => [one]);
  for (const group of groups) {
    const length = Math.max(...group.map((one) => Math.max(one.values.length, one.categories.length)));
    for (let i = 0; i < length; i++) {
      const label = group.map((one) => one.categories[i]).find((text) => text !== undefined && text !== '');
      put(row, 0, label ?? (group.some((one) => one.categories.length > 0) ? '' : String(i + 1)));
      for (const one of group) put(row, filled.indexOf(one) + 1, one.values[i] ?? '');
      row++;
    }
  }
  return { kind: 'table', rows: row, columns: filled.length + 1, cells };
}

function sameCategories(a: Series, b: Series | undefined): boolean {
  // A series without categories takes those of the first.
  if (!b || a.categories.length === 0 || a === b) return true;
  return a.categories.length === b.categories.length && a.categories.every((text, i) => text === b.categories[i]);
}

function readChart(root: XmlElement): Chart {
  const chart = child(root, 'c:chart');
  const plot = child(chart, 'c:plotArea');
  const series: Series[] = [];
  const kinds = new Set<string>();
  const axes: string[] = [];
  for (const element of elements(plot)) {
    const kind = KINDS[element.name] ?? (element.name.endsWith('Chart') ? 'Chart' : undefined);
    if (kind !== undefined) {
      kinds.add(kind);
      for (const one of childrenNamed(element, 'c:ser')) series.push(readSeries(one, series.length));
    } else if (element.name.endsWith('Ax')) {
      const title = titleText(child(element, 'c:title'));
      if (title !== '') axes.push(title);
    }
  }
  let title = titleText(child(chart, 'c:title'));
  // Without a title of its own, a chart with one series shows that series' name.
  if (title === '' && child(chart, 'c:title') && series.length === 1) title = series[0]?.name ?? '';
  return { title, kind: [...kinds].join(' and ') || 'Chart', axes, series };
}

function titleText(title: XmlElement | undefined): string {
  const text = child(title, 'c:tx');
  return (drawingText(child(text, 'c:rich')) || references(text).join(' ')).replace(/\s+/g, ' ').trim();
}

function readSeries(series: XmlElement, index: number): Series {
  const title = child(series, 'c:tx');
  const name = references(title).join(' ') || textOf(child(title, 'c:v')).trim();
  return {
    name: name || `Series ${(integer(value(child(series, 'c:idx'))) ?? index) + 1}`,
    categories: references(child(series, 'c:cat') ?? child(series, 'c:xVal')),
    values: references(child(series, 'c:val') ?? child(series, 'c:yVal')),
  };
}

/** The cached points behind c:cat, c:val, c:tx: c:strRef/c:strCache, c:numRef/c:numCache, c:multiLvlStrRef, literals. */
function references(holder: XmlElement | undefined): string[] {
  for (const element of elements(holder)) {
    switch (element.name) {
      case 'c:strRef':
      case 'c:numRef':
        return points(child(element, 'c:strCache') ?? child(element, 'c:numCache'));
      case 'c:strLit':
      case 'c:numLit':
        return points(element);
      case 'c:multiLvlStrRef': {
        // The innermost level comes first; a label above stands for all rows until the next one.
        const levels = childrenNamed(child(element, 'c:multiLvlStrCache'), 'c:lvl').map(points);
        const [inner = [], ...outer] = levels;
        return inner.map((label, row) =>
          [...outer.toReversed().map((level) => level.slice(0, row + 1).findLast((text) => text !== '') ?? ''), label]
            .filter((text) => text !== '')
            .join(' '),
        );
      }
    }
  }
  return [];
}

function points(cache: XmlElement | undefined): string[] {
  const texts: string[] = [];
  const isNumber = cache?.name.includes('num') ?? false;
  const format = isNumber ? parseFormat(textOf(child(cache, 'c:formatCode'))) : undefined;
  for (const point of childrenNamed(cache, 'c:pt')) {
    const index = integer(point.attributes['idx']) ?? texts.length;
    if (index < 0 || index >= MAX_POINTS) continue;
    while (texts.length < index) texts.push('');
    texts[index] = cachedText(textOf(child(point, 'c:v')), format);
  }
  return texts;
}

function cachedText(text: string, format: NumberFormat | undefined): string {
  const number = Number(text);
  if (!format || text.trim() === '' || Number.isNaN(number)) return text.trim();
  return format.kind === 'date' ? formatNumber(number, format) : plainNumber(number);
}

/** Charts of Office 2016 and later ([MS-ODRAWXML] 2.24): data stand apart from the series that show them. */
function readExtended(root: XmlElement): Chart {
  const chart = child(root, 'cx:chart');
  const data = new Map<string, { categories: string[]; values: string[] }>();
  for (const one of childrenNamed(child(root, 'cx:chartData'), 'cx:data')) {
    const categories = [...elements(one)].filter((e) => e.name === 'cx:strDim' || e.attributes['type'] === 'x');
    const numbers = [...elements(one)].filter((e) => e.name === 'cx:numDim' && e.attributes['type'] !== 'x');
    data.set(one.attributes['id'] ?? '', {
      categories: combineLevels(
        categories.flatMap((dimension) => childrenNamed(dimension, 'cx:lvl').map(extendedPoints)),
      ),
      values: numbers.flatMap((dimension) => childrenNamed(dimension, 'cx:lvl')).flatMap(extendedPoints),
    });
  }
  const series: Series[] = [];
  const kinds = new Set<string>();
  for (const one of descendants(child(chart, 'cx:plotArea'), 'cx:series')) {
    kinds.add(KINDS[one.attributes['layoutId'] ?? ''] ?? 'Chart');
    const found = data.get(value(child(one, 'cx:dataId')) ?? '');
    const name = textOf(first(child(one, 'cx:tx'), 'cx:v')).trim();
    if (found) series.push({ name: name || `Series ${series.length + 1}`, ...found });
  }
  const title = child(chart, 'cx:title');
  const text = drawingText(at(title, 'cx:tx', 'cx:rich')) || textOf(first(title, 'cx:v')).trim();
  return { title: text.replace(/\s+/g, ' '), kind: [...kinds].join(' and ') || 'Chart', axes: [], series };
}

function extendedPoints(level: XmlElement): string[] {
  const texts: string[] = [];
  for (const point of childrenNamed(level, 'cx:pt')) {
    const index = integer(point.attributes['idx']) ?? texts.length;
    if (index < 0 || index >= MAX_POINTS) continue;
    while (texts.length < index) texts.push('');
    const text = textOf(point).trim();
    texts[index] = text !== '' && Number.isFinite(Number(text)) ? plainNumber(Number(text)) : text;
  }
  return texts;
}

/** Levels of a hierarchy, innermost first, as "outer inner" per row. */
function combineLevels(levels: readonly string[][]): string[] {
  const [inner = [], ...outer] = levels;
  return inner.map((label, row) =>
    [...outer.toReversed().map((level) => level[row] ?? ''), label].filter((text) => text !== '').join(' '),
  );
}
