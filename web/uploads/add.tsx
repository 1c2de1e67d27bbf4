import { useRef } from 'preact/hooks';
import { useApp } from '../app-context.js';
import { Icon } from '../ui/icon.js';

/** The button that adds documents. */
export function AddButton() {
  const { uploads } = useApp();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="button primary add" onClick={() => input.current?.click()}>
        <Icon name="upload" /> <span>Add documents</span>
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to add"
        onChange={({ currentTarget }) => {
          uploads.add([...(currentTarget.files ?? [])]);
          currentTarget.value = ''; // the same file can be chosen again
        }}
      />
    </>
  );
}
