import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { unreachable } from '../http/problem.js';
import { NotLoaded } from './notice.js';

/** A page whose code is loaded when it is first shown; from then on it is there at once. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | null = null;
  return function Later(props: P) {
    const [state, setState] = useState<'loading' | 'here' | 'missing'>('loading');
    useEffect(() => {
      if (loaded) return;
      load().then(
        (page) => {
          loaded = page;
          setState('here');
        },
        () => setState('missing'),
      );
    }, []);
    const missing = state === 'missing';
    const Page = loaded;
    if (Page) return <Page {...props} />;
    return (
      <section class="page" aria-busy={!missing}>
        {missing ? (
          <NotLoaded
            what="This page"
            problem={unreachable()}
            kept="Nothing was changed."
            onAgain={() => window.location.reload()} // also where the server has another version by now
          />
        ) : (
          <p class="muted" role="status">
            Loading this page
          </p>
        )}
      </section>
    );
  };
}
