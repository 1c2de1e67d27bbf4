import type { ComponentChildren } from 'preact';
import type { Tone } from '../documents/words.js';
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
