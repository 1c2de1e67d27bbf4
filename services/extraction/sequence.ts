import type { Block, Furniture, Inline, ListItem } from '../../domain/documents/content.js';

/**
 * Gathers blocks in reading order. List items that follow each other become one list, lines of code one listing; notes
 * and comments that belong to an item wait until its list is complete, so that they do not cut it in two.
 */
export interface BlockSequence {
  add(...blocks: Block[]): void;
  /** `list` tells lists apart: an outermost item of another list begins a new block. */
  item(item: ListItem, list: string): void;
  code(line: string): void;
  blocks(): Block[];
}

export function createBlockSequence(): BlockSequence {
  const done: Block[] = [];
  const waiting: Block[] = [];
  let open: { items: ListItem[]; list: string; base: number } | undefined;
  let listing: string[] | undefined;

  const close = (): void => {
    if (open) done.push({ kind: 'list', items: open.items });
    if (listing) done.push({ kind: 'code', text: listing.join('\n') });
    open = undefined;
    listing = undefined;
    done.push(...waiting.splice(0));
  };

  return {
    add(...blocks) {
      for (const block of blocks) {
        if (open && block.furniture) waiting.push(block);
        else {
          close();
          done.push(block);
        }
      }
    },
    item(item, list) {
      if (listing) close();
      if (open && open.list !== list && item.level <= open.base) close();
      if (open) open.items.push(item);
      else open = { items: [item], list, base: item.level };
    },
    code(line) {
      if (open) close();
      if (listing) listing.push(line);
      else listing = [line];
    },
    blocks() {
      close();
      return done;
    },
  };
}

/** The same blocks as a part of what stands outside the body. */
export const asFurniture = (blocks: readonly Block[], furniture: Furniture): Block[] =>
  blocks.map((block) => ({ ...block, furniture: block.furniture ?? furniture }));

/** A paragraph outside the body; nothing where it would be empty. */
export function furnitureParagraph(content: Inline[], furniture: Furniture): Block[] {
  return content.length === 0 ? [] : [{ kind: 'paragraph', content, furniture }];
}
