import type { Block } from '../../../domain/documents/content.js';
import type { OoxmlPackage } from '../ooxml/package.js';
import type { XmlElement } from '../xml/element.js';
import type { FieldStack } from './field.js';
import type { Numbering } from './numbering.js';
import type { Styles } from './styles.js';

/**
 * A stretch of text with its own flow (body, header, note, comment, text box) and what its paragraphs refer to.
 * Relationship ids hold within `part` only.
 */
export interface Story {
  readonly package: OoxmlPackage;
  readonly part: string;
  readonly styles: Styles;
  readonly numbering: Numbering;
  readonly fields: FieldStack;
  /** Blocks of a footnote, endnote or comment, marked as furniture; each is given out once. */
  note(kind: 'footnote' | 'endnote' | 'comment', id: string): Block[];
  /** Section properties as they are met: they name the headers and footers. */
  section(properties: XmlElement): void;
  /** Reads a container's paragraphs and tables. */
  read(container: XmlElement): Block[];
  /** The same for a text box, whose fields have nothing to do with those around it. */
  readApart(container: XmlElement): Block[];
}
