import { describe, expect, it } from 'vitest';
import { markdownOf } from '../document-fixture.js';
import { parseXml } from '../xml/element.js';
import { chartBlocks } from './chart.js';

const NS =
  'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:cx="http://schemas.microsoft.com/office/drawing/2014/chartex"';
const markdown = (root: string): string =>
  markdownOf([{ number: 1, method: 'text', blocks: chartBlocks(parseXml([Buffer.from(root)])) }]);
const points = (values: string[], level = 'c:pt'): string =>
  values
    .map((value, i) => `<${level} idx="${i}">${level === 'c:pt' ? `<c:v>${value}</c:v>` : value}</${level}>`)
    .join('');

describe('charts', () => {
  it('show dates as dates, and hierarchies of categories in full', () => {
    const chart = `<c:chartSpace ${NS}><c:chart><c:plotArea><c:areaChart><c:ser><c:tx><c:v>A</c:v></c:tx><c:cat><c:numRef><c:numCache><c:formatCode>mmm\\-yy</c:formatCode>${points(['45292'])}</c:numCache></c:numRef></c:cat><c:val><c:numRef><c:numCache>${points(['1'])}</c:numCache></c:numRef></c:val></c:ser></c:areaChart></c:plotArea></c:chart></c:chartSpace>`;
    expect(markdown(chart)).toBe('<!-- image -->\n\nArea chart\n\n|  | A |\n| - | - |\n| 2024-01-01 | 1 |\n');
    const levels = `<c:chartSpace ${NS}><c:chart><c:plotArea><c:barChart><c:ser><c:cat><c:multiLvlStrRef><c:multiLvlStrCache><c:lvl>${points(['Q1', 'Q2', 'Q1'])}</c:lvl><c:lvl><c:pt idx="0"><c:v>2023</c:v></c:pt><c:pt idx="2"><c:v>2024</c:v></c:pt></c:lvl></c:multiLvlStrCache></c:multiLvlStrRef></c:cat><c:val><c:numLit>${points(['1', '2', '3'])}</c:numLit></c:val></c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>`;
    expect(markdown(levels)).toContain('| 2023 Q1 | 1 |\n| 2023 Q2 | 2 |\n| 2024 Q1 | 3 |');
  });

  it('take the name of their only series for a title that has no text', () => {
    const chart = `<c:chartSpace ${NS}><c:chart><c:title/><c:plotArea><c:pieChart><c:ser><c:tx><c:strRef><c:strCache>${points(['Share'])}</c:strCache></c:strRef></c:tx><c:val><c:numLit>${points(['1'])}</c:numLit></c:val></c:ser></c:pieChart></c:plotArea></c:chart></c:chartSpace>`;
    expect(markdown(chart)).toBe('Share\n\n<!-- image -->\n\nPie chart\n\n|  | Share |\n| - | - |\n| 1 | 1 |\n');
  });

  it('give each series of its own x values its own rows', () => {
    const series = (name: string, x: string, y: string): string =>
      `<c:ser><c:tx><c:v>${name}</c:v></c:tx><c:xVal><c:numLit>${points([x])}</c:numLit></c:xVal><c:yVal><c:numLit>${points([y])}</c:numLit></c:yVal></c:ser>`;
    const chart = `<c:chartSpace ${NS}><c:chart><c:plotArea><c:scatterChart>${series('A', '1', '10')}${series('B', '2', '20')}</c:scatterChart></c:plotArea></c:chart></c:chartSpace>`;
    expect(markdown(chart)).toContain('|  | A | B |\n| - | - | - |\n| 1 | 10 |  |\n| 2 |  | 20 |');
  });

  it('of newer kinds are read from their data', () => {
    const chart = `<cx:chartSpace ${NS}><cx:chartData><cx:data id="0"><cx:strDim type="cat"><cx:lvl>${points(['In', 'Out'], 'cx:pt')}</cx:lvl></cx:strDim><cx:numDim type="val"><cx:lvl>${points(['5', '-3'], 'cx:pt')}</cx:lvl></cx:numDim></cx:data></cx:chartData><cx:chart><cx:title><cx:tx><cx:rich><a:p><a:r><a:t>Cash</a:t></a:r></a:p></cx:rich></cx:tx></cx:title><cx:plotArea><cx:plotAreaRegion><cx:series layoutId="waterfall"><cx:tx><cx:txData><cx:v>Flow</cx:v></cx:txData></cx:tx><cx:dataId val="0"/></cx:series></cx:plotAreaRegion></cx:plotArea></cx:chart></cx:chartSpace>`;
    expect(markdown(chart)).toBe(
      'Cash\n\n<!-- image -->\n\nWaterfall chart\n\n|  | Flow |\n| - | - |\n| In | 5 |\n| Out | -3 |\n',
    );
  });

  it('are nothing where their part is missing', () => {
    expect(chartBlocks(undefined)).toEqual([]);
  });
});
