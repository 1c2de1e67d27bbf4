/** What a font says about the role of its text. Two faces are the same class when they look alike to a reader. */
export interface Font {
  /** As embedded, without the subset prefix ("ABCDEF+"). */
  readonly name: string;
  readonly bold: boolean;
  /** CSS-like: 300 light, 400 regular, 500 medium, 700 bold. Text heavier than the body stands out, whatever it is called. */
  readonly weight: number;
  readonly italic: boolean;
  readonly mono: boolean;
  /** Mathematics faces: their glyphs are symbols, letters of them are variables. */
  readonly math: boolean;
}

export interface FontFacts {
  name: string;
  /** PDF 32000-1 table 123: 1 fixed pitch, 7 italic, 19 force bold (bits counted from 1). */
  flags: number;
  /** CSS-like weight that PDFium derives from the stem width; only trusted where the name says nothing. */
  weight: number;
  italicAngle: number;
}

const FIXED_PITCH = 1 << 0;
const ITALIC = 1 << 6;
const FORCE_BOLD = 1 << 18;

// "Medi" is the bold of many newspaper and Times-like families ("NimbusRomNo9L-Medi"), BX that of Computer Modern.
const BOLD = /bold|semib|demi|[-_ ,.]bd\b|medi$|^cmb|^sfbx|^ecbx|cmssbx|\.bi?$/i;
const BLACK = /black|heavy|extrab|ultrab/i;
const MEDIUM = /medium/i;
const LIGHT = /light|thin|hairline/i;
const ITALIC_NAME = /ital|obli|slant|kursiv|[-_,]it\b|^cmti|^cmsl|^ecti|^sfti|reguital|\.b?i$/i;
const MONO =
  /mono|courier|consol|menlo|typewriter|^cmtt|^ectt|^sftt|lmmono|inconsol|source ?code|fira ?code|nimbusmon|lucidacon|andale/i;
const MATH =
  /^cmmi|^cmsy|^cmex|^msam|^msbm|^eufm|^cmbsy|^cmmib|math|^mt(mi|sy|ex)|^rsfs|^stix.*(siz|int|var)|symbolmt|^wasy|^lasy|^txsy|^txmi|^pxmi|^pxsy/i;

/** Classifies a font by its name first: names are set by type designers, flags and weights often by careless writers. */
export function classifyFont(facts: FontFacts): Font {
  const name = facts.name.replace(/^[A-Z]{6}\+/, '');
  const unnamed = !/[a-z]{4}/i.test(name); // "F1", "T3", "": the name is no help
  const forced = (facts.flags & FORCE_BOLD) !== 0 || (unnamed && facts.weight >= 700);
  const plain = BLACK.test(name) ? 900 : BOLD.test(name) ? 700 : MEDIUM.test(name) ? 500 : LIGHT.test(name) ? 300 : 400;
  const weight = plain === 400 && forced ? 700 : plain;
  return {
    name,
    bold: weight >= 600,
    weight,
    italic: ITALIC_NAME.test(name) || (facts.flags & ITALIC) !== 0 || Math.abs(facts.italicAngle) > 4,
    mono: MONO.test(name) || ((facts.flags & FIXED_PITCH) !== 0 && !MATH.test(name)),
    math: MATH.test(name),
  };
}
