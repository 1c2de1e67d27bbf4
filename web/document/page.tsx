import { useEffect, useState } from 'preact/hooks';
import { isTerminal, type Document } from '../../domain/documents/document.js';
import { useApp } from '../app-context.js';
import { Age } from '../documents/age.js';
import { documentPath } from '../documents/documents.js';
import { State } from '../documents/state.js';
import { bytesText, formatOf, hasImages, stateWords, sureness, titled } from '../documents/words.js';
import { NO_FILTER } from '../library/filter.js';
import { parseBlocks } from '../markdown/blocks.js';
import { Link } from '../navigation/link.js';
import type { Route, Tab } from '../navigation/route.js';
import { Icon } from '../ui/icon.js';
import { listenForKeys } from '../ui/keyboard.js';
import { useLoaded } from '../ui/loaded.js';
import { Notice } from '../ui/notice.js';
import { useStore } from '../ui/store.js';
import type { Progress } from '../wire/document.js';
import { Actions } from './actions.js';
import { FieldsTab } from './fields-tab.js';
import { HistoryTab } from './history-tab.js';
import { useHistory } from './history.js';
import { Outcome } from './outcome.js';
import { ReadingView } from './reading-view.js';
import { StepsTab, StepStrip } from './steps-tab.js';
import { TablesTab } from './tables-tab.js';
import { Tabs } from './tabs.js';
import { TextTab } from './text-tab.js';
import { VersionsTab } from './versions-tab.js';
import { Viewer } from './viewer.js';

type DocumentRoute = Extract<Route, { page: 'document' }>;

/** One document: the page on one side, what was found on the other. */
export function DocumentPage({ route }: { route: DocumentRoute }) {
  const { documents } = useApp();
  const { document: found, progress, problem } = useStore(documents.entry(route.id));
  useEffect(() => void documents.load(route.id), [route.id]);
  useEffect(() => {
    if (!found) document.title = problem ? 'No such document · DocuGenie' : 'Document · DocuGenie';
  }, [found, problem]);
  if (found) return <Found document={found} progress={progress} route={route} />;
  if (!problem) return <div class="page" aria-busy="true" aria-label="Loading the document" />;
  const gone = problem.status === 404 || problem.status === 400 || problem.status === 422; // no such id, or none at all
  return (
    <div class="page">
      <h1 class="hidden">Document</h1>
      <Notice
        tone="failed"
        icon="failed"
        title={gone ? 'This document is not here' : 'The document could not be loaded'}
        actions={
          <>
            {!gone && (
              <button type="button" class="button" onClick={() => void documents.load(route.id)}>
                <Icon name="retry" /> Load again
              </button>
            )}
            <Link to={{ page: 'library', filter: NO_FILTER }} class="button">
              To the library
            </Link>
          </>
        }
      >
        <p>{gone ? 'It was deleted, or the address is wrong.' : `${problem.message} Nothing about it has changed.`}</p>
      </Notice>
    </div>
  );
}

function Found({
  document: shown,
  progress,
  route,
}: {
  document: Document;
  progress: Progress | null;
  route: DocumentRoute;
}) {
  const { router, http } = useApp();
  const [selected, setSelected] = useState<number | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  // Where it is narrow the page stands above what was found, and would push it out of sight.
  const [unfolded, setUnfolded] = useState(false);
  const history = useHistory(shown.id);
  const { id, run, text_run, filename, pages } = shown;
  const count = Math.max(pages ?? 1, 1);
  const number = Math.min(route.number, count);
  const looks = hasImages(shown.media_type);
  const sure = sureness(shown);
  const fold = { unfolded, onFold: () => setUnfolded(!unfolded) };
  const read = shown.steps.some((step) => step.name === 'extract' && step.status === 'completed');

  const change = (to: Partial<DocumentRoute>) => router.go({ ...route, ...to }, true);
  const turn = (to: number) => {
    setSelected(null);
    change({ number: Math.min(Math.max(to, 1), count) });
  };
  const select = (index: number) => {
    setSelected(index);
    setUnfolded(true); // to see where it stands
    const field = shown.fields[index];
    if (field && field.page !== number) change({ number: field.page });
  };

  useEffect(() => {
    document.title = `${filename} · DocuGenie`;
  }, [filename]);
  useEffect(
    () => listenForKeys(document, { ArrowLeft: () => turn(number - 1), ArrowRight: () => turn(number + 1) }),
    [number, count, route],
  );

  const path = documentPath(id, '/markdown');
  const wanted = route.tab === 'tables' || !looks;
  const blocks = useLoaded(wanted ? `${path} ${run} ${text_run ?? ''} ${read}` : null, async (signal) =>
    parseBlocks(await http.text(path, { signal })),
  );

  return (
    <article class="document" aria-labelledby="document-title">
      <header class="document-head">
        <button
          type="button"
          class="button quiet icon-only"
          aria-label="Back"
          title="Back (Esc)"
          onClick={() => router.back()}
        >
          <Icon name="back" />
        </button>
        <h1 id="document-title" title={filename} dir="auto">
          {filename}
        </h1>
        {shown.label !== null && (
          <span class="chip" title={shown.model ? `Type, told by ${shown.model.name} ${shown.model.version}` : 'Type'}>
            {titled(shown.label)}
            {sure !== null && <span class="muted"> {sure}</span>}
          </span>
        )}
        <State
          state={{ ...stateWords(shown, progress), ...(shown.status === 'failed' ? { detail: null } : {}) }}
          name={filename}
        />
        <Actions document={shown} />
      </header>
      <div class="document-facts">
        <Facts document={shown} />
        <StepStrip document={shown} progress={progress} />
      </div>
      <Outcome document={shown} />
      <div class="panes">
        {looks ? (
          <Viewer
            document={shown}
            number={number}
            q={route.q}
            selected={selected}
            pointed={pointed}
            onTurn={turn}
            onSelect={select}
            fold={fold}
          />
        ) : (
          <ReadingView document={shown} blocks={blocks} fold={fold} />
        )}
        <Tabs
          tab={route.tab}
          counts={{ fields: shown.fields.length, history: history.events.length }}
          onChoose={(tab: Tab) => change({ tab })}
        >
          {route.tab === 'fields' && (
            <FieldsTab document={shown} selected={selected} onSelect={select} onPoint={setPointed} />
          )}
          {route.tab === 'text' && <TextTab document={shown} number={number} q={route.q} onTurn={turn} />}
          {route.tab === 'tables' && <TablesTab document={shown} blocks={blocks} />}
          {route.tab === 'steps' && <StepsTab document={shown} progress={progress} />}
          {route.tab === 'versions' && (
            <VersionsTab document={shown} runs={route.runs} onCompare={(runs) => change({ runs })} />
          )}
          {route.tab === 'history' && <HistoryTab history={history} />}
        </Tabs>
      </div>
    </article>
  );
}

function Facts({ document }: { document: Document }) {
  const { id, media_type, bytes, pages, language, created_at, run } = document;
  const earlier = document.text_run !== null && document.text_run < run && !isTerminal(document.status);
  const [copied, setCopied] = useState(false);
  return (
    <p class="facts muted">
      <span title={media_type}>{formatOf(media_type).name}</span>
      <span>{bytesText(bytes)}</span>
      {pages !== null && <span>{pages === 1 ? '1 page' : `${pages} pages`}</span>}
      {language !== null && <span>{languageName(language)}</span>}
      <span>
        added <Age at={created_at} what="Added" />
      </span>
      {run > 1 && (
        <span>{earlier ? `run ${run}; what the run before found is shown until it ends` : `run ${run}`}</span>
      )}
      <button
        type="button"
        class="copy-id"
        title={`Copy the id ${id}`}
        onClick={() =>
          void navigator.clipboard.writeText(id).then(
            () => setCopied(true),
            () => setCopied(false),
          )
        }
      >
        <Icon name={copied ? 'check' : 'copy'} size={12} /> {copied ? 'copied' : id.slice(-8)}
      </button>
    </p>
  );
}

function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(undefined, { type: 'language' }).of(code) ?? code;
  } catch {
    return code; // not a language tag
  }
}
