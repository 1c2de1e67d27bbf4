import type { Block, Furniture, Page } from '../../../domain/documents/content.js';
import { withBullets } from './bullets.js';
import { figuresOf } from './figures.js';
import { joinCut, rectOf, withFigures, type Piece } from './flow.js';
import { withFields, type readFields } from './forms.js';
import { fragmentsOf, type Fragment } from './fragments.js';
import type { Frame } from './geometry.js';
import type { PageGlyphs } from './glyphs.js';
import type { Graphics } from './graphics.js';
import { gridlessTables } from './gridless.js';
import { headingsOf } from './headings.js';
import { contentOf, type LinkArea } from './inline.js';
import { isCode, isFormula } from './kinds.js';
import { listsOf, type DraftItem } from './lists.js';
import { marginsOf } from './margins.js';
import { inReadingOrder } from './order.js';
import { leadingOf, linesFrom, paragraphsOf, type Paragraph } from './paragraphs.js';
import { readsRtl } from './script.js';
import { countStyles, mainStyle, noCounts, type Style } from './style.js';
import { ruledTables, rulesOf, type DraftTable } from './tables.js';
import type { Structure } from './structure.js';
import { taggedTables } from './tagged.js';
import { appendCode, Writer } from './writer.js';

/** All that was read from one page of the file, in the frame of the glyphs. */
export interface PageSource {
  number: number;
  frame: Frame;
  glyphs: PageGlyphs;
  graphics: Graphics;
  links: LinkArea[];
  fields: ReturnType<typeof readFields>;
  structure: Structure;
  outline: ReadonlyMap<string, number>;
  /** The body of the whole document, from a sample of its pages. */
  style: Style;
  /** How much larger than the body a heading is at least; default 1.17. */
  larger?: number;
  name?: string;
}

/** Makes the page's blocks, in reading order. Pure: the same source always gives the same page. */
export function layOut(source: PageSource): Page {
  const { frame, glyphs } = source;
  const size = { width: glyphs.width, height: glyphs.height };
  const painted = glyphs.glyphs.filter((glyph) => !glyph.hidden);
  // An invisible layer is what OCR programs put under a scan: used when it is all there is.
  const visible =
    painted.length > 0.1 * glyphs.glyphs.length ? painted : glyphs.glyphs.map((glyph) => ({ ...glyph, hidden: false }));
  const hidden = visible === painted ? glyphs.glyphs.filter((glyph) => glyph.hidden) : [];
  const style = styleFor(visible, source.style);

  const all = withFields(withBullets(fragmentsOf(visible), source.graphics), source.fields);
  const tagged = taggedTables(all, source.structure.cells, source.graphics);
  const ruled = ruledTables(tagged.rest, source.graphics);
  const bordered = [...tagged.tables, ...ruled.tables];
  const { fragments, tables } = gridlessIn(ruled.rest, bordered, rulesOf(source.graphics).horizontal);
  const lines = linesFrom(fragments);
  const paragraphs = paragraphsOf(
    lines,
    tables.map((table) => table.order),
  );
  const figures = figuresOf(source.graphics, paragraphs, size, style.size);
  const labels = new Set(figures.flatMap((figure) => [...figure.labels]));
  const margins = marginsOf(paragraphs, size, style);

  const rtl = readsRtl(lines.map((line) => line.text).join(' '));
  const body = paragraphs.filter((p) => !labels.has(p) && !margins.has(p));
  const pieces: (Piece & { order: number })[] = [
    ...body.map((paragraph) => ({ ...rectOf(paragraph), kind: 'text' as const, paragraph, order: paragraph.order })),
    ...tables.map((table) => ({ ...rectOf(table), kind: 'table' as const, table, order: table.order })),
  ];
  pieces.sort((a, b) => a.order - b.order);
  const ordered = withFigures(inReadingOrder<Piece>(pieces, rtl), figures);
  const flow = joinCut(ordered);

  const texts = flow.flatMap((piece) => (piece.kind === 'text' ? [piece.paragraph] : []));
  const headings = headingsOf(texts, {
    style,
    larger: source.larger ?? 1.17,
    leading: leadingOf(lines),
    outline: source.outline,
    tagged: source.structure.headings,
  });
  const skip = new Set<Paragraph>(headings.keys());
  for (const p of texts) if (isFormula(p) || isCode(p, style)) skip.add(p);
  const lists = new Map<Paragraph, { items: DraftItem[]; first: boolean }>();
  for (const items of listsOf(texts, skip))
    items.forEach((item, i) => lists.set(item.paragraph, { items, first: i === 0 }));

  // Descriptions carry no place: they are only used when there is one for each picture.
  const { alternatives } = source.structure;
  const descriptions =
    alternatives.length === flow.filter((piece) => piece.kind === 'figure').length ? alternatives : [];
  let pictures = 0;
  const write = new Writer(source);
  const blocks: Block[] = [];
  const put = (furniture: Furniture, list: readonly Paragraph[]): void => {
    for (const p of list) blocks.push({ ...write.paragraph(p), furniture });
  };
  const inMargin = (side: Furniture): Paragraph[] =>
    paragraphs.filter((p) => margins.get(p) === side && !labels.has(p));
  put('header', inMargin('header'));
  flow.forEach((piece, i) => {
    if (piece.kind === 'table') blocks.push(write.table(piece.table));
    else if (piece.kind === 'figure') {
      const alt = descriptions[pictures++];
      blocks.push({ kind: 'image', box: write.box(piece.figure), ...(alt === undefined ? {} : { alt }) });
      put('note', [...piece.figure.labels]);
    } else {
      const p = piece.paragraph;
      const level = headings.get(p);
      const list = lists.get(p);
      if (level !== undefined)
        blocks.push({
          kind: 'heading',
          level,
          content: contentOf(p.lines, source.links, { bold: true, italic: true }),
          ...write.placed(p.lines),
        });
      else if (list !== undefined) {
        if (list.first) blocks.push(write.list(list.items));
      } else if (isFormula(p)) {
        blocks.push({ kind: 'formula', ...write.placed(p.lines) });
        put('note', [p]); // its characters, so that it can be found
      } else if (isCode(p, style)) appendCode(blocks, p, write, flow[i - 1]);
      else blocks.push(write.paragraph(p));
    }
  });
  put('footer', inMargin('footer'));
  const unseen = paragraphsOf(linesFrom(fragmentsOf(hidden.map((glyph) => ({ ...glyph, hidden: false })))), []);
  put('hidden', unseen);

  const page: Page = { number: source.number, width: frame.width, height: frame.height, method: 'text', blocks };
  if (source.name !== undefined) page.name = source.name;
  return page;
}

/** The page's own body style where it has enough text (an appendix in small print), else the document's. */
function styleFor(glyphs: PageGlyphs['glyphs'], whole: Style): Style {
  const counts = noCounts();
  countStyles(glyphs, counts);
  const own = mainStyle(counts);
  if (own === undefined || counts.total < 700) return whole;
  return (counts.sizes.get(own.size) ?? 0) > 0.5 * counts.total ? own : whole;
}

/** Looks for tables without lines between the tables with lines, and numbers everything in the order that came out. */
function gridlessIn(
  fragments: readonly Fragment[],
  ruled: readonly DraftTable[],
  rules: Parameters<typeof gridlessTables>[1],
): { fragments: Fragment[]; tables: DraftTable[] } {
  const tables: DraftTable[] = [];
  const rest: Fragment[] = [];
  let order = 0;
  const borders = [...ruled].sort((a, b) => a.order - b.order);
  let from = 0;
  for (let b = 0; b <= borders.length; b++) {
    const border = borders[b];
    const part: Fragment[] = [];
    while (from < fragments.length && (border === undefined || (fragments[from]?.order ?? 0) <= border.order)) {
      const fragment = fragments[from++];
      if (fragment !== undefined) part.push(fragment);
    }
    for (const item of gridlessTables(part, rules)) {
      if ('cells' in item) tables.push({ ...item, order: order++ });
      else rest.push({ ...item, order: order++ });
    }
    if (border !== undefined) tables.push({ ...border, order: order++ });
  }
  return { fragments: rest, tables };
}
