import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../app-context.js';
import { bytesText } from '../documents/words.js';
import { Link } from '../navigation/link.js';
import { documentRoute } from '../navigation/route.js';
import { Icon } from '../ui/icon.js';
import { useSelected, useStore } from '../ui/store.js';
import { canSendAgain, type Upload, type UploadState, type UploadTotals } from './queue.js';

/** Rows drawn at most; of thousands of files, those that need eyes come first. */
const SHOWN = 100;

/** How long it stays when all went well: the new rows say the rest. */
const STAYS_MS = 4_000;

/** What is being sent, at the edge of the page; there only while there is something to say. */
export function Tray() {
  const { uploads } = useApp();
  const items = useStore(uploads.items);
  const totals = useStore(uploads.totals);
  const [open, setOpen] = useState(true);
  const busy = totals.waiting + totals.sending > 0;
  const nothingToSay = !busy && totals.failed === 0 && totals.known === 0;
  useEffect(() => {
    if (items.length === 0 || !nothingToSay) return;
    const timer = setTimeout(() => uploads.clear(), STAYS_MS);
    return () => clearTimeout(timer);
  }, [items, nothingToSay]);
  if (items.length === 0) return null;
  const ranked = items.length > SHOWN ? [...items].sort((a, b) => rank(a) - rank(b)).slice(0, SHOWN) : items;
  return (
    <section class="tray" aria-label="Uploads">
      <header class="tray-head">
        <button type="button" class="button quiet tray-title" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? 'down' : 'next'} />
          <TrayTitle totals={totals} />
        </button>
        {!busy && (
          <button
            type="button"
            class="button quiet icon-only"
            aria-label="Close uploads"
            onClick={() => uploads.clear()}
          >
            <Icon name="close" />
          </button>
        )}
      </header>
      {busy && (
        <progress class="tray-bar" max={totals.all} value={totals.added + totals.failed} aria-label="All uploads" />
      )}
      {open && (
        <ul class="tray-list">
          {ranked.map((upload) => (
            <TrayRow key={upload.key} upload={upload} />
          ))}
        </ul>
      )}
    </section>
  );
}

const RANK: Record<UploadState['kind'], number> = { failed: 0, sending: 1, waiting: 2, added: 3 };
const rank = ({ state }: Upload): number => RANK[state.get().kind];

function TrayTitle({ totals }: { totals: UploadTotals }) {
  const { uploads, clock } = useApp();
  const heldUntil = useStore(uploads.heldUntil);
  const seconds = useSelected(clock, (now) =>
    heldUntil === null ? 0 : Math.max(1, Math.ceil((heldUntil - now) / 1000)),
  );
  const failed = totals.failed > 0 ? `, ${totals.failed} failed` : '';
  if (heldUntil !== null) return <span>The server is busy. Goes on in {seconds} s</span>;
  if (totals.waiting + totals.sending > 0) {
    return (
      <span>
        Adding {totals.added + totals.failed} of {totals.all}
        {failed}
      </span>
    );
  }
  return (
    <span>
      {totals.added} added{failed}
    </span>
  );
}

function TrayRow({ upload }: { upload: Upload }) {
  const { uploads } = useApp();
  const state = useStore(upload.state);
  return (
    <li class="tray-row">
      <span class="tray-name" title={upload.name} dir="auto">
        {upload.name}
      </span>
      <TrayState upload={upload} state={state} />
      {state.kind === 'failed' && canSendAgain(state.problem) && (
        <button
          type="button"
          class="button small"
          aria-label={`Retry ${upload.name}`}
          onClick={() => uploads.retry(upload)}
        >
          <Icon name="retry" size={14} /> Retry
        </button>
      )}
      {state.kind !== 'added' && (
        <button
          type="button"
          class="button quiet icon-only"
          aria-label={`${state.kind === 'failed' ? 'Dismiss' : 'Do not add'} ${upload.name}`}
          onClick={() => uploads.drop(upload)}
        >
          <Icon name="close" size={14} />
        </button>
      )}
    </li>
  );
}

function TrayState({ upload, state }: { upload: Upload; state: UploadState }) {
  switch (state.kind) {
    case 'waiting':
      return <span class="tray-state muted">{bytesText(upload.bytes)}, waits</span>;
    case 'sending':
      return (
        <span class="tray-state">
          <progress max={Math.max(upload.bytes, 1)} value={state.sent} aria-label={`Sending ${upload.name}`} />
        </span>
      );
    case 'added':
      return (
        <span class="tray-state tone-done">
          <Icon name="done" size={14} />
          {state.deduplicated ? <Link to={documentRoute(state.documentId)}>already here</Link> : 'added'}
        </span>
      );
    case 'failed':
      return (
        <span class="tray-state tray-failure tone-failed">
          <Icon name="failed" size={14} />
          <span>
            {state.problem.status === 0 ? 'No connection. It is sent again once it is back.' : state.problem.message}
          </span>
        </span>
      );
  }
}
