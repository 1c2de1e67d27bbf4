import { useApp } from '../app-context.js';
import { useSelected } from '../ui/store.js';
import { ago, exact, until } from '../ui/time.js';

/** "2 s ago", and the exact time when pointed at. */
export function Age({ at, what }: { at: string; what: string }) {
  const { clock } = useApp();
  const time = Date.parse(at);
  const words = useSelected(clock, (now) => ago(time, now));
  return (
    <time dateTime={at} title={`${what} ${exact(at)}`}>
      {words}
    </time>
  );
}

/** "in 40 s", and the exact time when pointed at. */
export function Until({ at, what }: { at: string; what: string }) {
  const { clock } = useApp();
  const time = Date.parse(at);
  const words = useSelected(clock, (now) => until(time, now));
  return (
    <time dateTime={at} title={`${what} ${exact(at)}`}>
      {words}
    </time>
  );
}
