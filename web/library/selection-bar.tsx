import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';
import { STEP_NAMES, type Document, type StepName } from '../../domain/documents/document.js';
import type { Verb } from '../../domain/documents/verbs.js';
import { useApp } from '../app-context.js';
import { Reprocess } from '../document/reprocess.js';
import { VERB_LOOKS } from '../documents/verbs.js';
import { asProblem } from '../http/problem.js';
import { Icon } from '../ui/icon.js';
import { useStore } from '../ui/store.js';
import { Sure } from '../ui/sure.js';
import { bulkRequest, bulkWords, counted, matching, sendBulk, verbsOf, verbsOfAll, type BulkRequest } from './bulk.js';
import type { LibraryState } from './library.js';
import { isNothing, type Chosen } from './selection.js';

/** What came of the last thing that was done to many. */
interface Outcome {
  words: string;
  failed: boolean;
  /** To be sent again: nobody knows whether it was done. */
  again: BulkRequest | null;
}

/** Above the rows: chooses them all, says how many are chosen, and offers what can be done to them. */
export function SelectionBar({ state }: { state: LibraryState }) {
  const { selection, system, http, library, live, newKey } = useApp();
  const chosen = useStore(selection.chosen);
  const counts = useStore(system.state);
  const documents = useChosenDocuments(chosen);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [busy, setBusy] = useState(false);
  const [deleting, setDeleting] = useState<BulkRequest | null>(null);
  const nothing = isNothing(chosen);
  useEffect(() => {
    if (!nothing) setOutcome(null); // what was done is over once something new is chosen
  }, [nothing]);

  // Nothing to choose from, and nothing to tell.
  if (state.rows.length === 0 && state.phase !== 'loading' && nothing && !outcome) return null;

  const total = matching(state, counts);
  const offered = chosen.all
    ? verbsOfAll(state.filter, counts?.counts).map((verb) => ({
        verb,
        ids: null,
        count: verb === 'delete' ? total : null,
      }))
    : verbsOf(documents).map(({ verb, ids }) => ({ verb, ids, count: ids.length }));

  const send = async (request: BulkRequest) => {
    setDeleting(null);
    setBusy(true);
    try {
      const answer = await sendBulk(http, request);
      selection.clear();
      setOutcome({ words: bulkWords(request.verb, answer), failed: false, again: null });
      if (live.status.get().phase !== 'live') library.reload(); // nobody tells what became of them
    } catch (thrown) {
      const problem = asProblem(thrown);
      const unknown = problem.status === 0 || problem.status >= 500;
      const words = unknown
        ? `${problem.message} It may have been done all the same.`
        : `Nothing was changed. ${problem.message}`;
      setOutcome({ words, failed: true, again: unknown ? request : null });
    }
    setBusy(false);
  };
  const ask = (verb: Verb, ids: readonly string[] | null, from?: StepName) => {
    const request = bulkRequest({ verb, from }, ids ? { ids } : { filter: state.filter }, newKey(), Date.now());
    if (verb === 'delete') setDeleting(request);
    else void send(request);
  };

  return (
    <div class="select-bar" role="group" aria-label="Selection">
      <Master state={state} chosen={chosen} />
      <span class={outcome ? 'select-words select-outcome' : 'select-words'} role="status">
        {outcome ? (
          <span class={outcome.failed ? 'tone-failed' : undefined}>{outcome.words}</span>
        ) : nothing ? (
          ''
        ) : (
          chosenWords(chosen, total)
        )}
      </span>
      {outcome?.again && (
        <button
          type="button"
          class="button small"
          disabled={busy}
          onClick={() => outcome.again && void send(outcome.again)}
        >
          <Icon name="retry" size={14} /> Make sure
        </button>
      )}
      {!nothing && (
        <>
          {!chosen.all && chosen.ids.size === state.rows.length && state.next !== null && (
            <button type="button" class="button small quiet select-all" onClick={selection.chooseAll}>
              Select all {total === null ? '' : `${counted(total)} `}that match
            </button>
          )}
          <span class="select-verbs">
            {offered.map(({ verb, ids, count }) =>
              verb === 'reprocess' ? (
                <Reprocess
                  key={verb}
                  class="button small"
                  beginnings={STEP_NAMES.map((step) => ({ step, refusal: null }))}
                  count={count ?? undefined}
                  disabled={busy}
                  onChoose={(from) => ask(verb, ids, from)}
                />
              ) : (
                <button key={verb} type="button" class="button small" disabled={busy} onClick={() => ask(verb, ids)}>
                  <Icon name={VERB_LOOKS[verb].icon} size={14} /> {VERB_LOOKS[verb].name}
                  {count !== null && ` ${counted(count)}`}
                </button>
              ),
            )}
          </span>
        </>
      )}
      {(!nothing || outcome) && (
        <button
          type="button"
          class="button small quiet icon-only"
          aria-label={nothing ? 'Dismiss' : 'Clear the selection'}
          title={nothing ? 'Dismiss' : 'Clear the selection (Esc)'}
          onClick={() => {
            selection.clear();
            setOutcome(null);
          }}
        >
          <Icon name="close" size={14} />
        </button>
      )}
      {deleting && (
        <Sure
          title={deleteTitle(chosen, total)}
          verb="Delete"
          no="Keep them"
          danger
          onClose={() => setDeleting(null)}
          onDo={() => void send(deleting)}
        >
          Their files, texts, fields and histories are removed for good. They will no longer be found.
        </Sure>
      )}
    </div>
  );
}

const chosenWords = ({ all, ids }: Chosen, total: number | null): string => {
  if (!all) return `${counted(ids.size)} selected`;
  return total === null ? 'All that match are selected' : `All ${counted(total)} that match are selected`;
};

function deleteTitle({ all, ids }: Chosen, total: number | null): string {
  if (all)
    return total === null ? 'Delete all documents that match?' : `Delete all ${counted(total)} documents that match?`;
  return ids.size === 1 ? 'Delete this document?' : `Delete these ${counted(ids.size)} documents?`;
}

/** Chooses all rows that are here, or none. */
function Master({ state: { rows }, chosen }: { state: LibraryState; chosen: Chosen }) {
  const { selection } = useApp();
  const box = useRef<HTMLInputElement>(null);
  const full = chosen.all || (rows.length > 0 && chosen.ids.size === rows.length);
  const some = !full && chosen.ids.size > 0;
  useLayoutEffect(() => {
    if (box.current) box.current.indeterminate = some;
  }, [some]);
  return (
    <label class="row-check">
      <input
        ref={box}
        type="checkbox"
        aria-label="Select all documents that are shown"
        checked={full}
        onChange={full || some ? selection.clear : selection.chooseRows}
      />
    </label>
  );
}

/** The documents that are chosen one by one, as they are now. */
function useChosenDocuments({ ids, all }: Chosen): Document[] {
  const { documents } = useApp();
  const [, rerender] = useReducer((count: number, _: undefined) => count + 1, 0);
  useLayoutEffect(() => {
    if (all) return;
    const ends = [...ids].map((id) => documents.entry(id).subscribe(() => rerender(undefined)));
    return () => ends.forEach((end) => end());
  }, [ids, all]);
  if (all) return [];
  return [...ids].flatMap((id) => documents.entry(id).get().document ?? []);
}
