import type { Block } from '../../../domain/documents/content.js';
import { trimRuns } from '../inline.js';
import { chartBlocks } from '../ooxml/chart.js';
import { diagramBlocks } from '../ooxml/diagram.js';
import { alternativeText, drawingRuns, type LinkResolver } from '../ooxml/drawing-text.js';
import type { OoxmlPackage } from '../ooxml/package.js';
import { at, child, childrenNamed, elements, integer, textOf, type XmlElement } from '../xml/element.js';
import type { Place } from './reference.js';

/** Something that floats over the cells, by the cell below its top left corner. */
export interface Floating extends Place {
  blocks: Block[];
}

/** Pictures, charts, diagrams and text boxes of a drawing part (xdr:wsDr). */
export function readDrawing(source: OoxmlPackage, part: string | undefined): Floating[] {
  const root = source.tree(part);
  if (!root || part === undefined) return [];
  const found: Floating[] = [];
  for (const anchor of elements(root)) {
    const from = child(anchor, 'xdr:from');
    const place = {
      row: integer(textOf(child(from, 'xdr:row'))) ?? 0,
      column: integer(textOf(child(from, 'xdr:col'))) ?? 0,
    };
    const blocks = [...elements(anchor)].flatMap((object) => objectBlocks(object, source, part));
    if (blocks.length > 0) found.push({ ...place, blocks });
  }
  return found;
}

function objectBlocks(object: XmlElement, source: OoxmlPackage, part: string): Block[] {
  switch (object.name) {
    case 'xdr:pic': {
      const alt = alternativeText(at(object, 'xdr:nvPicPr', 'xdr:cNvPr'));
      return [{ kind: 'image', ...(alt === undefined ? {} : { alt }) }];
    }
    case 'xdr:sp': {
      const link: LinkResolver = (id) => {
        const relation = source.relation(part, id);
        return relation?.external ? relation.target : undefined;
      };
      const blocks: Block[] = [];
      for (const paragraph of childrenNamed(child(object, 'xdr:txBody'), 'a:p')) {
        const content = trimRuns(drawingRuns(paragraph, link));
        if (content.length > 0) blocks.push({ kind: 'paragraph', content });
      }
      return blocks;
    }
    case 'xdr:grpSp':
      return [...elements(object)].flatMap((inner) => objectBlocks(inner, source, part));
    case 'xdr:graphicFrame':
      for (const data of elements(at(object, 'a:graphic', 'a:graphicData'))) {
        if (data.name === 'c:chart' || data.name === 'cx:chart') {
          return chartBlocks(source.tree(source.relation(part, data.attributes['r:id'])?.target));
        }
        if (data.name === 'dgm:relIds') {
          return diagramBlocks(source.tree(source.relation(part, data.attributes['r:dm'])?.target));
        }
      }
      return [];
    default:
      return [];
  }
}
