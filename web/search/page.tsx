import { useEffect } from 'preact/hooks';
import { useApp } from '../app-context.js';
import { formatOf, titled } from '../documents/words.js';
import { Choice, labelOptions } from '../library/filters.js';
import { Link } from '../navigation/link.js';
import { documentRoute } from '../navigation/route.js';
import { Icon } from '../ui/icon.js';
import { Notice } from '../ui/notice.js';
import { useStore } from '../ui/store.js';
import type { Hit } from '../wire/search.js';
import { Marked } from './marked.js';
import { LIMIT, type SearchState } from './search.js';
import { parseSnippet } from './snippet.js';

export function SearchPage({ q, label }: { q: string; label: string | null }) {
  const { search, router } = useApp();
  const state = useStore(search.state);
  useEffect(() => search.find(q, label), [q, label]);
  return (
    <section class="page" aria-labelledby="search-title">
      <header class="page-head">
        <h1 id="search-title">Search</h1>
        <div class="filters" role="group" aria-label="Filter results">
          <Choice
            name="Type"
            value={label}
            options={labelOptions(label)}
            onChoose={(chosen) => router.go({ page: 'search', q, label: chosen })}
          />
        </div>
        <span class="page-count" role="status">
          {countWords(state)}
        </span>
      </header>
      <Results state={state} />
    </section>
  );
}

function Results({ state }: { state: SearchState }) {
  const { search, router } = useApp();
  const { phase, hits, problem, q, label } = state;
  if (phase === 'idle') {
    return (
      <div class="empty">
        <Icon name="search" size={28} />
        <h2>Find a page by what it says</h2>
        <p>
          Type words, a name, a number, or what it is about. Every page that has been read can be found, also scans and
          attachments.
        </p>
      </div>
    );
  }
  if (phase === 'failed' && problem) {
    return (
      <Notice
        tone="failed"
        icon="failed"
        title={`The search for “${q}” did not succeed`}
        actions={
          <button type="button" class="button" onClick={() => search.retry()}>
            <Icon name="retry" /> Search again
          </button>
        }
      >
        <p>{problem.message} The documents and their texts are untouched.</p>
      </Notice>
    );
  }
  if (hits.length === 0) {
    if (phase === 'loading') return null;
    return (
      <div class="empty">
        <h2>Nothing found for “{q}”</h2>
        <p>Fewer or other words may help. A document can be found as soon as its step “Make searchable” is done.</p>
        {label !== null && (
          <button type="button" class="button" onClick={() => router.go({ page: 'search', q, label: null })}>
            Search in all types
          </button>
        )}
      </div>
    );
  }
  return (
    <ul class="rows hits" aria-label="Results" aria-busy={phase === 'loading'}>
      {hits.map((hit) => (
        <HitRow key={`${hit.documentId}/${hit.page}/${hit.snippet}`} hit={hit} q={q} />
      ))}
    </ul>
  );
}

function HitRow({ hit, q }: { hit: Hit; q: string }) {
  const parts = parseSnippet(hit.snippet);
  return (
    <li class="hit">
      <span class="hit-head">
        <span class="row-icon" title={formatOf(hit.mediaType).name}>
          <Icon name={formatOf(hit.mediaType).icon} />
        </span>
        <Link to={documentRoute(hit.documentId, hit.page, q)} class="row-name" data-row={hit.documentId} dir="auto">
          {hit.filename}
        </Link>
        <span class="hit-facts muted">
          <span>page {hit.page}</span>
          {hit.label !== null && <span>{titled(hit.label)}</span>}
          {hit.match === 'meaning' && (
            <span title="None of the words stands here; what it says is close to them">similar meaning</span>
          )}
        </span>
      </span>
      <p class="hit-text" dir="auto">
        <Marked parts={parts} />
      </p>
    </li>
  );
}

function countWords({ phase, hits }: SearchState): string {
  if (phase !== 'ready') return '';
  if (hits.length >= LIMIT) return `best ${LIMIT} places`;
  return hits.length === 1 ? '1 place' : `${hits.length} places`;
}
