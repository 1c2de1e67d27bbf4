import type { Block, Furniture } from '../../../domain/documents/content.js';
import { asFurniture } from '../sequence.js';
import { childrenNamed, elements, streamXml } from '../xml/element.js';
import { createOdfBody, createOdfStory } from './body.js';
import type { OpenDocumentPackage } from './package.js';
import { masterPages, readOdfStyles } from './styles.js';

const HEADERS = ['style:header', 'style:header-left', 'style:header-first'];
const FOOTERS = ['style:footer', 'style:footer-left', 'style:footer-first'];

/** All blocks of a text document; page headers and footers are furniture before and behind the body. */
export async function readTextDocument(source: OpenDocumentPackage, signal: AbortSignal): Promise<Block[]> {
  // The styles of content.xml stand before the text: they are read in a pass of their own, so that the text can be
  // read element by element.
  const head = source.tree('content.xml', { parent: 'office:body', visit: () => undefined });
  const common = source.tree('styles.xml');
  const styles = readOdfStyles([common, head]);
  const story = createOdfStory(source, styles);
  const body = createOdfBody(story);
  const visit = (element: Parameters<typeof body.element>[0]): void => body.element(element);
  await streamXml(source.zip.chunks('content.xml'), { parent: 'office:text', visit }, signal, source.what);

  const marginStory = createOdfStory(source, readOdfStyles([common]));
  const margins = (names: readonly string[], furniture: Furniture): Block[] => {
    const seen = new Set<string>();
    return masterPages(common)
      .flatMap((page) => names.flatMap((name) => childrenNamed(page, name)))
      .filter((element) => element.attributes['style:display'] !== 'false' && [...elements(element)].length > 0)
      .flatMap((element) => {
        const blocks = marginStory.read(element);
        const text = JSON.stringify(blocks);
        if (seen.has(text)) return [];
        seen.add(text);
        return asFurniture(blocks, furniture);
      });
  };
  return [...margins(HEADERS, 'header'), ...body.blocks(), ...margins(FOOTERS, 'footer')];
}
