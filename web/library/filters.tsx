import { DOCUMENT_STATUSES } from '../../domain/documents/document.js';
import { STARTER_LABELS } from '../../domain/documents/labels.js';
import { useApp } from '../app-context.js';
import { STATUS_NAMES, titled } from '../documents/words.js';
import { Icon } from '../ui/icon.js';
import { Select } from '../ui/select.js';
import { DATE_NAMES, DATES, isFiltered, NO_FILTER, type Filter } from './filter.js';

interface ChoiceProps<V extends string> {
  name: string;
  value: V | null;
  options: readonly (readonly [value: V, text: string])[];
  onChoose: (value: V | null) => void;
}

/** One of several, or any. */
export function Choice<V extends string>({ name, value, options, onChoose }: ChoiceProps<V>) {
  return (
    <Select<V | ''>
      label={name}
      value={value ?? ''}
      options={[['', `Any ${name.toLowerCase()}`], ...options]}
      onChoose={(chosen) => onChoose(chosen === '' ? null : chosen)}
    />
  );
}

/** All types that can be chosen; one that is in the address but not among the known ones is offered as well. */
export function labelOptions(chosen: string | null): (readonly [string, string])[] {
  const labels: readonly string[] = STARTER_LABELS;
  const all = chosen === null || labels.includes(chosen) ? labels : [...labels, chosen];
  return all.map((label) => [label, titled(label)] as const);
}

export function Filters({ filter }: { filter: Filter }) {
  const { router } = useApp();
  const go = (changed: Partial<Filter>) => router.go({ page: 'library', filter: { ...filter, ...changed } });
  return (
    <div class="filters" role="group" aria-label="Filter documents">
      <Choice
        name="Type"
        value={filter.label}
        options={labelOptions(filter.label)}
        onChoose={(label) => go({ label })}
      />
      <Choice
        name="Status"
        value={filter.status}
        options={DOCUMENT_STATUSES.map((status) => [status, capital(STATUS_NAMES[status])] as const)}
        onChoose={(status) => go({ status })}
      />
      <Choice
        name="Date"
        value={filter.date}
        options={DATES.map((date) => [date, capital(DATE_NAMES[date])] as const)}
        onChoose={(date) => go({ date })}
      />
      {isFiltered(filter) && (
        <button type="button" class="button quiet" onClick={() => go(NO_FILTER)}>
          <Icon name="close" size={14} /> Clear
        </button>
      )}
    </div>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
