import { Icon } from '../ui/icon.js';

/** Whether a pane shows what is in it where it is narrow; where it is wide, it always does. */
export interface Fold {
  unfolded: boolean;
  onFold: () => void;
}

export const foldClass = ({ unfolded }: Fold): string => (unfolded ? 'viewer' : 'viewer folded');

/** Shows and hides a pane; only there where it is narrow. */
export function FoldButton({ fold: { unfolded, onFold }, what }: { fold: Fold; what: string }) {
  return (
    <button type="button" class="button small narrow-only" aria-expanded={unfolded} onClick={onFold}>
      <Icon name={unfolded ? 'up' : 'down'} size={14} /> {unfolded ? 'Hide' : 'Show'} {what}
    </button>
  );
}
