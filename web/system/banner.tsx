import { useApp } from '../app-context.js';
import { waits, waitSentence } from '../../domain/operation/waits.js';
import { Link } from '../navigation/link.js';
import { Icon } from '../ui/icon.js';
import { useStore } from '../ui/store.js';
import { clockTime } from '../ui/time.js';

/**
 * What documents wait for, on every page but the one that says all about it. The place is always there, so that screen
 * readers hear what comes into it.
 */
export function Banner({ here }: { here: boolean }) {
  const { system } = useApp();
  const state = useStore(system.state);
  const problem = useStore(system.problem);
  const [first, ...others] = state ? waits(state) : [];
  const words = problem ? `DocuGenie waits. ${problem.message} It goes on by itself.` : first && waitSentence(first);
  return (
    <div class="banner-place" role="status">
      {words !== undefined && !here && (
        <p class="banner">
          <Icon name={problem ? 'warning' : 'paused'} />
          <span class="banner-text" title={words}>
            {words}
            {first && !problem && <span class="muted"> Since {clockTime(Date.parse(first.since))}.</span>}
          </span>
          <Link to={{ page: 'system' }}>{others.length > 0 ? `And ${others.length} more` : 'See the system'}</Link>
        </p>
      )}
    </div>
  );
}
