import type { ComponentChildren } from 'preact';
import type { Tone } from '../documents/words.js';
import type { Problem } from '../http/problem.js';
import { Icon, type IconName } from './icon.js';

interface NoticeProps {
  tone: Tone;
  icon: IconName;
  /** What happened, to what. */
  title: string;
  /** What is kept, and what can be done. */
  children?: ComponentChildren;
  /** The next actions, as buttons. */
  actions?: ComponentChildren;
}

/** Says what happened, to what, what was kept, and offers what to do next. */
export function Notice({ tone, icon, title, children, actions }: NoticeProps) {
  return (
    <div class={`notice tone-${tone}`} role={tone === 'failed' ? 'alert' : 'status'}>
      <Icon name={icon} />
      <div class="notice-text">
        <p class="notice-title">{title}</p>
        {children}
        {actions !== undefined && <div class="actions">{actions}</div>}
      </div>
    </div>
  );
}

interface NotLoadedProps {
  /** "Your inbox": what could not be loaded. */
  what: string;
  problem: Problem;
  /** What is safe all the same. */
  kept: string;
  onAgain: () => void;
}

/** Stands where something would be that could not be loaded. */
export function NotLoaded({ what, problem, kept, onAgain }: NotLoadedProps) {
  return (
    <Notice
      tone="failed"
      icon="failed"
      title={`${what} could not be loaded`}
      actions={
        <button type="button" class="button" onClick={onAgain}>
          <Icon name="retry" /> Load again
        </button>
      }
    >
      <p>
        {problem.message} {kept}
      </p>
    </Notice>
  );
}
