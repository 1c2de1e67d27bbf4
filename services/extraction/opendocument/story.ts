import type { Block } from '../../../domain/documents/content.js';
import type { XmlElement } from '../xml/element.js';
import type { OpenDocumentPackage } from './package.js';
import type { OdfStyles } from './styles.js';

/** What paragraphs, tables and frames need of the document around them. */
export interface OdfStory {
  readonly package: OpenDocumentPackage;
  readonly styles: OdfStyles;
  /** Reads the paragraphs, lists and tables of a container. */
  read(container: XmlElement | undefined): Block[];
}
