import { Icon } from '../ui/icon.js';

interface PagerProps {
  number: number;
  /** Null while nobody knows how many there are. */
  count: number | null;
  onTurn: (number: number) => void;
}

/** "page 3 of 38" with what turns it; typing a number goes there. */
export function Pager({ number, count, onTurn }: PagerProps) {
  const turn = (to: number) => {
    if (Number.isSafeInteger(to)) onTurn(Math.min(Math.max(to, 1), count ?? 1));
  };
  return (
    <span class="pager">
      <button
        type="button"
        class="button quiet icon-only"
        aria-label="Previous page"
        disabled={number <= 1}
        onClick={() => turn(number - 1)}
      >
        <Icon name="previous" />
      </button>
      <label>
        page{' '}
        <input
          type="text"
          inputMode="numeric"
          size={Math.max(String(count ?? '').length, 2)}
          value={String(number)}
          onChange={({ currentTarget }) => {
            turn(Number(currentTarget.value));
            currentTarget.value = String(number);
          }}
        />
        {count !== null && ` of ${count}`}
      </label>
      <button
        type="button"
        class="button quiet icon-only"
        aria-label="Next page"
        disabled={number >= (count ?? 1)}
        onClick={() => turn(number + 1)}
      >
        <Icon name="next" />
      </button>
    </span>
  );
}
