import type { Block, Box, Cell, Furniture, Line, ListItem, Page } from '../../../domain/documents/content.js';
import { figuresOf, type Figure } from './figures.js';
import { withFields, type readFields } from './forms.js';
import { fragmentsOf, type Fragment } from './fragments.js';
import { area, overlap, quarterTurn, turned, union, type Frame, type QuarterTurn, type Rect } from './geometry.js';
import type { PageGlyphs } from './glyphs.js';
import type { Graphics } from './graphics.js';
import { gridlessTables } from './gridless.js';
import { headingsOf } from './headings.js';
import { contentOf, joined, joinOf, type LinkArea } from './inline.js';
import { listsOf, type DraftItem } from './lists.js';
import { marginsOf } from './margins.js';
import { isCaption } from './markers.js';
import { inReadingOrder } from './order.js';
import { faceOf, leadingOf, linesFrom, paragraphsOf, type Paragraph } from './paragraphs.js';
import { readsRtl } from './script.js';
import { countStyles, mainStyle, noCounts, type Style } from './style.js';
import { ruledTables, rulesOf, type DraftTable } from './tables.js';
import type { Structure } from './structure.js';

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

/** A piece of the page on its way to become a block. */
type Piece = Rect &
  ({ kind: 'text'; paragraph: Paragraph } | { kind: 'table'; table: DraftTable } | { kind: 'figure'; figure: Figure });

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

  const all = withFields(fragmentsOf(visible), source.fields);
  const ruled = ruledTables(all, source.graphics);
  const { fragments, tables } = gridlessIn(ruled.rest, ruled.tables, rulesOf(source.graphics).horizontal);
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
      blocks.push({ kind: 'image', box: write.box(piece.figure) });
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

const rectOf = ({ x0, y0, x1, y1 }: Rect): Rect => ({ x0, y0, x1, y1 });

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

/** A picture stands before the first text below it in its column, and after its caption when that stands above. */
function withFigures(pieces: readonly Piece[], figures: readonly Figure[]): Piece[] {
  const result = [...pieces];
  for (const figure of figures) {
    if (result.some((piece) => piece.kind === 'table' && overlap(piece, figure) > 0.5 * area(piece))) continue;
    const piece: Piece = { ...rectOf(figure), kind: 'figure', figure };
    const caption = result.findIndex(
      (other) =>
        other.kind === 'text' &&
        isCaption(other.paragraph.lines[0]?.text ?? '') &&
        Math.max(other.y0 - figure.y1, figure.y0 - other.y1) < 40 &&
        Math.min(other.x1, figure.x1) > Math.max(other.x0, figure.x0),
    );
    const below = result.findIndex(
      (other) => other.y0 >= figure.y1 - 4 && Math.min(other.x1, figure.x1) > Math.max(other.x0, figure.x0),
    );
    const at = caption >= 0 ? caption + 1 : below >= 0 ? below : result.length;
    result.splice(at, 0, piece);
  }
  return result;
}

/** Joins a paragraph that a column break has cut: it does not end its sentence, and goes on further up to the right. */
function joinCut(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    if (piece.kind === 'text') {
      const last = lastBody(result);
      if (last?.kind === 'text' && goesOn(last.paragraph, piece.paragraph)) {
        const lines = [...last.paragraph.lines, ...piece.paragraph.lines];
        last.paragraph = { ...last.paragraph, ...union(lines), lines };
        continue;
      }
    }
    result.push({ ...piece });
  }
  return result;
}

/** The last running text: pictures, tables and captions that stand at the end of a column do not end a sentence. */
function lastBody(pieces: readonly Piece[]): Piece | undefined {
  for (let i = pieces.length - 1; i >= 0; i--) {
    const piece = pieces[i];
    if (piece?.kind !== 'text') continue;
    if (isCaption(piece.paragraph.lines[0]?.text ?? '')) continue;
    return piece;
  }
  return undefined;
}

function goesOn(a: Paragraph, b: Paragraph): boolean {
  const end = a.lines[a.lines.length - 1];
  const start = b.lines[0];
  if (end === undefined || start === undefined || a.lines.length + b.lines.length < 3) return false;
  if (
    Math.abs(end.size - start.size) > 0.04 * end.size ||
    end.font.bold !== start.font.bold ||
    end.turn !== 0 ||
    start.turn !== 0
  )
    return false;
  if (b.y0 > end.y0 - 2 * end.size) return false; // only from the foot of one column to the head of another
  if (/[.!?:;。！？][)\]”’"'»]*$/u.test(end.text)) return false;
  if (end.x1 < a.x1 - 4 * end.size) return false; // the last line is not full
  return /^[\p{Ll}\p{Lo}\d(]/u.test(start.text) && joinOf(end, start) !== 'glue';
}

/** A display formula: set apart, mostly in mathematics faces or symbols, without words of running text. */
function isFormula(p: Paragraph): boolean {
  let math = 0;
  let all = 0;
  let words = 0;
  for (const line of p.lines) {
    for (const word of line.words) {
      for (const glyph of word.glyphs) {
        all++;
        if (glyph.font.math || /[\p{Sm}\u{1d400}-\u{1d7ff}\u0391-\u03c9]/u.test(glyph.text)) math++;
      }
      if (/^\p{L}{4,}[,.]?$/u.test(word.text) && !word.glyphs.some((glyph) => glyph.font.math)) words++;
    }
  }
  return all >= 3 && math >= 0.3 * all && words <= 1 && p.lines.length <= 8;
}

function isCode(p: Paragraph, style: Style): boolean {
  return (
    !style.mono && p.lines.every((line) => line.turn === 0 && faceOf(line).mono === 'all') && joined(p.lines).length > 3
  );
}

/** Lines of code that follow each other are one block; indentation is told by where lines start. */
function appendCode(blocks: Block[], p: Paragraph, write: Writer, before: Piece | undefined): void {
  const last = blocks[blocks.length - 1];
  const follows =
    last?.kind === 'code' &&
    before?.kind === 'text' &&
    p.y0 > before.paragraph.y0 &&
    p.y0 - before.paragraph.y1 < 3 * (p.lines[0]?.size ?? 10);
  const left = follows ? Math.min(p.x0, before.paragraph.x0) : p.x0;
  const text = p.lines
    .map((line) => {
      const glyph = line.words[0]?.glyphs[0];
      const em = glyph === undefined ? 5 : Math.max(1, glyph.x1 - glyph.x0);
      return ' '.repeat(Math.max(0, Math.min(60, Math.round((line.x0 - left) / em)))) + line.text;
    })
    .join('\n');
  if (follows) {
    last.text += `\n${text}`;
    const placed = write.placed(p.lines);
    last.lines = [...(last.lines ?? []), ...placed.lines];
    const [a, b] = [last.box ?? placed.box, placed.box];
    last.box = [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
  } else {
    blocks.push({ kind: 'code', text, ...write.placed(p.lines) });
  }
}

/** Writes pieces as blocks: turns places in the frame of the glyphs into fractions of the page as it is shown. */
class Writer {
  readonly #frame: Frame;
  readonly #turn: QuarterTurn;
  readonly #width: number;
  readonly #height: number;
  readonly #links: readonly LinkArea[];

  constructor(source: PageSource) {
    this.#frame = source.frame;
    this.#turn = quarterTurn(source.glyphs.turn);
    this.#width = source.glyphs.width;
    this.#height = source.glyphs.height;
    this.#links = source.links;
  }

  box(rect: Rect): Box {
    const shown = turned(rect, this.#turn, this.#width, this.#height);
    const part = (value: number, whole: number): number =>
      whole <= 0 ? 0 : Math.round(Math.max(0, Math.min(1, value / whole)) * 1e4) / 1e4;
    return [
      part(shown.x0, this.#frame.width),
      part(shown.y0, this.#frame.height),
      part(shown.x1, this.#frame.width),
      part(shown.y1, this.#frame.height),
    ];
  }

  placed(lines: readonly Fragment[]): { box: Box; lines: Line[] } {
    return { box: this.box(union(lines)), lines: lines.map((line) => ({ text: line.text, box: this.box(line) })) };
  }

  paragraph(p: Paragraph): Block {
    const face = p.lines.map(faceOf);
    const plain = { bold: face.every((f) => f.bold === 'all'), italic: face.every((f) => f.italic === 'all') };
    // A wholly bold paragraph keeps its weight as one run.
    const content = contentOf(p.lines, this.#links, plain);
    for (const run of content) {
      if (plain.bold) run.bold = true;
      if (plain.italic) run.italic = true;
    }
    return { kind: 'paragraph', content, ...this.placed(p.lines) };
  }

  list(items: readonly DraftItem[]): Block {
    const lines = items.flatMap((item) => item.lines);
    return { kind: 'list', items: items.map((item) => this.#item(item)), ...this.placed(lines) };
  }

  #item({ marker, level, lines }: DraftItem): ListItem {
    const item: ListItem = { level, content: withoutStart(contentOf(lines, this.#links), marker.length) };
    if (!marker.bullet) item.marker = marker.text;
    if (marker.checked !== undefined) item.checked = marker.checked;
    return item;
  }

  table(table: DraftTable): Block {
    const cells: Cell[] = table.cells
      .filter((cell) => cell.lines.length > 0 || cell.rowSpan > 1 || cell.columnSpan > 1)
      .map((draft) => {
        const bold = draft.lines.every((line) => faceOf(line).bold === 'all');
        const cell: Cell = {
          row: draft.row,
          column: draft.column,
          content: contentOf(draft.lines, this.#links, { bold }),
        };
        if (draft.rowSpan > 1) cell.rowSpan = draft.rowSpan;
        if (draft.columnSpan > 1) cell.columnSpan = draft.columnSpan;
        if (draft.row === 0) cell.header = true;
        if (draft.lines.length > 0) cell.box = this.box(union(draft.lines));
        return cell;
      });
    const lines = table.cells.flatMap((cell) => cell.lines);
    return {
      kind: 'table',
      rows: table.rows,
      columns: table.columns,
      cells,
      ...this.placed(lines),
      box: this.box(table),
    };
  }
}

/** Takes the first characters (a list marker and its space) off runs of text. */
function withoutStart(content: ListItem['content'], length: number): ListItem['content'] {
  let left = length;
  const result: ListItem['content'] = [];
  for (const run of content) {
    const cut = Math.min(left, run.text.length);
    left -= cut;
    if (cut < run.text.length) result.push(cut === 0 ? run : { ...run, text: run.text.slice(cut) });
  }
  return result;
}
