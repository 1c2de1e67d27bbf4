import { DOCUMENT_STATUSES, type DocumentStatus } from '../../domain/documents/document.js';
import { useApp } from '../app-context.js';
import { STATUS_NAMES, statusLook, titled } from '../documents/words.js';
import { NO_FILTER } from '../library/filter.js';
import { Link } from '../navigation/link.js';
import type { Route } from '../navigation/route.js';
import { Icon } from '../ui/icon.js';
import { useStore } from '../ui/store.js';
import { useHealth } from './components.js';

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

/** The way to the System page, with how the product is. */
export function SystemLink({ route }: { route: Route }) {
  const health = useHealth();
  return (
    <Link to={{ page: 'system' }} class="side-link" aria-current={route.page === 'system' ? 'page' : undefined}>
      <span class={health ? `tone-${health.tone}` : undefined}>
        <Icon name={health?.tone === 'failed' ? 'warning' : 'activity'} />
      </span>
      <span>System</span>
      {health && <span class="side-health">{health.word}</span>}
    </Link>
  );
}
