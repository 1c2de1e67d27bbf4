import { waits } from '../../domain/operation/waits.js';
import { useApp } from '../app-context.js';
import { titled, type Tone } from '../documents/words.js';
import { Icon } from '../ui/icon.js';
import { useSelected, useStore } from '../ui/store.js';
import type { SystemState } from '../wire/system.js';

export interface HealthWords {
  word: string;
  tone: Tone;
}

/** What is said of the whole, in a word or two: what is missing counts more than what waits. */
export function healthWords(state: SystemState): HealthWords {
  if (state.components.some(({ healthy }) => !healthy)) return { word: 'part missing', tone: 'failed' };
  if (state.waiting.length > 0) return { word: 'work waits', tone: 'waiting' };
  if (waits(state).length > 0) return { word: 'drained', tone: 'waiting' };
  return state.healthy ? { word: 'all healthy', tone: 'done' } : { word: 'part missing', tone: 'failed' };
}

/** The same for what is known now; null until it is known. */
export function useHealth(): HealthWords | null {
  const { system, live } = useApp();
  const state = useStore(system.state);
  const problem = useStore(system.problem);
  const lost = useSelected(live.status, ({ phase }) => phase === 'lost');
  if (problem) return { word: 'cannot say', tone: 'failed' };
  if (!state) return null;
  return lost ? { word: 'not known', tone: 'neutral' } : healthWords(state);
}

const NAMES: Readonly<Record<string, readonly [name: string, what: string]>> = {
  postgres: ['PostgreSQL', 'documents, events and the search index'],
  blobs: ['Files', 'the original files and what was read of them'],
  temporal: ['Temporal', 'what is to be done, and how far it is'],
  workers: ['Workers', 'the processes that read'],
};

/** Every part of the product with its state, as it was when it was last known. */
export function ComponentLines() {
  const { system } = useApp();
  const state = useStore(system.state);
  const known = useHealth()?.tone !== 'neutral';
  return (
    <ul class="lines" aria-label="Components">
      {state?.components.map(({ name, healthy, words }) => {
        const [title, what] = NAMES[name] ?? [titled(name), ''];
        return (
          <li key={name} class="line">
            <span class="line-name">
              <strong>{title}</strong> <span class="muted">{what}</span>
            </span>
            <span class={`line-state tone-${known ? (healthy ? 'done' : 'failed') : 'neutral'}`}>
              <Icon name={healthy ? 'done' : 'failed'} /> {healthy ? 'healthy' : 'not healthy'}
            </span>
            <span class={healthy ? 'line-text muted' : 'line-text'}>{words === 'ok' ? '' : words}</span>
          </li>
        );
      })}
    </ul>
  );
}
