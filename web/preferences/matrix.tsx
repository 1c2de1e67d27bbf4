import { useId } from 'preact/hooks';
import type { Channel, Preferences } from '../../domain/notifications/preferences.js';
import { titled } from '../documents/words.js';
import { wayName } from '../inbox/words.js';
import { Icon } from '../ui/icon.js';
import type { Cell, MatrixRow, PreferencesShown } from '../wire/preferences.js';
import { withCell, type Edit } from './edits.js';

export const WAYS: readonly Channel[] = ['inbox', 'email'];

interface MatrixProps {
  shown: PreferencesShown;
  onEdit: (edit: Edit) => void;
}

/** Which types of event come by which way, and who said so. */
export function Matrix({ shown: { matrix, preferences }, onEdit }: MatrixProps) {
  return (
    <table class="tasks matrix">
      <thead>
        <tr>
          <th scope="col">Event</th>
          {WAYS.map((way) => (
            <th key={way} scope="col">
              {titled(wayName(way))}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {matrix.map((row) => (
          <tr key={row.type}>
            <th scope="row">{row.title}</th>
            {WAYS.map((way) => (
              <td key={way} data-title={titled(wayName(way))}>
                <Toggle row={row} way={way} preferences={preferences} onEdit={onEdit} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface ToggleProps {
  row: MatrixRow;
  way: Channel;
  preferences: Preferences;
  onEdit: (edit: Edit) => void;
}

/** On or off, with the reason below; what the person has set can be given back to the team. */
function Toggle({ row, way, preferences, onEdit }: ToggleProps) {
  const why = useId();
  const own = preferences.events?.[row.type]?.[way];
  const { on, text } = shownCell(row.channels[way], own);
  const name = `${row.title}, ${wayName(way)}`;
  return (
    <span class="cell">
      <button
        type="button"
        class="switch"
        role="switch"
        aria-checked={on}
        aria-describedby={why}
        disabled={row.required}
        onClick={() => onEdit(withCell(row.type, way, !on))}
      >
        <span class="switch-track" aria-hidden="true" />
        <span class="hidden">{name}: </span>
        {on ? 'On' : 'Off'}
      </button>
      {own !== undefined && (
        <button
          type="button"
          class="button small quiet"
          aria-label={`As your team has it: ${name}`}
          onClick={() => onEdit(withCell(row.type, way, undefined))}
        >
          <Icon name="rotate" size={14} /> As your team has it
        </button>
      )}
      <span class="cell-why" role="tooltip" id={why}>
        {text}
      </span>
    </span>
  );
}

/** While a change is being saved, the server has not said it yet. */
const shownCell = (cell: Cell, own: boolean | undefined): Cell =>
  own === undefined || own === cell.on ? cell : { on: own, text: `You switched it ${own ? 'on' : 'off'}.` };
