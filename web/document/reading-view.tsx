import type { Document } from '../../domain/documents/document.js';
import { missing } from '../documents/words.js';
import type { MarkdownBlock } from '../markdown/blocks.js';
import { MarkdownView } from '../markdown/view.js';
import type { Loaded } from '../ui/loaded.js';
import { FoldButton, foldClass, type Fold } from './fold.js';

/** For formats without an appearance of their own: the text with its headings, lists and tables. */
export function ReadingView({
  document,
  blocks: { value, problem },
  fold,
}: {
  document: Document;
  blocks: Loaded<readonly MarkdownBlock[]>;
  fold: Fold;
}) {
  return (
    <section class={foldClass(fold)} aria-labelledby="viewer-title">
      <div class="pane-bar">
        <h2 id="viewer-title" class="muted">
          Reading view
        </h2>
        <FoldButton fold={fold} what="text" />
      </div>
      <div
        class="sheet-pane reading"
        tabIndex={0}
        role="region"
        aria-label={`Text of ${document.filename}`}
        lang={document.language ?? undefined}
      >
        {problem ? (
          <p class="muted pane-text">
            {problem.code === 'not_ready' ? missing(document, 'text', 'extract') : problem.message}
          </p>
        ) : value === null ? (
          <p class="muted pane-text">Loading the text</p>
        ) : value.length === 0 ? (
          <p class="muted pane-text">There is no text in this document.</p>
        ) : (
          <MarkdownView blocks={value} />
        )}
      </div>
    </section>
  );
}
