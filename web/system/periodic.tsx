import { useEffect, useState } from 'preact/hooks';
import { everyWords, resultWords } from '../../domain/operation/task-result.js';
import { useApp } from '../app-context.js';
import { Age, Until } from '../documents/age.js';
import { titled, type Tone } from '../documents/words.js';
import { asProblem } from '../http/problem.js';
import { Icon, type IconName } from '../ui/icon.js';
import { useStore } from '../ui/store.js';
import { duration } from '../ui/time.js';
import type { PeriodicTask } from '../wire/system.js';
import { isRunning } from './tasks.js';

/** What the product does by itself from time to time, and what came of it. */
export function PeriodicTasks() {
  const { tasks } = useApp();
  const { items, problem, asked } = useStore(tasks.state);
  useEffect(() => tasks.watch(), []);
  if (items === null)
    return (
      <p class="muted" role={problem ? 'alert' : 'status'}>
        {problem ? `The tasks could not be loaded. ${problem.message}` : 'Loading the tasks'}
      </p>
    );
  return (
    <table class="tasks">
      <thead>
        <tr>
          <th scope="col">Task</th>
          <th scope="col">Last run</th>
          <th scope="col">Result</th>
          <th scope="col">Next run</th>
          <th scope="col">
            <span class="hidden">Run now</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((task) => (
          <TaskRow key={task.name} task={task} asked={asked.has(task.name)} />
        ))}
      </tbody>
    </table>
  );
}

function TaskRow({ task, asked }: { task: PeriodicTask; asked: boolean }) {
  const { tasks } = useApp();
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const { name, description, everyS, lastRun, nextRun } = task;
  const busy = sending || asked || isRunning(task);
  const run = () => {
    setSending(true);
    setRefusal(null);
    tasks
      .run(name)
      .catch((thrown: unknown) => setRefusal(asProblem(thrown).message))
      .finally(() => setSending(false));
  };
  return (
    <tr>
      <th scope="row">
        {titled(name)} <span class="muted task-every">{everyWords(everyS)}</span>
        <span class="muted task-about">{description}</span>
      </th>
      <td data-title="Last run">{lastRun === null ? <span class="muted">not yet</span> : <LastRun task={task} />}</td>
      <td data-title="Result">
        {refusal === null ? (
          <Result task={task} asked={asked} />
        ) : (
          <span class="tone-failed" role="alert">
            {refusal}
          </span>
        )}
      </td>
      <td data-title="Next run">
        {nextRun === null ? <span class="muted">not known</span> : <Until at={nextRun} what="Next" />}
      </td>
      <td class="task-run">
        <button type="button" class="button small" disabled={busy} onClick={run}>
          <Icon name="play" size={14} />
          <span>
            Run<span class="hidden"> {name}</span> now
          </span>
        </button>
      </td>
    </tr>
  );
}

function LastRun({ task: { lastRun } }: { task: PeriodicTask }) {
  if (lastRun === null) return null;
  const { started_at, ended_at } = lastRun;
  return (
    <>
      <Age at={started_at} what="Begun" />
      {ended_at !== null && (
        <span class="muted">, took {duration(Math.max(0, Date.parse(ended_at) - Date.parse(started_at)))}</span>
      )}
    </>
  );
}

function Result({ task, asked }: { task: PeriodicTask; asked: boolean }) {
  const [icon, tone, words] = resultLook(task, asked);
  if (icon === null) return null;
  return (
    <span class="line-state">
      <span class={`tone-${tone}`}>
        <Icon name={icon} />
      </span>{' '}
      {words}
    </span>
  );
}

function resultLook(task: PeriodicTask, asked: boolean): [icon: IconName | null, tone: Tone, words: string] {
  if (asked) return ['waiting', 'neutral', 'about to run'];
  if (task.lastRun === null) return [null, 'neutral', ''];
  const words = resultWords(task.name, task.lastRun);
  if (isRunning(task)) return ['running', 'running', words];
  return task.lastRun.outcome === 'failed' ? ['failed', 'failed', words] : ['done', 'done', words];
}
