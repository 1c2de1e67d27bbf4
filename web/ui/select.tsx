import { Icon } from './icon.js';

interface SelectProps<V extends string> {
  /** What is chosen here. */
  label: string;
  /** '' stands for no choice. */
  value: V;
  options: readonly (readonly [value: V, text: string])[];
  onChoose: (value: V) => void;
  disabled?: boolean;
}

/** One of several, as the browser's own list: it works with every keyboard, reader and telephone there is. */
export function Select<V extends string>({ label, value, options, onChoose, disabled = false }: SelectProps<V>) {
  return (
    <span class={value === '' ? 'choice' : 'choice chosen'}>
      <select
        aria-label={label}
        value={value}
        disabled={disabled}
        onChange={({ currentTarget }) => {
          const chosen = options.find(([option]) => option === currentTarget.value);
          if (chosen) onChoose(chosen[0]);
        }}
      >
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
      <Icon name="down" size={14} />
    </span>
  );
}
