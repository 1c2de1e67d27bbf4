import { useState } from 'preact/hooks';
import type { Document } from '../../domain/documents/document.js';
import { useApp } from '../app-context.js';
import { documentPath } from '../documents/documents.js';
import { act, beginningsOf, can, deleteDocument, VERB_LOOKS } from '../documents/verbs.js';
import { asProblem } from '../http/problem.js';
import { NO_FILTER } from '../library/filter.js';
import { Icon } from '../ui/icon.js';
import { Sure } from '../ui/sure.js';
import { Reprocess } from './reprocess.js';

/** What can be done with the document in its state; what the server refuses is said beside the buttons. */
export function Actions({ document }: { document: Document }) {
  const app = useApp();
  const { id } = document;
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const run = (action: () => Promise<void>) => {
    setRefusal(null);
    setBusy(true);
    action()
      .catch((thrown: unknown) => {
        setRefusal(asProblem(thrown).message);
        void app.documents.load(id); // its state is another than we thought
      })
      .finally(() => setBusy(false));
  };
  const remove = async () => {
    setAsking(false);
    await deleteDocument(app, id);
    app.announcer.say(`${document.filename} was deleted`);
    app.router.go({ page: 'library', filter: NO_FILTER });
  };
  const temporal = temporalUrl(document);
  return (
    <div class="actions">
      {refusal !== null && (
        <span class="tone-failed refusal" role="alert">
          {refusal}
        </span>
      )}
      {(['pause', 'cancel'] as const)
        .filter((verb) => can(verb, document))
        .map((verb) => (
          <button
            key={verb}
            type="button"
            class="button"
            disabled={busy}
            onClick={() => run(() => act(app, id, { verb }))}
          >
            <Icon name={VERB_LOOKS[verb].icon} /> {VERB_LOOKS[verb].name}
          </button>
        ))}
      {/* Of a document that failed, this and the download stand beside the reason. */}
      {can('retry', document) && document.status !== 'failed' && (
        <button type="button" class="button" disabled={busy} onClick={() => run(() => act(app, id, { verb: 'retry' }))}>
          <Icon name="retry" /> Retry
        </button>
      )}
      {can('reprocess', document) && (
        <Reprocess
          class="button"
          disabled={busy}
          beginnings={beginningsOf(document)}
          onChoose={(from) => run(() => act(app, id, { verb: 'reprocess', from }))}
        />
      )}
      {document.status !== 'failed' && <DownloadLink document={document} />}
      {temporal !== null && (
        <a
          class="button"
          href={temporal}
          target="_blank"
          rel="noopener noreferrer"
          title="See this run in the Temporal UI, in a new tab"
        >
          <Icon name="external" />
          <span>
            <span class="wide-only">Open in </span>Temporal
          </span>
        </a>
      )}
      <button type="button" class="button" disabled={busy} onClick={() => setAsking(true)}>
        <Icon name="delete" /> <span>Delete</span>
      </button>
      {asking && (
        <Sure
          title="Delete this document?"
          verb="Delete"
          no="Keep it"
          danger
          onClose={() => setAsking(false)}
          onDo={() => run(remove)}
        >
          <strong>{document.filename}</strong>, its text, fields and history are removed for good. It will no longer be
          found.
          {can('cancel', document) && ' What is being done with it is stopped.'}
        </Sure>
      )}
    </div>
  );
}

/** Starts a failed document again, or lets a paused one go on; `class` says how much it is offered. */
export function VerbButton({
  document,
  verb,
  class: look,
}: {
  document: Document;
  verb: 'retry' | 'resume';
  class: string;
}) {
  const app = useApp();
  const { icon, name } = VERB_LOOKS[verb];
  return (
    <button
      type="button"
      class={look}
      onClick={() => void act(app, document.id, { verb }).catch(() => app.documents.load(document.id))}
    >
      <Icon name={icon} /> {name}
    </button>
  );
}

export function DownloadLink({ document }: { document: Document }) {
  return (
    <a
      class="button"
      href={documentPath(document.id, '/content')}
      download={document.filename}
      title="Download the original file"
    >
      <Icon name="download" /> <span>Download</span>
    </a>
  );
}

/** Only http(s): what stands in an `href` must not run as a script. */
function temporalUrl({ links }: Document): string | null {
  const url = (links as Partial<Document['links']> | undefined)?.temporal; // absent in answers of older servers
  return url !== undefined && /^https?:\/\//i.test(url) ? url : null;
}
