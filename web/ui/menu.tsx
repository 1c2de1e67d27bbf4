import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';

export interface MenuItem {
  key: string;
  title: string;
  /** What it does, or why it cannot be chosen. */
  detail: string;
  disabled: boolean;
  onChoose: () => void;
}

interface MenuProps {
  /** Of the button. */
  class: string;
  /** What the button shows. */
  face: ComponentChildren;
  disabled?: boolean;
  /** Says what the items are. */
  title: string;
  items: readonly MenuItem[];
}

/**
 * A button that opens a list of things to choose from, below it. The browser closes it at Escape, a press elsewhere and a
 * choice, and gives the focus back; arrows move in it.
 */
export function Menu({ class: look, face, disabled = false, title, items }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const place = () => {
    const at = button.current?.getBoundingClientRect();
    if (!at || !list.current) return;
    list.current.style.setProperty('--menu-top', `${at.bottom + 4}px`);
    list.current.style.setProperty('--menu-right', `${document.documentElement.clientWidth - at.right}px`);
  };
  const choices = () => [...(list.current?.querySelectorAll<HTMLElement>('button:enabled') ?? [])];
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const all = choices();
    const now = all.findIndex((choice) => choice === document.activeElement);
    all.at((now + step) % all.length)?.focus();
  };
  return (
    <>
      <button type="button" class={look} popovertarget={id} disabled={disabled} ref={button} onClick={place}>
        {face}
      </button>
      <div
        class="popover menu"
        popover="auto"
        id={id}
        ref={list}
        role="group"
        aria-label={title}
        onKeyDown={move}
        onToggle={({ newState }) => {
          if (newState === 'open') choices()[0]?.focus();
        }}
      >
        <p class="menu-title">{title}</p>
        {items.map(({ key, title: name, detail, disabled: not, onChoose }) => (
          <button
            key={key}
            type="button"
            class="menu-item"
            disabled={not}
            onClick={() => {
              list.current?.hidePopover();
              onChoose();
            }}
          >
            <span>{name}</span>
            <span class="muted">{detail}</span>
          </button>
        ))}
      </div>
    </>
  );
}
