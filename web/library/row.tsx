import { useState } from 'preact/hooks';
import { useApp } from '../app-context.js';
import { Age } from '../documents/age.js';
import { State } from '../documents/state.js';
import { act, mayPass } from '../documents/verbs.js';
import { formatOf, mainAmount, stateWords, sureness, titled } from '../documents/words.js';
import { asProblem } from '../http/problem.js';
import { Link } from '../navigation/link.js';
import { documentRoute } from '../navigation/route.js';
import { Icon } from '../ui/icon.js';
import { useSelected, useStore } from '../ui/store.js';
import { isChosen } from './selection.js';

/** One document of the library. It renders alone when its document changes. */
export function Row({ id }: { id: string }) {
  const app = useApp();
  const { document, progress } = useStore(app.documents.entry(id));
  const [refusal, setRefusal] = useState<string | null>(null);
  const chosen = useSelected(app.selection.chosen, (all) => isChosen(all, id));
  if (!document) return <li class="row" />;
  const format = formatOf(document.media_type);
  const state = stateWords(document, progress);
  const amount = mainAmount(document);
  const failed = document.status === 'failed';
  const sure = sureness(document);
  const retry = () => {
    setRefusal(null);
    act(app, id, { verb: 'retry' }).catch((thrown: unknown) => setRefusal(asProblem(thrown).message));
  };
  return (
    <li class={`row${failed && document.label === null ? ' row-failed' : ''}${chosen ? ' row-chosen' : ''}`}>
      <label class="row-check">
        <input
          type="checkbox"
          aria-label={`Select ${document.filename}`}
          checked={chosen}
          onClick={(event) => {
            if (!event.shiftKey) return app.selection.toggle(id);
            app.selection.extend(id);
            event.currentTarget.checked = true; // a range takes nothing away, also where the press just did
          }}
        />
      </label>
      <span class="row-icon" title={format.name}>
        <Icon name={format.icon} />
      </span>
      <Link to={documentRoute(id)} class="row-name" data-row={id} title={document.filename} dir="auto">
        {document.filename}
      </Link>
      <span class="row-label">
        {document.label !== null && (
          <>
            {titled(document.label)}
            {sure !== null && <span class="muted"> {sure}</span>}
          </>
        )}
      </span>
      <span class="row-amount">{amount}</span>
      <span class="row-state">
        <State state={refusal === null ? state : { ...state, detail: refusal }} name={document.filename} />
        {failed && (
          <button
            type="button"
            class={mayPass(document.error?.code) ? 'button small' : 'button small quiet'}
            onClick={retry}
            aria-label={`Retry ${document.filename}`}
          >
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
