import { useEffect, useRef } from 'preact/hooks';
import type { Document } from '../../domain/documents/document.js';
import { useApp } from '../app-context.js';
import { documentPath } from '../documents/documents.js';
import { missing } from '../documents/words.js';
import { Marked } from '../search/marked.js';
import { markWords } from '../search/snippet.js';
import { useLoaded } from '../ui/loaded.js';
import { Pager } from './pager.js';

interface TextTabProps {
  document: Document;
  number: number;
  q: string;
  onTurn: (number: number) => void;
}

/** The text of one page as it was read, with the words of the search marked. */
export function TextTab({ document, number, q, onTurn }: TextTabProps) {
  const { http } = useApp();
  const { id, run, text_run, pages } = document;
  const path = documentPath(id, `/pages/${number}/text`);
  const page = useRef<HTMLParagraphElement>(null);
  const { value, problem } = useLoaded(`${path} ${run} ${text_run ?? ''} ${pages ?? ''}`, (signal) =>
    http.text(path, { signal }),
  );
  useEffect(() => {
    page.current?.querySelector('mark')?.scrollIntoView({ block: 'center' });
  }, [value, q]);
  return (
    <div class="text-tab">
      {pages !== null && pages > 1 && (
        <div class="pane-bar">
          <Pager number={number} count={pages} onTurn={onTurn} />
        </div>
      )}
      {problem ? (
        <p class="muted pane-text">
          {problem.code === 'not_ready' ? missing(document, 'text', 'extract') : problem.message}
        </p>
      ) : value === null ? (
        <p class="muted pane-text">Loading the text</p>
      ) : value.trim() === '' ? (
        <p class="muted pane-text">There is no text on this page.</p>
      ) : (
        <p class="page-text" ref={page} lang={document.language ?? undefined} dir="auto">
          <Marked parts={markWords(value, q)} />
        </p>
      )}
    </div>
  );
}
