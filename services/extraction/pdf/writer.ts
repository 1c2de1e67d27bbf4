import type { Block, Box, Cell, Line, ListItem } from '../../../domain/documents/content.js';
import type { Piece } from './flow.js';
import type { Fragment } from './fragments.js';
import { quarterTurn, turned, union, type Frame, type QuarterTurn, type Rect } from './geometry.js';
import type { PageGlyphs } from './glyphs.js';
import { contentOf, type LinkArea } from './inline.js';
import type { DraftItem } from './lists.js';
import type { Paragraph } from './paragraphs.js';
import type { DraftTable } from './tables.js';

/** Writes pieces as blocks: turns places in the frame of the glyphs into fractions of the page as it is shown. */
export class Writer {
  readonly #frame: Frame;
  readonly #turn: QuarterTurn;
  readonly #width: number;
  readonly #height: number;
  readonly #links: readonly LinkArea[];

  constructor(source: { frame: Frame; glyphs: PageGlyphs; links: readonly LinkArea[] }) {
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
    const face = p.lines.map((line) => line.face);
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
        const bold = draft.lines.every((line) => line.face.bold === 'all');
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

/** Lines of code that follow each other are one block; indentation is told by where lines start. */
export function appendCode(blocks: Block[], p: Paragraph, write: Writer, before: Piece | undefined): void {
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
