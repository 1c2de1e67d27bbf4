import { waits } from '../../domain/operation/waits.js';
import { useApp } from '../app-context.js';
import { Age } from '../documents/age.js';
import { Icon } from '../ui/icon.js';
import { Notice } from '../ui/notice.js';
import { useStore } from '../ui/store.js';
import { ComponentLines, useHealth } from './components.js';
import { PeriodicTasks } from './periodic.js';
import { Queues } from './queues.js';

/** How the product is, what documents wait for, and what an operator can do about it. */
export function SystemPage() {
  const { system } = useApp();
  const state = useStore(system.state);
  const health = useHealth();
  return (
    <section class="page system" aria-labelledby="system-title">
      <header class="page-head">
        <h1 id="system-title">System</h1>
        {health && (
          <span class={`line-state tone-${health.tone}`}>
            <span class="dot" aria-hidden="true" /> {health.word}
          </span>
        )}
        {state && state.version !== '' && <span class="page-count">DocuGenie {state.version}</span>}
      </header>
      <Waiting />
      <h2>Components</h2>
      {state ? <ComponentLines /> : <p class="muted">Loading the components</p>}
      <h2>Queues</h2>
      {state ? <Queues queues={state.queues} /> : <p class="muted">Loading the queues</p>}
      <h2>Periodic tasks</h2>
      <PeriodicTasks />
    </section>
  );
}

/** What documents wait for, in plain words. */
function Waiting() {
  const { system } = useApp();
  const state = useStore(system.state);
  const problem = useStore(system.problem);
  if (problem)
    return (
      <Notice tone="failed" icon="failed" title="The server cannot say how it is">
        <p>{problem.message} Documents wait meanwhile, and go on by themselves. Below is what was known last.</p>
      </Notice>
    );
  if (!state) return <p class="waits-nothing muted">Asking the server</p>;
  const found = waits(state);
  return (
    <div class="waits" role="status">
      {found.length === 0 ? (
        <p class="waits-nothing">
          <span class={state.healthy ? 'tone-done' : 'tone-neutral'}>
            <Icon name="done" />
          </span>
          No document waits for anything but its turn.
        </p>
      ) : (
        found.map(({ key, what, why, ends, since }) => (
          <div key={key} class="notice tone-waiting">
            <Icon name="paused" />
            <div class="notice-text">
              <p class="notice-title">
                {what}: {why}
              </p>
              <p>
                {ends}{' '}
                <span class="muted">
                  It began <Age at={since} what="Begun" />.
                </span>
              </p>
            </div>
          </div>
        ))
      )}
    </div>
  );
}
