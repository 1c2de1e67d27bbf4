import { useMemo, useState } from 'preact/hooks';
import type { Document } from '../../domain/documents/document.js';
import { missing } from '../documents/words.js';
import { tableCsv, tablesOf, type FoundTable, type MarkdownBlock } from '../markdown/blocks.js';
import { TableView } from '../markdown/view.js';
import { Icon } from '../ui/icon.js';
import type { Loaded } from '../ui/loaded.js';

const PORTION = 20;

/** The tables of the document as real tables, each to be copied. */
export function TablesTab({
  document,
  blocks: { value, problem },
}: {
  document: Document;
  blocks: Loaded<readonly MarkdownBlock[]>;
}) {
  const tables = useMemo(() => tablesOf(value ?? []), [value]);
  const [shown, setShown] = useState(PORTION);
  if (problem) {
    return (
      <p class="muted pane-text">
        {problem.code === 'not_ready' ? missing(document, 'text', 'extract') : problem.message}
      </p>
    );
  }
  if (value === null) return <p class="muted pane-text">Loading the tables</p>;
  if (tables.length === 0) return <p class="muted pane-text">There are no tables in this document.</p>;
  return (
    <div class="tables">
      {tables.slice(0, shown).map((found, index) => (
        <OneTable key={index} found={found} number={index + 1} />
      ))}
      {tables.length > shown && (
        <button type="button" class="button" onClick={() => setShown(shown + PORTION)}>
          Show more ({tables.length - shown} tables left)
        </button>
      )}
    </div>
  );
}

function OneTable({ found: { table, under }, number }: { found: FoundTable; number: number }) {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    navigator.clipboard.writeText(tableCsv(table)).then(
      () => setCopied(true),
      () => setCopied(false), // not allowed by the browser: the button goes on saying "Copy"
    );
  };
  const name = under === null ? `Table ${number}` : `Table ${number}, ${under}`;
  return (
    <section class="prose">
      <header class="table-head">
        <h3>{name}</h3>
        <span class="muted">
          {table.rows.length} × {table.head.length}
        </span>
        <button type="button" class="button quiet small" onClick={copy}>
          <Icon name={copied ? 'check' : 'copy'} size={14} /> {copied ? 'Copied' : 'Copy as CSV'}
        </button>
      </header>
      <TableView table={table} label={name} />
    </section>
  );
}
