import { Fragment, h, type ComponentChild } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { headingLevels, OUTERMOST, type Item, type MarkdownBlock, type TableBlock } from './blocks.js';
import type { Span } from './inline.js';

/** Blocks drawn at a time: a thousand pages at once would freeze the page. */
const PORTION = 400;

/** Markdown as real headings, lists and tables. Built from nodes, never from HTML. */
export function MarkdownView({ blocks }: { blocks: readonly MarkdownBlock[] }) {
  const [shown, setShown] = useState(PORTION);
  const levels = useMemo(() => headingLevels(blocks), [blocks]);
  return (
    <div class="prose">
      {blocks.slice(0, shown).map((block, index) => (
        <BlockView key={index} block={block} level={levels[index] ?? OUTERMOST} />
      ))}
      {blocks.length > shown && (
        <button type="button" class="button" onClick={() => setShown(shown + PORTION)}>
          Show more ({blocks.length - shown} parts left)
        </button>
      )}
    </div>
  );
}

function BlockView({ block, level }: { block: MarkdownBlock; level: number }): ComponentChild {
  switch (block.kind) {
    case 'heading':
      return h(`h${level}`, { class: `prose-h${block.level}`, dir: 'auto' }, spans(block.content));
    case 'paragraph':
      return <p dir="auto">{spans(block.content)}</p>;
    case 'list':
      return <Items items={block.items} />;
    case 'table':
      return <TableView table={block} />;
    case 'code':
      return <pre tabIndex={0}>{block.text}</pre>;
    case 'formula':
      return (
        <p class="prose-formula">
          <code>{block.text}</code>
        </p>
      );
    case 'quote':
      return (
        <blockquote>
          {block.blocks.map((inner, index) => (
            <BlockView key={index} block={inner} level={Math.min(level + 1, 6)} />
          ))}
        </blockquote>
      );
    case 'rule':
      return <hr />;
  }
}

function Items({ items }: { items: readonly Item[] }) {
  return (
    <ul class="prose-list">
      {items.map((item, index) => (
        <li key={index} dir="auto">
          <span class="prose-marker">{item.marker ?? (item.checked === null ? '•' : item.checked ? '☑' : '☐')}</span>
          <div>
            {spans(item.content)}
            {item.children.length > 0 && <Items items={item.children} />}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** A table in a box of its own that scrolls, so that a wide one does not widen the page. */
export function TableView({ table, label = 'Table' }: { table: TableBlock; label?: string }) {
  const hasHead = table.head.some((cell) => cell.length > 0);
  return (
    <div class="scroll-x" tabIndex={0} role="group" aria-label={label}>
      <table dir="auto">
        {hasHead && (
          <thead>
            <tr>
              {table.head.map((cell, index) => (
                <th key={index} scope="col" dir="auto">
                  {spans(cell)}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} dir="auto">
                  {spans(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const spans = (content: readonly Span[]): ComponentChild =>
  content.map((span, index) => <SpanView key={index} span={span} />);

function SpanView({ span }: { span: Span }): ComponentChild {
  switch (span.kind) {
    case 'text':
      return <Fragment>{span.text}</Fragment>;
    case 'code':
    case 'math':
      return <code>{span.text}</code>;
    case 'image':
      return <em class="muted">{span.alt === '' ? 'picture' : span.alt}</em>;
    case 'break':
      return <br />;
    case 'link':
      return isSafe(span.href) ? (
        <a href={span.href} target="_blank" rel="noopener noreferrer">
          {spans(span.content)}
        </a>
      ) : (
        <Fragment>{spans(span.content)}</Fragment>
      );
    default:
      return h(span.kind, null, spans(span.content));
  }
}

/** Links come from documents of strangers: only what opens a page or a mail, never `javascript:` or `data:`. */
const isSafe = (href: string): boolean => /^(?:https?:\/\/|mailto:)/i.test(href);
