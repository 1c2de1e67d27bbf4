import type { ComponentChildren } from 'preact';
import { Dialog } from './dialog.js';
import { Icon } from './icon.js';

interface SureProps {
  /** "Delete this document?" */
  title: string;
  /** What becomes of it. */
  children: ComponentChildren;
  /** What is done: "Delete". */
  verb: string;
  /** What is done instead: "Keep it". */
  no: string;
  /** Something goes for good. */
  danger?: boolean;
  onClose: () => void;
  onDo: () => void;
}

/** Asks before something is done that cannot be taken back. */
export function Sure({ title, children, verb, no, danger = false, onClose, onDo }: SureProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{children}</p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>
          {no}
        </button>
        <button type="button" class={`button ${danger ? 'danger' : 'primary'}`} onClick={onDo}>
          {danger && <Icon name="delete" />} {verb}
        </button>
      </div>
    </Dialog>
  );
}
