/**
 * What w:sym shows: characters of symbol fonts, which have no Unicode number of their own. The common ones of Symbol
 * (Greek and operators, Adobe's encoding) and Wingdings (marks and arrows); any other is left out.
 */
const SYMBOL = ' !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼';

const SYMBOL_HIGH: Readonly<Record<number, string>> = {
  0xa3: '≤',
  0xa5: '∞',
  0xab: '↔',
  0xac: '←',
  0xad: '↑',
  0xae: '→',
  0xaf: '↓',
  0xb0: '°',
  0xb1: '±',
  0xb3: '≥',
  0xb4: '×',
  0xb5: '∝',
  0xb6: '∂',
  0xb7: '•',
  0xb8: '÷',
  0xb9: '≠',
  0xba: '≡',
  0xbb: '≈',
  0xbc: '…',
  0xc5: '⊕',
  0xc7: '∩',
  0xc8: '∪',
  0xce: '∈',
  0xcf: '∉',
  0xd0: '∠',
  0xd1: '∇',
  0xd2: '®',
  0xd3: '©',
  0xd4: '™',
  0xd5: '∏',
  0xd6: '√',
  0xd7: '⋅',
  0xd8: '¬',
  0xd9: '∧',
  0xda: '∨',
  0xdb: '⇔',
  0xdc: '⇐',
  0xdd: '⇑',
  0xde: '⇒',
  0xdf: '⇓',
  0xe5: '∑',
  0xf2: '∫',
};

const WINGDINGS: Readonly<Record<number, string>> = {
  0x28: '☎',
  0x29: '✆',
  0x2a: '✉',
  0x4a: '☺',
  0x4c: '☹',
  0x6c: '●',
  0x6e: '■',
  0x6f: '☐',
  0x71: '❑',
  0x72: '❒',
  0x73: '⬧',
  0x76: '❖',
  0x9f: '•',
  0xa1: '○',
  0xa7: '▪',
  0xa8: '☐',
  0xd8: '➢',
  0xdf: '←',
  0xe0: '→',
  0xe1: '↑',
  0xe2: '↓',
  0xe8: '➔',
  0xf0: '⇨',
  0xfb: '✗',
  0xfc: '✓',
  0xfd: '☒',
  0xfe: '☑',
};

/** `code` as in w:char, usually in the private area F000–F0FF. */
export function symbolCharacter(font: string, code: number): string {
  const low = code >= 0xf000 && code <= 0xf0ff ? code - 0xf000 : code;
  const name = font.toLowerCase();
  if (name === 'symbol') return SYMBOL_HIGH[low] ?? (low >= 0x20 && low < 0x7f ? (SYMBOL[low - 0x20] ?? '') : '');
  if (name.startsWith('wingdings')) return name === 'wingdings' ? (WINGDINGS[low] ?? '') : '';
  // Any other font: a character of Unicode, unless it is private.
  return code >= 0x20 && (code < 0xe000 || code > 0xf8ff) && code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
