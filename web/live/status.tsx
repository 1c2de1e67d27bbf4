import { useApp } from '../app-context.js';
import { useSelected, useStore } from '../ui/store.js';
import { liveWords } from './words.js';

/** The state of the connection, always in sight: a dot and words. While it is lost, a press tries again at once. */
export function LiveDot() {
  const { live, clock } = useApp();
  const status = useStore(live.status);
  const words = useSelected(clock, (now) => liveWords(status, now).words);
  const { tone, detail } = liveWords(status, clock.get());
  const content = (
    <>
      <span class={`dot tone-${tone}`} aria-hidden="true" />
      <span>{words}</span>
    </>
  );
  if (status.phase !== 'lost') {
    return (
      <span class="live" title={detail}>
        {content}
      </span>
    );
  }
  return (
    <button
      type="button"
      class="live button quiet"
      title={`${detail} Press to try now.`}
      onClick={() => live.retryNow()}
    >
      {content}
    </button>
  );
}
