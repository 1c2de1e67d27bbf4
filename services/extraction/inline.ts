import type { Inline } from '../../domain/documents/content.js';

/** How a run looks; everything of an `Inline` but its text. */
export type Formatting = Omit<Inline, 'text'>;

const same = (a: Inline, b: Inline): boolean =>
  a.href === b.href &&
  a.bold === b.bold &&
  a.italic === b.italic &&
  a.strike === b.strike &&
  a.code === b.code &&
  a.script === b.script &&
  !a.math &&
  !b.math;

/** Merges neighbours with equal formatting and drops empty runs. Formulas stay apart. */
export function mergeRuns(runs: Iterable<Inline>): Inline[] {
  const merged: Inline[] = [];
  for (const run of runs) {
    if (run.text === '') continue;
    const last = merged.at(-1);
    if (last && same(last, run)) merged[merged.length - 1] = { ...last, text: last.text + run.text };
    else merged.push(run);
  }
  return merged;
}

/** Merged runs without white space at both ends. */
export function trimRuns(runs: Iterable<Inline>): Inline[] {
  const merged = mergeRuns(runs);
  for (let run = merged[0]; run; run = merged[0]) {
    const text = run.text.trimStart();
    if (text !== '') {
      merged[0] = { ...run, text };
      break;
    }
    merged.shift();
  }
  for (let run = merged.at(-1); run; run = merged.at(-1)) {
    const text = run.text.trimEnd();
    if (text !== '') {
      merged[merged.length - 1] = { ...run, text };
      break;
    }
    merged.pop();
  }
  return merged;
}

/** Joins the parts of a cell or list item; empty parts vanish. */
export function joinRuns(parts: Iterable<readonly Inline[]>, separator = '\n'): Inline[] {
  const joined: Inline[] = [];
  for (const part of parts) {
    if (part.length === 0) continue;
    if (joined.length > 0) joined.push({ text: separator });
    joined.push(...part);
  }
  return mergeRuns(joined);
}

/**
 * White space as a web page shows it: runs of it are one space, across formatting borders too, and none stands beside
 * a line break. "\n" in the input must already mean a line break.
 */
export function collapseRuns(runs: Iterable<Inline>): Inline[] {
  const collapsed: Inline[] = [];
  let last = '\n';
  for (const run of runs) {
    if (run.math) {
      collapsed.push(run);
      last = '';
      continue;
    }
    let text = run.text.replace(/[ \t\f\r]+/g, ' ').replace(/ ?\n ?/g, '\n');
    if ((last === ' ' || last === '\n') && text.startsWith(' ')) text = text.slice(1);
    if (text === '') continue;
    const before = collapsed.at(-1);
    if (text.startsWith('\n') && last === ' ' && before) {
      collapsed[collapsed.length - 1] = { ...before, text: before.text.slice(0, -1) };
    }
    collapsed.push({ ...run, text });
    last = text.at(-1) ?? last;
  }
  return trimRuns(collapsed);
}
