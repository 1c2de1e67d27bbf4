import { at, child, elements, integer, type XmlElement } from '../xml/element.js';
import { levelProperties, ownBullet, type Bullet } from './bullet.js';

/** What a slide takes over from its layout and master. */
export interface Inherited {
  layout: XmlElement | undefined;
  master: XmlElement | undefined;
  /** p:defaultTextStyle of the presentation. */
  defaults: XmlElement | undefined;
}

export interface Place {
  left: number;
  top: number;
}

export interface Placeholder {
  type: string;
  index: string;
}

export function placeholderOf(shape: XmlElement): Placeholder | undefined {
  for (const properties of elements(shape)) {
    const found = at(properties, 'p:nvPr', 'p:ph');
    if (found) return { type: found.attributes['type'] ?? 'obj', index: found.attributes['idx'] ?? '0' };
  }
  return undefined;
}

export const isTitle = (placeholder: Placeholder | undefined): boolean =>
  placeholder?.type === 'title' || placeholder?.type === 'ctrTitle';

/** Types that share one style: a centred title is a title, all content is body. */
const family = (type: string): string =>
  type === 'ctrTitle' || type === 'title' ? 'title' : ['dt', 'ftr', 'sldNum', 'hdr'].includes(type) ? type : 'body';

const shapesOf = (root: XmlElement | undefined): Generator<XmlElement> => elements(at(root, 'p:cSld', 'p:spTree'));

/** The shapes that a placeholder inherits from, nearest first: the layout's by index, the master's by type. */
function ancestors(placeholder: Placeholder, inherited: Inherited): XmlElement[] {
  const find = (root: XmlElement | undefined, fits: (other: Placeholder) => boolean): XmlElement | undefined => {
    for (const shape of shapesOf(root)) {
      const other = placeholderOf(shape);
      if (other && fits(other)) return shape;
    }
    return undefined;
  };
  const kin = family(placeholder.type);
  const layout =
    find(inherited.layout, (other) => other.index === placeholder.index && family(other.type) === kin) ??
    find(inherited.layout, (other) => other.type === placeholder.type);
  const master = find(inherited.master, (other) => family(other.type) === kin);
  return [layout, master].filter((shape) => shape !== undefined);
}

function ownPlace(shape: XmlElement): Place | undefined {
  const transform =
    at(shape, 'p:spPr', 'a:xfrm') ??
    at(shape, 'p:grpSpPr', 'a:xfrm') ??
    child(shape, 'p:xfrm') ??
    at(shape, 'dsp:spPr', 'a:xfrm');
  const offset = child(transform, 'a:off');
  const left = integer(offset?.attributes['x']);
  const top = integer(offset?.attributes['y']);
  return left === undefined || top === undefined ? undefined : { left, top };
}

/** Where a shape stands (EMU), its own place or that of the placeholder it fills. */
export function placeOf(shape: XmlElement, inherited: Inherited): Place {
  const own = ownPlace(shape);
  if (own) return own;
  const placeholder = placeholderOf(shape);
  if (!placeholder) return { left: 0, top: 0 };
  for (const ancestor of ancestors(placeholder, inherited)) {
    const place = ownPlace(ancestor);
    if (place) return place;
  }
  return { left: 0, top: 0 };
}

/**
 * Finds the bullet of a paragraph: its own, then the shape's list style, the placeholders of layout and master, the
 * master's text style for that kind of text, the presentation's default.
 */
export function createBulletFinder(
  shape: XmlElement,
  inherited: Inherited,
): (paragraph: XmlElement, level: number) => Bullet {
  const placeholder = placeholderOf(shape);
  const listStyle = (of: XmlElement): XmlElement | undefined => at(of, 'p:txBody', 'a:lstStyle');
  const styles = [listStyle(shape)];
  if (placeholder) {
    styles.push(...ancestors(placeholder, inherited).map(listStyle));
    const kin = family(placeholder.type);
    const style = kin === 'title' ? 'p:titleStyle' : kin === 'body' ? 'p:bodyStyle' : 'p:otherStyle';
    styles.push(at(inherited.master, 'p:txStyles', style));
  } else {
    styles.push(at(inherited.master, 'p:txStyles', 'p:otherStyle'));
  }
  styles.push(inherited.defaults);
  return (paragraph, level) => {
    const own = ownBullet(child(paragraph, 'a:pPr'));
    if (own) return own;
    for (const style of styles) {
      const bullet = ownBullet(levelProperties(style, level));
      if (bullet) return bullet;
    }
    return { kind: 'none' };
  };
}
