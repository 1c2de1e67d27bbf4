import { child, elements, integer, type XmlElement } from '../xml/element.js';
import { formatCounter } from '../word/counter.js';

/** What stands in front of a paragraph of a slide. */
export type Bullet = { kind: 'none' } | { kind: 'bullet' } | { kind: 'number'; scheme: string; startAt: number };

/** The bullet that paragraph properties name themselves; undefined: they leave it to whoever they inherit from. */
export function ownBullet(properties: XmlElement | undefined): Bullet | undefined {
  for (const element of elements(properties)) {
    switch (element.name) {
      case 'a:buNone':
        return { kind: 'none' };
      case 'a:buChar':
      case 'a:buBlip':
        return { kind: 'bullet' };
      case 'a:buAutoNum':
        return {
          kind: 'number',
          scheme: element.attributes['type'] ?? 'arabicPeriod',
          startAt: integer(element.attributes['startAt']) ?? 1,
        };
    }
  }
  return undefined;
}

/** Paragraph properties of a level (0–8) in an a:lstStyle or one of the master's text styles. */
export const levelProperties = (style: XmlElement | undefined, level: number): XmlElement | undefined =>
  child(style, `a:lvl${level + 1}pPr`);

const FORMATS: readonly (readonly [string, string])[] = [
  ['arabic', 'decimal'],
  ['alphaLc', 'lowerLetter'],
  ['alphaUc', 'upperLetter'],
  ['romanLc', 'lowerRoman'],
  ['romanUc', 'upperRoman'],
  ['circleNum', 'decimalEnclosedCircle'],
  ['ea1', 'chineseCounting'],
];

/** "3." for arabicPeriod, "(c)" for alphaLcParenBoth … (ST_TextAutonumberScheme). */
export function numberText(count: number, scheme: string): string {
  const format = FORMATS.find(([start]) => scheme.startsWith(start))?.[1] ?? 'decimal';
  const number = formatCounter(count, format);
  if (scheme.endsWith('ParenBoth')) return `(${number})`;
  if (scheme.endsWith('ParenR')) return `${number})`;
  if (scheme.endsWith('Period')) return `${number}.`;
  return number;
}
