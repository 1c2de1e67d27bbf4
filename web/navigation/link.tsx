import type { ComponentChildren } from 'preact';
import { useApp } from '../app-context.js';
import { formatRoute, type Route } from './route.js';

interface LinkProps {
  to: Route;
  children: ComponentChildren;
  class?: string;
  title?: string;
  dir?: 'auto';
  'aria-label'?: string;
  'aria-expanded'?: boolean;
  'aria-current'?: 'page' | undefined;
  /** Marks the link of a row, which `j` and `k` move to. */
  'data-row'?: string;
  /** It was pressed, whether it opens here or elsewhere. */
  onPress?: () => void;
}

/** A real link (open in a new tab, copy the address) that changes the page without loading it anew. */
export function Link({ to, children, onPress, ...rest }: LinkProps) {
  const { router } = useApp();
  return (
    <a
      {...rest}
      href={formatRoute(to)}
      onClick={(event) => {
        onPress?.();
        if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        router.go(to);
      }}
    >
      {children}
    </a>
  );
}
