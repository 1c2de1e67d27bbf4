import type { Block, Image } from '../../../domain/documents/content.js';
import { chartBlocks } from '../ooxml/chart.js';
import { diagramBlocks } from '../ooxml/diagram.js';
import { alternativeText, drawingRuns } from '../ooxml/drawing-text.js';
import { trimRuns } from '../inline.js';
import { child, descendants, elements, first, type XmlElement } from '../xml/element.js';
import type { Story } from './story.js';

/** w:drawing: a picture, chart, diagram, or shapes with text; shapes without text say nothing. */
export function drawingBlocks(drawing: XmlElement, story: Story): Block[] {
  const blocks: Block[] = [];
  for (const frame of elements(drawing)) {
    const properties = child(frame, 'wp:docPr');
    blocks.push(...graphicBlocks(frame, alternativeText(properties), story));
  }
  return blocks;
}

function image(alt: string | undefined): Image {
  return { kind: 'image', ...(alt === undefined ? {} : { alt }) };
}

function graphicBlocks(parent: XmlElement, alt: string | undefined, story: Story): Block[] {
  const blocks: Block[] = [];
  for (const element of elements(parent)) {
    switch (element.name) {
      case 'pic:pic':
        blocks.push(image(alternativeText(first(element, 'pic:cNvPr')) ?? alt));
        break;
      case 'c:chart':
      case 'cx:chart': {
        const part = story.package.relation(story.part, element.attributes['r:id'])?.target;
        blocks.push(...chartBlocks(story.package.tree(part)));
        break;
      }
      case 'dgm:relIds': {
        const part = story.package.relation(story.part, element.attributes['r:dm'])?.target;
        blocks.push(...diagramBlocks(story.package.tree(part)));
        break;
      }
      case 'wps:txbx':
        for (const content of descendants(element, 'w:txbxContent')) blocks.push(...story.readApart(content));
        break;
      case 'a:txBody':
      case 'lc:txBody':
        for (const paragraph of descendants(element, 'a:p')) {
          const content = trimRuns(drawingRuns(paragraph));
          if (content.length > 0) blocks.push({ kind: 'paragraph', content });
        }
        break;
      default:
        // a:graphic, a:graphicData, wpg:wgp, wpc:wpc, wps:wsp …: containers.
        blocks.push(...graphicBlocks(element, alt, story));
    }
  }
  return blocks;
}

/** w:pict and w:object (VML of older files): pictures, text boxes, WordArt such as a watermark. */
export function pictureBlocks(picture: XmlElement, story: Story): Block[] {
  const blocks: Block[] = [];
  const visit = (parent: XmlElement): void => {
    for (const element of elements(parent)) {
      switch (element.name) {
        case 'v:imagedata': {
          const alt = parent.attributes['alt']?.trim() ?? '';
          blocks.push(image(alt === '' ? undefined : alt));
          break;
        }
        case 'v:textpath': {
          const text = element.attributes['string']?.trim() ?? '';
          if (text !== '') blocks.push({ kind: 'paragraph', content: [{ text }] });
          break;
        }
        case 'w:txbxContent':
          blocks.push(...story.readApart(element));
          break;
        default:
          visit(element);
      }
    }
  };
  visit(picture);
  return blocks;
}
