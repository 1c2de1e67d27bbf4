import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface PopoverProps {
  /** Of the button. */
  class: string;
  /** What the button shows. */
  face: ComponentChildren;
  /** Names what opens. */
  title: string;
  children: ComponentChildren;
}

/**
 * A button that shows more. The browser does what such a thing needs: Escape and a press elsewhere close it, the focus
 * goes on into it and back, `aria-expanded` tells which it is.
 */
export function Popover({ class: look, face, title, children }: PopoverProps) {
  const id = useId();
  return (
    <>
      <button type="button" class={look} popovertarget={id}>
        {face}
      </button>
      <div
        class="popover"
        popover="auto"
        id={id}
        role="group"
        aria-label={title}
        onClick={({ target, currentTarget }) => {
          // A link of ours leads to another page without loading one, so nothing else would close it.
          if (target instanceof Element && target.closest('a')) currentTarget.hidePopover();
        }}
      >
        {children}
      </div>
    </>
  );
}
