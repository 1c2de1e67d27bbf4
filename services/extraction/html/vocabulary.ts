import type { Heading } from '../../../domain/documents/content.js';
import type { Formatting } from '../inline.js';
import type { XmlElement } from '../xml/element.js';

/** Elements that are never shown, or whose content is only for programs that cannot show them. */
export const SKIPPED = new Set(
  (
    'head script style template noscript iframe object embed canvas audio video svg map datalist select colgroup col ' +
    'param source track title meta link base'
  ).split(' '),
);

/** Elements that begin and end a line of their own. */
export const BLOCKS = new Set(
  (
    'html body address article aside blockquote button center dd details dialog dir div dl dt fieldset figcaption ' +
    'figure footer form header hgroup hr legend li main menu nav ol optgroup option p search section summary td th ' +
    'textarea tr ul'
  ).split(' '),
);

export const LOOKS: Readonly<Record<string, Formatting>> = {
  b: { bold: true },
  strong: { bold: true },
  i: { italic: true },
  em: { italic: true },
  cite: { italic: true },
  dfn: { italic: true },
  var: { italic: true },
  s: { strike: true },
  del: { strike: true },
  strike: { strike: true },
  code: { code: true },
  kbd: { code: true },
  samp: { code: true },
  tt: { code: true },
  sub: { script: 'sub' },
  sup: { script: 'super' },
};

export const LEVELS = { h1: 1, h2: 2, h3: 3, h4: 4, h5: 5, h6: 6 } as const satisfies Record<string, Heading['level']>;
export const COUNTERS: Readonly<Record<string, string>> = {
  a: 'lowerLetter',
  A: 'upperLetter',
  i: 'lowerRoman',
  I: 'upperRoman',
};

export const isHidden = (element: XmlElement): boolean =>
  'hidden' in element.attributes ||
  /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(element.attributes['style'] ?? '');
