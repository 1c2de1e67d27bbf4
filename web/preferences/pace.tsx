import type { Category } from '../../domain/notifications/notifiable.js';
import type { Channel, DigestRule } from '../../domain/notifications/preferences.js';
import { wayName } from '../inbox/words.js';
import { Select } from '../ui/select.js';
import type { PreferencesShown } from '../wire/preferences.js';
import { withDigest, withRate, type Edit } from './edits.js';

interface PaceProps {
  shown: PreferencesShown;
  onEdit: (edit: Edit) => void;
}

const CATEGORIES: Readonly<Record<Category, string>> = { documents: 'Documents', operation: 'Operation' };
/** What a digest takes until it is sent before its time, unless somebody has said otherwise. */
const MAX_ITEMS = 100;

/** How many come, and whether they come one by one. */
export function Pace({ shown, onEdit }: PaceProps) {
  const categories = [...new Set(shown.matrix.map(({ category }) => category))];
  return (
    <ul class="lines settings">
      {categories.map((category) => (
        <Digest key={category} category={category} shown={shown} onEdit={onEdit} />
      ))}
      <Rate way="email" shown={shown} onEdit={onEdit} />
    </ul>
  );
}

type DigestKind = 'team' | 'once' | DigestRule['every'];

function Digest({ category, shown: { preferences, team }, onEdit }: PaceProps & { category: Category }) {
  const rule = preferences.digests?.[category]?.email;
  const kind: DigestKind = rule === undefined ? 'team' : (rule?.every ?? 'once');
  const max_items = rule?.max_items ?? MAX_ITEMS;
  const name = `${CATEGORIES[category]}, by e-mail`;
  const choose = (to: DigestKind) => {
    if (to === 'team') onEdit(withDigest(category, undefined));
    else if (to === 'once') onEdit(withDigest(category, null));
    else if (to === 'window') onEdit(withDigest(category, { every: 'window', minutes: 60, max_items }));
    else onEdit(withDigest(category, { every: 'day', at: '08:00', max_items }));
  };
  return (
    <li class="setting">
      <span class="setting-name">{name}</span>
      <Select
        label={name}
        value={kind}
        options={[
          ['team', `As your team has it: ${digestWords(team.digests?.[category]?.email)}`],
          ['once', 'At once'],
          ['window', 'Gathered for some minutes'],
          ['day', 'Gathered until a time of the day'],
        ]}
        onChoose={choose}
      />
      {rule?.every === 'window' && (
        <label class="setting-more">
          <input
            type="number"
            min={1}
            max={10_080}
            value={rule.minutes}
            onChange={({ currentTarget: { value, validity } }) => {
              if (validity.valid && value !== '') onEdit(withDigest(category, { ...rule, minutes: Number(value) }));
            }}
          />{' '}
          minutes after the first
        </label>
      )}
      {rule?.every === 'day' && (
        <label class="setting-more">
          each day at{' '}
          <input
            type="time"
            value={rule.at}
            onChange={({ currentTarget: { value } }) => {
              if (value !== '') onEdit(withDigest(category, { ...rule, at: value }));
            }}
          />
        </label>
      )}
    </li>
  );
}

function digestWords(rule: DigestRule | null | undefined): string {
  if (!rule) return 'at once';
  return rule.every === 'window' ? `gathered for ${rule.minutes} min` : `each day at ${rule.at}`;
}

/** Of what makes a noise: the inbox takes all. */
function Rate({ way, shown: { preferences, team }, onEdit }: PaceProps & { way: Channel }) {
  const rate = preferences.per_hour?.[way];
  const name = `At most an hour, ${wayName(way)}`;
  const teams = team.per_hour?.[way] ?? null;
  return (
    <li class="setting">
      <span class="setting-name">{name}</span>
      <Select
        label={name}
        value={rate === undefined ? 'team' : rate === null ? 'any' : 'some'}
        options={[
          ['team', `As your team has it: ${teams === null ? 'no bound' : teams}`],
          ['any', 'No bound'],
          ['some', 'So many'],
        ]}
        onChoose={(to) => onEdit(withRate(way, to === 'team' ? undefined : to === 'any' ? null : 10))}
      />
      {typeof rate === 'number' && (
        <label class="setting-more">
          <input
            type="number"
            min={1}
            max={1_000}
            value={rate}
            onChange={({ currentTarget: { value, validity } }) => {
              if (validity.valid && value !== '') onEdit(withRate(way, Number(value)));
            }}
          />{' '}
          in an hour; what is more comes later
        </label>
      )}
    </li>
  );
}
