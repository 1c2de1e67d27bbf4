import { Icon } from '../ui/icon.js';
import type { StateWords } from './words.js';

/** A state as icon and word, with a bar where it is known how far it is. */
export function State({ state, name }: { state: StateWords; name: string }) {
  return (
    <span class={`state tone-${state.tone}`}>
      <Icon name={state.icon} />
      <span class="state-word">{state.word}</span>
      {state.fraction !== null && (
        <span
          class="bar"
          role="progressbar"
          aria-label={`${name}: ${state.word}`}
          aria-valuenow={Math.round(state.fraction * 100)}
          aria-valuemin={0}
          aria-valuemax={100}
        >
          <span class="bar-fill" style={{ transform: `scaleX(${state.fraction})` }} />
        </span>
      )}
      {state.detail !== null && (
        <span class="state-detail" title={state.detail}>
          {state.detail}
        </span>
      )}
    </span>
  );
}
