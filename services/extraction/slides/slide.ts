import type { Block } from '../../../domain/documents/content.js';
import { chartBlocks } from '../ooxml/chart.js';
import { diagramBlocks } from '../ooxml/diagram.js';
import { alternativeText, type LinkResolver } from '../ooxml/drawing-text.js';
import type { OoxmlPackage } from '../ooxml/package.js';
import { asFurniture } from '../sequence.js';
import { at, child, elements, first, type XmlElement } from '../xml/element.js';
import { createBulletFinder, isTitle, placeholderOf, placeOf, type Inherited, type Place } from './placeholder.js';
import { slideTable } from './table.js';
import { textBodyBlocks, titleRuns } from './text-body.js';

/** Shapes whose tops differ by less than this (0.1 inch, in EMU) stand in one row. */
const ROW = 91_440;

interface Context {
  package: OoxmlPackage;
  part: string;
  inherited: Inherited;
  link: LinkResolver;
}

/** The blocks of one slide: its title, then its shapes from top to bottom and left to right; groups stay together. */
export function slideBlocks(source: OoxmlPackage, part: string, slide: XmlElement, inherited: Inherited): Block[] {
  const link: LinkResolver = (id) => {
    const relation = source.relation(part, id);
    return relation?.external ? relation.target : undefined;
  };
  const context: Context = { package: source, part, inherited, link };
  const shapes = [...elements(at(slide, 'p:cSld', 'p:spTree'))];
  const titles = shapes.filter((shape) => isTitle(placeholderOf(shape)));
  const others = shapes.filter((shape) => !titles.includes(shape));
  return [...titles, ...inReadingOrder(others, (shape) => placeOf(shape, inherited))].flatMap((shape) =>
    shapeBlocks(shape, context),
  );
}

/** Sorts by rows, each from left to right; shapes at the same place keep their order in the file. */
export function inReadingOrder<T>(shapes: readonly T[], placeOfShape: (shape: T) => Place): T[] {
  const placed = shapes.map((shape) => ({ shape, place: placeOfShape(shape) }));
  placed.sort((a, b) => a.place.top - b.place.top);
  const rows: (typeof placed)[] = [];
  for (const one of placed) {
    const row = rows.at(-1);
    const top = row?.[0]?.place.top;
    if (row && top !== undefined && one.place.top - top < ROW) row.push(one);
    else rows.push([one]);
  }
  return rows.flatMap((row) => row.sort((a, b) => a.place.left - b.place.left).map((one) => one.shape));
}

function shapeBlocks(shape: XmlElement, context: Context): Block[] {
  switch (shape.name) {
    case 'p:sp':
      return textShapeBlocks(shape, context);
    case 'p:pic': {
      const alt = alternativeText(at(shape, 'p:nvPicPr', 'p:cNvPr'));
      return [{ kind: 'image', ...(alt === undefined ? {} : { alt }) }];
    }
    case 'p:graphicFrame':
      return frameBlocks(shape, context);
    case 'p:grpSp':
      return inReadingOrder([...elements(shape)], (inner) => placeOf(inner, context.inherited)).flatMap((inner) =>
        shapeBlocks(inner, context),
      );
    default:
      return [];
  }
}

function textShapeBlocks(shape: XmlElement, context: Context): Block[] {
  const body = child(shape, 'p:txBody');
  const placeholder = placeholderOf(shape);
  if (isTitle(placeholder)) {
    const content = titleRuns(body, context.link);
    return content.length === 0 ? [] : [{ kind: 'heading', level: 1, content }];
  }
  const blocks = textBodyBlocks(body, createBulletFinder(shape, context.inherited), context.link);
  switch (placeholder?.type) {
    case 'dt':
    case 'ftr':
    case 'sldNum':
      return asFurniture(blocks, 'footer');
    case 'hdr':
      return asFurniture(blocks, 'header');
    default:
      return blocks;
  }
}

/** A table, chart, diagram or embedded object. */
function frameBlocks(frame: XmlElement, context: Context): Block[] {
  const data = at(frame, 'a:graphic', 'a:graphicData');
  const part = (id: string | undefined): string | undefined => context.package.relation(context.part, id)?.target;
  for (const element of elements(data)) {
    switch (element.name) {
      case 'a:tbl':
        return slideTable(element, context.link);
      case 'c:chart':
      case 'cx:chart':
        return chartBlocks(context.package.tree(part(element.attributes['r:id'])));
      case 'dgm:relIds':
        return diagramBlocks(context.package.tree(part(element.attributes['r:dm'])));
      case 'p:oleObj': {
        const alt =
          alternativeText(at(frame, 'p:nvGraphicFramePr', 'p:cNvPr')) ??
          alternativeText(at(first(element, 'p:pic'), 'p:nvPicPr', 'p:cNvPr'));
        return [{ kind: 'image', ...(alt === undefined ? {} : { alt }) }];
      }
    }
  }
  return [];
}
