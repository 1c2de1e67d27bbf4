import { useState } from 'preact/hooks';
import { useApp } from '../app-context.js';
import { Age } from '../documents/age.js';
import { State } from '../documents/state.js';
import { act } from '../documents/verbs.js';
import { formatOf, mainAmount, percent, stateWords, titled } from '../documents/words.js';
import { asProblem } from '../http/problem.js';
import { Link } from '../navigation/link.js';
import { documentRoute } from '../navigation/route.js';
import { Icon } from '../ui/icon.js';
import { useStore } from '../ui/store.js';

/** One document of the library. It renders alone when its document changes. */
export function Row({ id }: { id: string }) {
  const app = useApp();
  const { document, progress } = useStore(app.documents.entry(id));
  const [refusal, setRefusal] = useState<string | null>(null);
  if (!document) return <li class="row" />;
  const format = formatOf(document.media_type);
  const state = stateWords(document, progress);
  const amount = mainAmount(document);
  const retry = () => {
    setRefusal(null);
    act(app, id, 'retry').catch((thrown: unknown) => setRefusal(asProblem(thrown).message));
  };
  return (
    <li class="row">
      <span class="row-icon" title={format.name}>
        <Icon name={format.icon} />
      </span>
      <Link to={documentRoute(id)} class="row-name" data-row={id} title={document.filename}>
        {document.filename}
      </Link>
      <span class="row-label">
        {document.label !== null && (
          <>
            {titled(document.label)}
            {document.confidence !== null && <span class="muted"> {percent(document.confidence)}</span>}
          </>
        )}
      </span>
      <span class="row-amount">{amount}</span>
      <span class="row-state">
        <State state={refusal === null ? state : { ...state, detail: refusal }} name={document.filename} />
        {document.status === 'failed' && (
          <button type="button" class="button small" onClick={retry} aria-label={`Retry ${document.filename}`}>
            <Icon name="retry" size={14} /> Retry
          </button>
        )}
      </span>
      <span class="row-age">
        <Age at={document.created_at} what="Added" />
      </span>
    </li>
  );
}
