import { DOCUMENT_STATUSES, type DocumentStatus } from '../../domain/documents/document.js';
import { useApp } from '../app-context.js';
import { STATUS_NAMES, statusLook, titled, type Tone } from '../documents/words.js';
import { NO_FILTER } from '../library/filter.js';
import { Link } from '../navigation/link.js';
import type { Route } from '../navigation/route.js';
import { Icon } from '../ui/icon.js';
import { Popover } from '../ui/popover.js';
import { useSelected, useStore } from '../ui/store.js';
import type { SystemState } from '../wire/system.js';

/** Always listed, so that nothing moves when one of them becomes or is no longer zero; the others when there are any. */
const ALWAYS: readonly DocumentStatus[] = ['queued', 'processing', 'completed', 'failed'];

/** The library with how many documents it has, and of each status; each leads to those. */
export function LibraryLinks({ route }: { route: Route }) {
  const { system } = useApp();
  const state = useStore(system.state);
  const chosen = route.page === 'library' ? route.filter.status : undefined;
  return (
    <>
      <Link
        to={{ page: 'library', filter: NO_FILTER }}
        class="side-link"
        aria-current={chosen === null ? 'page' : undefined}
      >
        <Icon name="library" /> <span>Library</span> <Count of={state?.total} />
      </Link>
      <ul class="side-counts" aria-label="Documents by status">
        {DOCUMENT_STATUSES.filter((status) => ALWAYS.includes(status) || (state?.counts[status] ?? 0) > 0).map(
          (status) => (
            <li key={status}>
              <StatusLink status={status} count={state?.counts[status]} chosen={chosen === status} />
            </li>
          ),
        )}
      </ul>
    </>
  );
}

function StatusLink({ status, count, chosen }: { status: DocumentStatus; count: number | undefined; chosen: boolean }) {
  const { icon, tone } = statusLook(status);
  return (
    <Link
      to={{ page: 'library', filter: { ...NO_FILTER, status } }}
      class={count === 0 ? 'side-link side-count none' : 'side-link side-count'}
      aria-current={chosen ? 'page' : undefined}
    >
      <span class={count === undefined || count === 0 ? 'tone-neutral' : `tone-${tone}`}>
        <Icon name={icon} size={14} />
      </span>
      <span>{titled(STATUS_NAMES[status])}</span> <Count of={count} />
    </Link>
  );
}

/** Nothing until it is known: a zero would be a guess. */
function Count({ of }: { of: number | undefined }) {
  return <span class="count">{of === undefined ? '' : of.toLocaleString('en')}</span>;
}

/** What is said of the whole; null until it is known. */
function useHealth(): { word: string; tone: Tone; state: SystemState } | null {
  const { system, live } = useApp();
  const state = useStore(system.state);
  const lost = useSelected(live.status, ({ phase }) => phase === 'lost');
  if (!state) return null;
  if (lost) return { word: 'not known', tone: 'neutral', state };
  return state.healthy
    ? { word: 'all healthy', tone: 'done', state }
    : { word: 'something is missing', tone: 'failed', state };
}

/** Whether everything that documents need is there; a press lists it, one by one. */
export function Health() {
  const health = useHealth();
  if (!health) return null;
  return (
    <Popover
      class="side-link side-health"
      title="System"
      face={
        <>
          <span class={`dot tone-${health.tone}`} aria-hidden="true" /> System <span class="muted">{health.word}</span>
        </>
      }
    >
      <HealthList />
    </Popover>
  );
}

/** Every part of the product with its state, as it was when it was last known. */
export function HealthList() {
  const health = useHealth();
  if (!health) return null;
  const { word, tone, state } = health;
  return (
    <section class="health">
      <h2>
        System <span class={`tone-${tone}`}>{word}</span>
      </h2>
      <ul>
        {state.components.map(({ name, healthy, words }) => (
          <li key={name}>
            <span class={tone === 'neutral' ? 'tone-neutral' : healthy ? 'tone-done' : 'tone-failed'}>
              <Icon name={healthy ? 'done' : 'failed'} label={healthy ? 'healthy' : 'not healthy'} />
            </span>
            <span>{COMPONENT[name] ?? titled(name)}</span>
            <span class="muted">{words}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const COMPONENT: Readonly<Record<string, string>> = { postgres: 'PostgreSQL', blobs: 'Files' };
