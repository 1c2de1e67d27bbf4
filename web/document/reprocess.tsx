import type { StepName } from '../../domain/documents/document.js';
import type { Beginning } from '../documents/verbs.js';
import { stepName } from '../documents/words.js';
import { Icon } from '../ui/icon.js';
import { Menu } from '../ui/menu.js';

/** What a run does anew that begins with a step, and what it keeps. */
const DETAIL: Readonly<Record<StepName, string>> = {
  extract: 'Everything anew, from the original file',
  classify: 'Keeps the text; type, fields and search anew',
  fields: 'Keeps text and type; fields and search anew',
  index: 'Keeps text, type and fields; search anew',
  publish: 'Keeps everything, and only completes it again',
};

interface ReprocessProps {
  /** Of the button. */
  class: string;
  beginnings: readonly Beginning[];
  disabled: boolean;
  /** Of how many documents; undefined: of the one that is shown. */
  count?: number | undefined;
  onChoose: (step: StepName) => void;
}

/** "Reprocess", and the steps it can begin with; those it cannot begin with say why. */
export function Reprocess({ class: look, beginnings, disabled, count, onChoose }: ReprocessProps) {
  return (
    <Menu
      class={look}
      disabled={disabled}
      title="Reprocess from"
      face={
        <>
          <Icon name="restart" /> Reprocess{count === undefined ? '' : ` ${count.toLocaleString('en')}`}
          <Icon name="down" size={14} />
        </>
      }
      items={beginnings.map(({ step, refusal }) => ({
        key: step,
        title: stepName(step),
        detail: refusal ?? DETAIL[step],
        disabled: refusal !== null,
        onChoose: () => onChoose(step),
      }))}
    />
  );
}
