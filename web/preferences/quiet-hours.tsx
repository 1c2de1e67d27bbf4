import { useEffect, useState } from 'preact/hooks';
import type { QuietWindow } from '../../domain/notifications/preferences.js';
import { Icon } from '../ui/icon.js';
import { Select } from '../ui/select.js';
import type { PreferencesShown } from '../wire/preferences.js';
import { withQuiet, type Edit } from './edits.js';
import { dayName, refusalOf, wallClock, WEEKDAYS } from './quiet.js';
import { Week } from './week.js';

/** As it is being written: null is none, undefined as the team has it. */
interface Draft {
  windows: readonly QuietWindow[] | null | undefined;
  zone: string | undefined;
}

const NIGHTS: QuietWindow = { days: [1, 2, 3, 4, 5], from: '22:00', to: '07:00' };
const ZONES = 'time-zones';
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

const draftOf = ({ preferences: { quiet_hours, time_zone } }: PreferencesShown): Draft => ({
  windows: quiet_hours === undefined ? undefined : (quiet_hours?.windows ?? null),
  zone: time_zone,
});

/** When e-mail is to wait, as rows and as a picture that follows what is written; saved when asked. */
export function QuietHours({ shown, onEdit }: { shown: PreferencesShown; onEdit: (edit: Edit) => void }) {
  const stored = JSON.stringify(draftOf(shown));
  const [draft, setDraft] = useState(() => draftOf(shown));
  useEffect(() => setDraft(draftOf(shown)), [stored]); // set in another tab: it counts
  const { windows, zone } = draft;
  const effective = windows === undefined ? (shown.team.quiet_hours?.windows ?? []) : (windows ?? []);
  const effectiveZone = zone ?? shown.team.time_zone ?? 'UTC';
  const changed = JSON.stringify(draft) !== stored;
  const wrong =
    refusalOf(effective) ?? (wallClock(effectiveZone, 0) === null ? `There is no time zone ${effectiveZone}.` : null);
  const change = (at: number, to: QuietWindow | null) =>
    setDraft({ ...draft, windows: effective.flatMap((each, n) => (n === at ? (to ?? []) : each)) });
  return (
    <form
      class="quiet-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (wrong === null) onEdit(withQuiet(windows, zone));
      }}
    >
      <div class="quiet-rows">
        <Select
          label="Quiet hours"
          value={windows === undefined ? 'team' : windows === null ? 'none' : 'own'}
          options={[
            ['team', 'As your team has it'],
            ['none', 'None'],
            ['own', 'Your own'],
          ]}
          onChoose={(to) =>
            setDraft(
              to === 'own'
                ? { windows: [NIGHTS], zone: zone ?? here }
                : { ...draft, windows: to === 'none' ? null : undefined },
            )
          }
        />
        {windows?.map((window, at) => (
          <WindowRow key={at} window={window} onChange={(to) => change(at, to)} />
        ))}
        {windows && (
          <button
            type="button"
            class="button small"
            onClick={() => setDraft({ ...draft, windows: [...windows, { ...NIGHTS, days: [6, 7] }] })}
          >
            <Icon name="plus" size={14} /> Add a window
          </button>
        )}
        <label class="form-field">
          Time zone, of quiet hours and digests
          <input
            list={ZONES}
            value={zone ?? ''}
            placeholder={`as your team has it: ${shown.team.time_zone ?? 'UTC'}`}
            onInput={({ currentTarget: { value } }) => setDraft({ ...draft, zone: value === '' ? undefined : value })}
          />
        </label>
        <datalist id={ZONES}>
          {Intl.supportedValuesOf('timeZone').map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        {zone !== here && (
          <button type="button" class="button small quiet" onClick={() => setDraft({ ...draft, zone: here })}>
            Use {here}, as this browser
          </button>
        )}
        <p class="actions">
          <button type="submit" class="button primary small" disabled={!changed || wrong !== null}>
            Save quiet hours
          </button>
          <button type="button" class="button small" disabled={!changed} onClick={() => setDraft(draftOf(shown))}>
            Leave them as they were
          </button>
          <span class="tone-failed" role="alert">
            {wrong}
          </span>
        </p>
      </div>
      <Week windows={refusalOf(effective) === null ? effective : []} zone={effectiveZone} />
    </form>
  );
}

interface WindowRowProps {
  window: QuietWindow;
  /** Null: it goes. */
  onChange: (to: QuietWindow | null) => void;
}

function WindowRow({ window, onChange }: WindowRowProps) {
  const { days, from, to } = window;
  return (
    <fieldset class="window">
      <legend class="hidden">Quiet on these days, from and to</legend>
      <span class="days">
        {WEEKDAYS.map((day) => (
          <label key={day} class="day">
            <input
              type="checkbox"
              class="hidden"
              checked={days.includes(day)}
              onChange={({ currentTarget: { checked } }) =>
                onChange({ ...window, days: WEEKDAYS.filter((each) => (each === day ? checked : days.includes(each))) })
              }
            />
            <span>{dayName(day)}</span>
          </label>
        ))}
      </span>
      <input
        type="time"
        aria-label="From"
        value={from}
        onChange={({ currentTarget }) => onChange({ ...window, from: currentTarget.value })}
      />
      <span aria-hidden="true">–</span>
      <input
        type="time"
        aria-label="To"
        value={to}
        onChange={({ currentTarget }) => onChange({ ...window, to: currentTarget.value })}
      />
      <button
        type="button"
        class="button small quiet icon-only"
        aria-label="Remove this window"
        title="Remove this window"
        onClick={() => onChange(null)}
      >
        <Icon name="close" size={14} />
      </button>
    </fieldset>
  );
}
