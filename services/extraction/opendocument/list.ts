import { formatCounter } from '../word/counter.js';
import type { ListLevel } from './styles.js';

/** Counts the items of one list and the lists inside it. */
export interface ListCounter {
  /** The printed marker of the next item; undefined for a bullet, '' where no number is printed. */
  next(level: number, levels: ReadonlyMap<number, ListLevel> | undefined, start?: number): string | undefined;
}

export function createListCounter(): ListCounter {
  const counts: (number | undefined)[] = [];
  return {
    next(level, levels, start) {
      const definition = levels?.get(level);
      counts.length = Math.min(counts.length, level + 1);
      if (!definition || definition.bullet) {
        counts[level] = undefined;
        return undefined;
      }
      const count = start ?? (counts[level] === undefined ? definition.start : counts[level] + 1);
      counts[level] = count;
      if (definition.format === 'none') return '';
      const numbers: string[] = [];
      for (let at = Math.max(0, level - definition.shown + 1); at <= level; at++) {
        const outer = levels?.get(at);
        if (at < level && (!outer || outer.bullet || outer.format === 'none')) continue;
        numbers.push(formatCounter(counts[at] ?? outer?.start ?? 1, outer?.format ?? 'decimal'));
      }
      return `${definition.prefix}${numbers.join('.')}${definition.suffix}`.trim();
    },
  };
}
