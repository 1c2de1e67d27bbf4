import { isTerminal, type Document, type DocumentStatus, type Step } from '../../domain/documents/document.js';
import { useApp } from '../app-context.js';
import { counted, stepName, stepWords } from '../documents/words.js';
import { Icon } from '../ui/icon.js';
import { useSelected } from '../ui/store.js';
import { duration, exact } from '../ui/time.js';
import { parseProgress, type Progress } from '../wire/document.js';

/** "0.4 s" of a step that ended, or how long a running one has been at it; empty before it began. */
function useTook({ status, started_at, duration_ms }: Step, of: DocumentStatus): string {
  const { clock } = useApp();
  const began = Date.parse(started_at ?? '');
  return useSelected(clock, (now) => {
    if (duration_ms !== null) return duration(duration_ms);
    if (status !== 'running' || of === 'paused' || Number.isNaN(began)) return '';
    return duration(Math.max(0, Math.floor((now - began) / 1000) * 1000));
  });
}

/** How far a step is: the last frame where it is about this step, else what the document says. */
const progressOf = (step: Step, progress: Progress | null): Progress | null =>
  step.status !== 'running' ? null : progress?.step === step.name ? progress : parseProgress(step.progress, step.name);

/** All steps in one line: what is done, what is under way, how long each took. */
export function StepStrip({ document, progress }: { document: Document; progress: Progress | null }) {
  return (
    <ol class="strip" aria-label="Steps">
      {document.steps.map((step) => (
        <StripStep key={step.name} step={step} progress={progressOf(step, progress)} of={document.status} />
      ))}
    </ol>
  );
}

interface StepProps {
  step: Step;
  progress: Progress | null;
  /** The document's status. */
  of: DocumentStatus;
}

function StripStep({ step, progress, of }: StepProps) {
  const { tone, icon, word } = stepWords(step, of);
  const took = useTook(step, of);
  return (
    <li class={`strip-step tone-${tone}`} title={`${stepName(step.name)}: ${word}`}>
      <Icon name={icon} label={word} />
      <span class="strip-name">{stepName(step.name)}</span>
      {/* Room for a time, lest the steps move while they run. */}
      {(took !== '' || !isTerminal(of)) && (
        <span class="strip-took">{progress && progress.total > 1 ? counted(progress) : took}</span>
      )}
    </li>
  );
}

/** Every step with its state, attempts, times and error. */
export function StepsTab({ document, progress }: { document: Document; progress: Progress | null }) {
  if (document.steps.length === 0)
    return <p class="muted pane-text">The steps are listed here as soon as the run begins.</p>;
  return (
    <ol class="steps">
      {document.steps.map((step) => (
        <StepRow key={step.name} step={step} progress={progressOf(step, progress)} of={document.status} />
      ))}
    </ol>
  );
}

function StepRow({ step, progress, of }: StepProps) {
  const { tone, icon, word } = stepWords(step, of);
  const took = useTook(step, of);
  return (
    <li class="step">
      <span class={`tone-${tone}`}>
        <Icon name={icon} />
      </span>
      <div class="step-text">
        <p class="step-head">
          <strong>{stepName(step.name)}</strong>
          <span class={`tone-${tone}`}>{word}</span>
          {step.attempts > 1 && <span class="muted">attempt {step.attempts}</span>}
          <span class="step-took">{took}</span>
        </p>
        {progress && (
          <p class="step-progress">
            <progress max={progress.total} value={progress.done} aria-label={stepName(step.name)} />
            <span class="muted">
              {counted(progress)} {progress.note}
            </span>
          </p>
        )}
        {step.error && <p class="tone-failed step-error">{step.error.message}</p>}
        {step.started_at !== null && (
          <p class="muted step-times">
            {exact(step.started_at)}
            {step.ended_at !== null && ` – ${exact(step.ended_at).slice(11)}`}
          </p>
        )}
      </div>
    </li>
  );
}
