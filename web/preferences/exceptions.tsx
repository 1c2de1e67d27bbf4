import { useState } from 'preact/hooks';
import { STARTER_LABELS } from '../../domain/documents/labels.js';
import type { NotifiableType } from '../../domain/notifications/notifiable.js';
import type { Channel, Mute } from '../../domain/notifications/preferences.js';
import { useApp } from '../app-context.js';
import { Until } from '../documents/age.js';
import { titled } from '../documents/words.js';
import { wayName } from '../inbox/words.js';
import { Link } from '../navigation/link.js';
import { documentRoute } from '../navigation/route.js';
import { Icon } from '../ui/icon.js';
import { Select } from '../ui/select.js';
import { useSelected } from '../ui/store.js';
import type { PreferencesShown } from '../wire/preferences.js';
import { holds, overridesOf, withMute, withoutMute, withOverride, type Edit } from './edits.js';
import { WAYS } from './matrix.js';

interface ListProps {
  shown: PreferencesShown;
  onEdit: (edit: Edit) => void;
}

const LABELS = STARTER_LABELS.map((label) => [label, titled(label)] as const);
const typeOptions = ({ matrix }: PreferencesShown) => matrix.map(({ type, title }) => [type, title] as const);
const titleOf = ({ matrix }: PreferencesShown, type: string) => matrix.find((row) => row.type === type)?.title ?? type;

/** What holds for documents of one label, whatever the matrix says. */
export function Overrides({ shown, onEdit }: ListProps) {
  const [label, setLabel] = useState<(typeof STARTER_LABELS)[number]>('invoice');
  const [type, setType] = useState<NotifiableType>('document.failed');
  const [way, setWay] = useState<Channel>('email');
  const [on, setOn] = useState<'on' | 'off'>('on');
  const about = shown.matrix.filter((row) => row.category === 'documents' && !row.required);
  return (
    <>
      <ul class="lines" aria-label="For one type of document">
        {overridesOf(shown.preferences).map((each) => (
          <li key={`${each.label} ${each.type} ${each.channel}`} class="exception">
            <span>
              <strong>{titled(each.label)}</strong>, {titleOf(shown, each.type)}, {wayName(each.channel)}:{' '}
              {each.on ? 'on' : 'off'}
            </span>
            <Remove onRemove={() => onEdit(withOverride(each.label, each.type, each.channel, undefined))} />
          </li>
        ))}
      </ul>
      <div class="adding" role="group" aria-label="Add for a type of document">
        <Select label="Type of document" value={label} options={LABELS} onChoose={setLabel} />
        <Select label="Event" value={type} options={typeOptions({ ...shown, matrix: about })} onChoose={setType} />
        <Select label="Way" value={way} options={WAYS.map((each) => [each, wayName(each)])} onChoose={setWay} />
        <Select
          label="On or off"
          value={on}
          options={[['on', 'On'] as const, ['off', 'Off'] as const]}
          onChoose={setOn}
        />
        <button type="button" class="button small" onClick={() => onEdit(withOverride(label, type, way, on === 'on'))}>
          <Icon name="plus" size={14} /> Add
        </button>
      </div>
    </>
  );
}

const HOUR_MS = 3_600_000;
const TIMES = [
  ['1', 'for an hour'],
  ['8', 'for 8 hours'],
  ['24', 'for a day'],
  ['168', 'for a week'],
  ['ever', 'until I take it back'],
] as const;

/** What does not come for a while. */
export function Mutes({ shown, onEdit }: ListProps) {
  const { clock } = useApp();
  const all = shown.preferences.mutes ?? [];
  // As a text, so that it renders again only when one of them ends.
  const held = useSelected(clock, (now) => all.map((mute) => (holds(mute, now) ? '1' : '0')).join(''));
  const [scope, setScope] = useState<'label' | 'type' | 'all'>('label');
  const [label, setLabel] = useState<(typeof STARTER_LABELS)[number]>('invoice');
  const [type, setType] = useState<NotifiableType>('document.failed');
  const [time, setTime] = useState<(typeof TIMES)[number][0]>('24');
  const add = () => {
    const until = time === 'ever' ? null : new Date(Date.now() + Number(time) * HOUR_MS).toISOString();
    const value = scope === 'label' ? label : scope === 'type' ? type : null;
    onEdit(withMute({ scope, value, until }, Date.now()));
  };
  return (
    <>
      <ul class="lines" aria-label="Muted">
        {all
          .filter((_, index) => held[index] === '1')
          .map((mute) => (
            <li key={`${mute.scope} ${mute.value ?? ''}`} class="exception">
              <span>
                <MuteWords mute={mute} shown={shown} />
                <span class="muted">
                  {mute.until === null ? (
                    ', until you take it back'
                  ) : (
                    <>
                      , ends <Until at={mute.until} what="Ends" />
                    </>
                  )}
                </span>
              </span>
              <Remove onRemove={() => onEdit(withoutMute(mute))} />
            </li>
          ))}
      </ul>
      <div class="adding" role="group" aria-label="Mute">
        <Select
          label="What to mute"
          value={scope}
          options={[
            ['label', 'A type of document'],
            ['type', 'A kind of event'],
            ['all', 'Everything'],
          ]}
          onChoose={setScope}
        />
        {scope === 'label' && <Select label="Type of document" value={label} options={LABELS} onChoose={setLabel} />}
        {scope === 'type' && <Select label="Event" value={type} options={typeOptions(shown)} onChoose={setType} />}
        <Select label="For how long" value={time} options={TIMES} onChoose={setTime} />
        <button type="button" class="button small" onClick={add}>
          <Icon name="plus" size={14} /> Mute
        </button>
      </div>
    </>
  );
}

function MuteWords({ mute: { scope, value }, shown }: { mute: Mute; shown: PreferencesShown }) {
  if (scope === 'all' || value === null) return <strong>Everything</strong>;
  if (scope === 'document') return <Link to={documentRoute(value)}>One document</Link>;
  return <strong>{scope === 'label' ? titled(value) : titleOf(shown, value)}</strong>;
}

function Remove({ onRemove }: { onRemove: () => void }) {
  return (
    <button type="button" class="button small quiet" onClick={onRemove}>
      <Icon name="close" size={14} /> Remove
    </button>
  );
}
