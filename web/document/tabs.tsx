import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { TABS, type Tab } from '../navigation/route.js';

const TITLES: Record<Tab, string> = {
  fields: 'Fields',
  text: 'Text',
  tables: 'Tables',
  steps: 'Steps',
  versions: 'Versions',
  history: 'History',
};

interface TabsProps {
  tab: Tab;
  /** Shown beside a title: how many there are. */
  counts: Partial<Record<Tab, number>>;
  onChoose: (tab: Tab) => void;
  children: ComponentChildren;
}

/** Tabs after the ARIA pattern: one stop for Tab, arrows move among them (https://www.w3.org/WAI/ARIA/apg/patterns/tabs/). */
export function Tabs({ tab, counts, onChoose, children }: TabsProps) {
  const bar = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation(); // elsewhere on the page the arrows turn its pages
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length];
    if (!next) return;
    onChoose(next);
    bar.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <section class="tabs" aria-labelledby="tabs-title">
      <h2 id="tabs-title" class="hidden">
        What was found
      </h2>
      <div class="tab-bar" role="tablist" ref={bar} onKeyDown={move}>
        {TABS.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            class="tab"
            aria-selected={name === tab}
            aria-controls="tab-panel"
            tabIndex={name === tab ? 0 : -1}
            onClick={() => onChoose(name)}
          >
            {TITLES[name]}
            {(counts[name] ?? 0) > 0 && <span class="tab-count">{counts[name]}</span>}
          </button>
        ))}
      </div>
      <div class="tab-panel" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
        {children}
      </div>
    </section>
  );
}
