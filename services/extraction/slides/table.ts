import type { Block, Cell } from '../../../domain/documents/content.js';
import { flattenCell } from '../cell.js';
import type { LinkResolver } from '../ooxml/drawing-text.js';
import { child, childrenNamed, integer, type XmlElement } from '../xml/element.js';
import { ownBullet } from './bullet.js';
import { textBodyBlocks } from './text-body.js';

/** An a:tbl: the cell that spans says how far, the covered ones carry hMerge or vMerge. */
export function slideTable(table: XmlElement, link: LinkResolver): Block[] {
  const rows = childrenNamed(table, 'a:tr');
  const headed = ['1', 'true'].includes(child(table, 'a:tblPr')?.attributes['firstRow'] ?? '');
  const cells: Cell[] = [];
  let columns = 0;
  rows.forEach((row, index) => {
    childrenNamed(row, 'a:tc').forEach((element, column) => {
      columns = Math.max(columns, column + 1);
      const { hMerge, vMerge, gridSpan, rowSpan } = element.attributes;
      if ([hMerge, vMerge].some((flag) => flag === '1' || flag === 'true')) return;
      const blocks = textBodyBlocks(
        child(element, 'a:txBody'),
        (paragraph) => ownBullet(child(paragraph, 'a:pPr')) ?? { kind: 'none' },
        link,
      );
      const cell: Cell = { row: index, column, content: flattenCell(blocks).content };
      const [across, down] = [integer(gridSpan) ?? 1, integer(rowSpan) ?? 1];
      if (across > 1) cell.columnSpan = across;
      if (down > 1) cell.rowSpan = Math.min(down, rows.length - index);
      if (headed && index === 0) cell.header = true;
      cells.push(cell);
    });
  });
  columns = Math.max(columns, childrenNamed(child(table, 'a:tblGrid'), 'a:gridCol').length);
  if (cells.every((cell) => cell.content.length === 0)) return [];
  return [{ kind: 'table', rows: rows.length, columns, cells }];
}
