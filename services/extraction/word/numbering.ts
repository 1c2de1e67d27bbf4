import { child, childrenNamed, integer, isOn, value, type XmlElement } from '../xml/element.js';
import { formatCounter } from './counter.js';
import type { Styles } from './styles.js';

interface Level {
  start: number;
  format: string;
  text: string;
  /** The level whose next item restarts this one; 0 never restarts. */
  restart?: number;
  /** All numbers in decimal, whatever their level's format ("1.1" below "I"). */
  legal: boolean;
  paragraphStyle?: string;
}

interface Instance {
  id: string;
  abstractId: string;
  levels: ReadonlyMap<number, Level>;
  /** Start values that apply when the instance is first used (w:startOverride). */
  overrides: ReadonlyMap<number, number>;
}

/** The printed marker of a list paragraph. */
export interface Marker {
  kind: 'bullet' | 'number' | 'none';
  /** "1.", "b)", "Article 2"; empty for bullets. */
  text: string;
  level: number;
}

/**
 * Counts list paragraphs as Word does (ECMA-376 part 1, 17.9): instances (w:num) of one definition (w:abstractNum) go on
 * counting together; an override makes an instance start anew where it is first used.
 */
export interface Numbering {
  /** The next marker of that instance and level; undefined where the document has no such list. */
  next(numId: string, level: number): Marker | undefined;
  /** The level that a style's paragraphs have in the list that the style names. */
  levelOfStyle(numId: string, styleId: string): number | undefined;
}

export function readNumbering(root: XmlElement | undefined, styles: Styles): Numbering {
  const abstracts = new Map<string, XmlElement>();
  for (const element of childrenNamed(root, 'w:abstractNum')) {
    const id = element.attributes['w:abstractNumId'];
    if (id !== undefined) abstracts.set(id, element);
  }
  const nums = new Map<string, XmlElement>();
  for (const element of childrenNamed(root, 'w:num')) {
    const id = element.attributes['w:numId'];
    if (id !== undefined) nums.set(id, element);
  }

  const instance = (numId: string, depth = 0): Instance | undefined => {
    const num = nums.get(numId);
    const abstractId = value(child(num, 'w:abstractNumId'));
    const abstract = abstractId === undefined ? undefined : abstracts.get(abstractId);
    if (!num || !abstract || abstractId === undefined) return undefined;
    // A definition may only point to a numbering style, whose own list then holds the levels.
    const linked = styles.get(value(child(abstract, 'w:numStyleLink')))?.numId;
    if (linked !== undefined && depth < 5) {
      const target = instance(linked, depth + 1);
      if (target) return { ...target, id: numId };
    }
    const levels = new Map<number, Level>();
    for (const level of childrenNamed(abstract, 'w:lvl')) addLevel(levels, level);
    const overrides = new Map<number, number>();
    for (const override of childrenNamed(num, 'w:lvlOverride')) {
      const at = integer(override.attributes['w:ilvl']);
      const own = child(override, 'w:lvl');
      if (own) addLevel(levels, own);
      const start = integer(value(child(override, 'w:startOverride')));
      if (at !== undefined && start !== undefined) overrides.set(at, start);
    }
    return { id: numId, abstractId, levels, overrides };
  };

  const instances = new Map<string, Instance | undefined>();
  const find = (numId: string): Instance | undefined => {
    if (!instances.has(numId)) instances.set(numId, instance(numId));
    return instances.get(numId);
  };
  /** Counters by definition; undefined at a level: it starts with its next item. */
  const counters = new Map<string, (number | undefined)[]>();
  const used = new Set<string>();

  return {
    next(numId, level) {
      const list = find(numId);
      const definition = list?.levels.get(level);
      if (!list || !definition) return undefined;
      const counts = counters.get(list.abstractId) ?? [];
      counters.set(list.abstractId, counts);
      const first = `${numId}/${level}`;
      const override = list.overrides.get(level);
      if (override !== undefined && !used.has(first)) counts[level] = override;
      else counts[level] = counts[level] === undefined ? definition.start : counts[level] + 1;
      used.add(first);
      for (const [below, { restart }] of list.levels) {
        if (below > level && restart !== 0 && (restart === undefined || level < restart)) counts[below] = undefined;
      }
      if (definition.format === 'bullet') return { kind: 'bullet', text: '', level };
      const text = definition.text
        .replace(/%([1-9])/g, (_, digit: string) => {
          const which = Number(digit) - 1;
          const other = list.levels.get(which);
          const count = counts[which] ?? other?.start ?? 1;
          return formatCounter(count, definition.legal ? 'decimal' : (other?.format ?? 'decimal'));
        })
        .trim();
      return text === '' ? { kind: 'none', text, level } : { kind: 'number', text, level };
    },
    levelOfStyle(numId, styleId) {
      for (const [level, definition] of find(numId)?.levels ?? []) {
        if (definition.paragraphStyle === styleId) return level;
      }
      return undefined;
    },
  };
}

function addLevel(levels: Map<number, Level>, element: XmlElement): void {
  const at = integer(element.attributes['w:ilvl']);
  if (at === undefined) return;
  const restart = integer(value(child(element, 'w:lvlRestart')));
  const paragraphStyle = value(child(element, 'w:pStyle'));
  const picture = child(element, 'w:lvlPicBulletId') !== undefined;
  levels.set(at, {
    start: integer(value(child(element, 'w:start'))) ?? 0,
    format: picture ? 'bullet' : (value(child(element, 'w:numFmt')) ?? 'decimal'),
    text: value(child(element, 'w:lvlText')) ?? '',
    legal: isOn(child(element, 'w:isLgl')),
    ...(restart === undefined ? {} : { restart }),
    ...(paragraphStyle === undefined ? {} : { paragraphStyle }),
  });
}
