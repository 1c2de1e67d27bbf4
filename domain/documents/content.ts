/**
 * What reading makes of a file, whatever its format: pages of blocks, and metadata. Text and Markdown are made from it.
 *
 * Plain JSON, so that it can be stored by reference and cross process boundaries.
 */

/** A run of text with one formatting. Runs with equal formatting are merged; `text` keeps its own spaces. */
export interface Inline {
  text: string;
  href?: string;
  bold?: true;
  italic?: true;
  strike?: true;
  code?: true;
  /** `text` is LaTeX, without the dollar signs. */
  math?: true;
  script?: 'sub' | 'super';
}

/** A place on the page: left, top, right, bottom as fractions of its width and height, origin top left. */
export type Box = readonly [left: number, top: number, right: number, bottom: number];

/** One printed line with its place; only paged formats (PDF, images) know it. */
export interface Line {
  text: string;
  box: Box;
}

/**
 * Where a block stands outside the body. Such blocks are kept and searchable, but left out of the Markdown body:
 * page headers and footers, comments, footnote-like speaker notes, invisible text.
 */
export type Furniture = 'header' | 'footer' | 'comment' | 'note' | 'hidden';

interface Placed {
  box?: Box;
  lines?: Line[];
  furniture?: Furniture;
}

export interface Heading extends Placed {
  kind: 'heading';
  level: 1 | 2 | 3 | 4 | 5 | 6;
  content: Inline[];
}

export interface Paragraph extends Placed {
  kind: 'paragraph';
  content: Inline[];
}

export interface ListItem {
  /** 0 is the outermost. */
  level: number;
  /** The printed marker of an ordered item ("1.", "b)", "1.1."); absent: a bullet. */
  marker?: string;
  checked?: boolean;
  content: Inline[];
}

export interface List extends Placed {
  kind: 'list';
  items: ListItem[];
}

/** A cell covers `rowSpan` × `columnSpan` places of the grid from (`row`, `column`), both counted from 0. */
export interface Cell {
  row: number;
  column: number;
  rowSpan?: number;
  columnSpan?: number;
  header?: true;
  content: Inline[];
  box?: Box;
}

export interface Table extends Placed {
  kind: 'table';
  rows: number;
  columns: number;
  cells: Cell[];
  caption?: string;
}

export interface Code extends Placed {
  kind: 'code';
  text: string;
  language?: string;
}

/** A display formula. Without `latex` it was seen but not read. */
export interface Formula extends Placed {
  kind: 'formula';
  latex?: string;
}

/** A picture; what it shows is said by `alt` and `caption`. */
export interface Image extends Placed {
  kind: 'image';
  alt?: string;
  caption?: string;
}

export type Block = Heading | Paragraph | List | Table | Code | Formula | Image;

export interface Page {
  /** Counted from 1. */
  number: number;
  /** Points (1/72 inch) for paged formats. */
  width?: number;
  height?: number;
  /** What the page is called: a sheet's name, a page label. */
  name?: string;
  /** How its text was found. */
  method: 'text' | 'ocr';
  /** Mean word confidence of OCR, 0–1. */
  confidence?: number;
  blocks: Block[];
}

/** What the file says about itself; absent where it says nothing. Times are ISO 8601. */
export interface Metadata {
  title?: string;
  author?: string;
  subject?: string;
  keywords?: string;
  created?: string;
  modified?: string;
  producer?: string;
  /** E-mail only. */
  from?: string;
  to?: string;
  cc?: string;
  sent?: string;
  /** Names of attached files. */
  attachments?: string[];
}

/** The text of runs, without their formatting. */
export const inlineText = (content: readonly Inline[]): string => content.map((run) => run.text).join('');
