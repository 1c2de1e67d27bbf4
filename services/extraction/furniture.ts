import { inlineText, type Block, type Furniture, type Page } from '../../domain/documents/content.js';

/**
 * Finds page headers and footers by what repeats from page to page, in two passes over the pages of a document, so that
 * a document never has to be in memory: first `observe` every page, then `mark` every page.
 *
 * What is kept of a page is at most `CANDIDATES` numbers (under 1 MB for 20,000 pages). A page's marks depend on all
 * pages that were observed, in whatever order.
 */
export interface FurnitureMarker {
  observe(page: Page): void;
  /** The page with `furniture` set on the blocks that repeat; the page itself where nothing is to be marked. */
  mark(page: Page): Page;
}

/** Lines at the edges of a page that are looked at. */
const CANDIDATES = 8;
/** How far from the edge, as a part of the page's height, a header or footer reaches. */
const EDGE = 0.12;
/** Running heads change with the chapter, and left and right pages differ: only pages this near are compared. */
const REACH = 8;

/** A marker for one document. */
export function createFurnitureMarker(): FurnitureMarker {
  /** `CANDIDATES` hashes a page, from page 1 on; 0: none. */
  let hashes = new Uint32Array(64 * CANDIDATES);
  let pages = 0;

  const observed = (number: number): Uint32Array => hashes.subarray((number - 1) * CANDIDATES, number * CANDIDATES);

  /** On how many other pages nearby the same stands, and whether on an earlier one. */
  const repeats = (hash: number, number: number): { others: number; earlier: boolean } => {
    let others = 0;
    let earlier = false;
    for (let other = Math.max(1, number - REACH); other <= Math.min(pages, number + REACH); other++) {
      if (other === number || !observed(other).includes(hash)) continue;
      others++;
      if (other < number) earlier = true;
    }
    return { others, earlier };
  };

  return {
    observe(page) {
      while (hashes.length < page.number * CANDIDATES) {
        const more = new Uint32Array(hashes.length * 2);
        more.set(hashes);
        hashes = more;
      }
      pages = Math.max(pages, page.number);
      const own = observed(page.number);
      own.fill(0);
      let n = 0;
      for (const block of page.blocks) {
        const hash = candidate(block);
        if (hash !== undefined && n < CANDIDATES) own[n++] = hash.hash;
      }
    },
    mark(page) {
      const blocks = page.blocks.map((block) => {
        if (block.furniture !== undefined) return block;
        const found = candidate(block);
        if (found === undefined) return block;
        const { others, earlier } = repeats(found.hash, page.number);
        // Of two or three pages one repeat is half of them.
        if (others < (pages <= 3 ? 1 : 2)) return block;
        // A title that later pages repeat is a title where it stands first.
        if (block.kind === 'heading' && !earlier) return block;
        return { ...block, furniture: found.side };
      });
      return blocks.some((block, i) => block !== page.blocks[i]) ? { ...page, blocks } : page;
    },
  };
}

/** What may be page furniture: a short text at the upper or lower edge. Numbers count up, so that they are masked. */
function candidate(block: Block): { hash: number; side: Furniture } | undefined {
  if (block.box === undefined || (block.kind !== 'paragraph' && block.kind !== 'heading')) return undefined;
  const [, top, , bottom] = block.box;
  const side: Furniture | undefined = bottom <= EDGE ? 'header' : top >= 1 - EDGE ? 'footer' : undefined;
  if (side === undefined) return undefined;
  const text = inlineText(block.content);
  if (text.length > 300) return undefined;
  const masked = text.toLowerCase().replace(/\d+/g, '#').replace(/\s+/g, ' ').trim();
  if (masked === '') return undefined;
  return { hash: hashOf(`${side}\n${masked}`), side };
}

/** FNV-1a over UTF-16 units, never 0. Two different lines of 17 pages meeting by chance: about 1 in 10 million. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash === 0 ? 1 : hash >>> 0;
}
