import type { Document } from '../../domain/documents/document.js';
import { missing, percent, titled } from '../documents/words.js';
import { groupFields } from './field-groups.js';

/** A normalized value that differs by more than its spaces. */
const saysMore = (normalized: string, value: string): boolean =>
  normalized.replace(/\s/g, '') !== value.replace(/\s/g, '');

interface FieldsTabProps {
  document: Document;
  selected: number | null;
  onSelect: (index: number) => void;
  /** The field under the pointer or with the focus; null: none. */
  onPoint: (index: number | null) => void;
}

/** What was found, grouped; pointing at a field marks it on the page that is shown, pressing it goes there. */
export function FieldsTab({ document, selected, onSelect, onPoint }: FieldsTabProps) {
  const groups = groupFields(document.fields);
  if (groups.length === 0) {
    const looked = document.steps.some(({ name, status }) => name === 'fields' && status === 'completed');
    return (
      <p class="muted pane-text">
        {looked
          ? 'No dates, amounts, numbers or names were found in this document.'
          : missing(document, 'list of fields', 'fields')}
      </p>
    );
  }
  return (
    <div class="field-groups">
      {groups.map(({ title, fields }) => (
        <section key={title}>
          <h3>{title}</h3>
          <ul class="fields">
            {fields.map(({ field, index }, at) => (
              <li key={index}>
                <button
                  type="button"
                  class="field"
                  aria-pressed={selected === index}
                  onClick={() => onSelect(index)}
                  onMouseEnter={() => onPoint(index)}
                  onMouseLeave={() => onPoint(null)}
                  onFocus={() => onPoint(index)}
                  onBlur={() => onPoint(null)}
                >
                  <span class="field-name">
                    {/* A name that repeats is said, but not shown again. */}
                    <span class={fields[at - 1]?.field.name === field.name ? 'hidden' : undefined}>
                      {titled(field.name)}
                    </span>
                  </span>
                  <span class="field-value" dir="auto">
                    {field.value}
                    {field.normalized !== undefined && saysMore(field.normalized, field.value) && (
                      <span class="field-normalized">{field.normalized}</span>
                    )}
                  </span>
                  <span class="field-sure" title={`Found by ${field.source}`}>
                    {percent(field.confidence)}
                  </span>
                  <span class="field-page">p. {field.page}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
