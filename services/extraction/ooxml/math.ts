import { at, child, childrenNamed, elements, isOn, textOf, value, type XmlElement } from '../xml/element.js';
import { ACCENTS, FUNCTIONS, SYMBOLS } from './math-symbols.js';

/**
 * Office Math (ECMA-376 part 1, 22.1) as LaTeX without the dollar signs.
 *
 * Names are set apart by spaces where LaTeX needs it. Elements that are not known contribute their content, so that no
 * symbol is lost.
 */
export function mathToLatex(math: XmlElement): string {
  return tidy(content(math));
}

const tidy = (latex: string): string => latex.replace(/[ \t\n\u00a0]+/g, ' ').trim();

const content = (element: XmlElement | undefined): string => [...elements(element)].map(latex).join('');

/** One argument, always in braces where it stands as script or fraction part. */
const argument = (element: XmlElement, name: string): string => tidy(content(child(element, name)));

/** A base may stand bare when it is one symbol. */
const base = (element: XmlElement): string => {
  const inner = argument(element, 'm:e');
  const single = /^(?:[^\\{}^_\s]|\\[A-Za-z]+)$/u.test(inner);
  const bracketed = childrenNamed(child(element, 'm:e'), 'm:d').length === 1;
  return single ? inner : bracketed || /^[\w.]+$/.test(inner) ? (bracketed ? `{${inner}}` : inner) : `{${inner}}`;
};

/** A value of the element's property element: <m:naryPr><m:chr m:val="∏"/>. */
const property = (element: XmlElement, name: string): string | undefined =>
  value(at(element, `${element.name}Pr`, name));
const has = (element: XmlElement, name: string): boolean => isOn(at(element, `${element.name}Pr`, name));

const CONVERSIONS: Readonly<Record<string, (element: XmlElement) => string>> = {
  'm:r': run,
  'm:f': fraction,
  'm:sSup': (e) => `${base(e)}^{${argument(e, 'm:sup')}}`,
  'm:sSub': (e) => `${base(e)}_{${argument(e, 'm:sub')}}`,
  'm:sSubSup': (e) => `${base(e)}_{${argument(e, 'm:sub')}}^{${argument(e, 'm:sup')}}`,
  'm:sPre': (e) => `{}_{${argument(e, 'm:sub')}}^{${argument(e, 'm:sup')}}${base(e)}`,
  'm:rad': (e) => {
    const degree = has(e, 'm:degHide') ? '' : argument(e, 'm:deg');
    return degree === '' ? `\\sqrt{${argument(e, 'm:e')}}` : `\\sqrt[${degree}]{${argument(e, 'm:e')}}`;
  },
  'm:nary': nary,
  'm:d': delimiters,
  'm:func': functionApplication,
  'm:limLow': (e) => limit(e, '_'),
  'm:limUpp': (e) => limit(e, '^'),
  'm:acc': (e) => `\\${ACCENTS[property(e, 'm:chr') ?? '\u0302'] ?? 'hat'}{${argument(e, 'm:e')}}`,
  'm:bar': (e) => `\\${property(e, 'm:pos') === 'top' ? 'overline' : 'underline'}{${argument(e, 'm:e')}}`,
  'm:groupChr': groupCharacter,
  'm:borderBox': (e) => `\\boxed{${argument(e, 'm:e')}}`,
  'm:phant': (e) =>
    at(e, 'm:phantPr', 'm:show') && !has(e, 'm:show') ? `\\phantom{${argument(e, 'm:e')}}` : content(child(e, 'm:e')),
  'm:m': matrix,
  'm:eqArr': equationArray,
  'w:r': (e) => content(e),
  'w:t': (e) => symbols(textOf(e)),
  'w:del': () => '',
  'w:moveFrom': () => '',
  'w:rPr': () => '',
  'm:ctrlPr': () => '',
};

function latex(element: XmlElement): string {
  const convert = CONVERSIONS[element.name];
  if (convert) return convert(element);
  return element.name.endsWith('Pr') ? '' : content(element);
}

/** Characters as LaTeX; a command is set apart so that it cannot run into the letter behind it. */
function symbols(text: string): string {
  let out = '';
  for (const character of text.normalize('NFC')) {
    const plain = mathAlphanumeric(character);
    const name = SYMBOLS[plain];
    out += name === undefined ? plain : /^\\[A-Za-z]/.test(name) ? ` ${name} ` : name;
  }
  return out;
}

/** Mathematical italic, bold and script letters (U+1D400–1D7FF) are styles of plain ones. */
function mathAlphanumeric(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code >= 0x1d400 && code <= 0x1d7ff ? character.normalize('NFKC') : character;
}

function run(element: XmlElement): string {
  const text = childrenNamed(element, 'm:t').map(textOf).join('') + childrenNamed(element, 'w:t').map(textOf).join('');
  const properties = child(element, 'm:rPr');
  const normal = isOn(child(properties, 'm:nor')) && child(properties, 'm:nor') !== undefined;
  // Words in a formula keep their spaces; a single upright letter is just a symbol.
  if (normal && /\p{L}{2,}/u.test(text)) return `\\text{${text.replace(/[{}\\]/g, '')}}`;
  return symbols(text);
}

function fraction(element: XmlElement): string {
  const [top, bottom] = [argument(element, 'm:num'), argument(element, 'm:den')];
  switch (property(element, 'm:type')) {
    case 'noBar':
      return `\\genfrac{}{}{0pt}{}{${top}}{${bottom}}`;
    case 'lin':
      return `${top}/${bottom}`;
    default:
      return `\\frac{${top}}{${bottom}}`;
  }
}

function nary(element: XmlElement): string {
  // 22.1.2.20: the default character is the integral.
  const character = property(element, 'm:chr') ?? '∫';
  const operator = SYMBOLS[character] ?? (LARGE[character] || symbols(character).trim());
  return `${LARGE[character] ?? operator}_{${argument(element, 'm:sub')}}^{${argument(element, 'm:sup')}}${content(child(element, 'm:e'))}`;
}

/** Signs that are large operators here, though small ones elsewhere. */
const LARGE: Readonly<Record<string, string>> = {
  '∩': '\\bigcap',
  '∪': '\\bigcup',
  '∧': '\\bigwedge',
  '∨': '\\bigvee',
};

function delimiters(element: XmlElement): string {
  const open = property(element, 'm:begChr') ?? '(';
  const close = property(element, 'm:endChr') ?? ')';
  const separator = property(element, 'm:sepChr') ?? '|';
  const inner = childrenNamed(element, 'm:e').map((e) => tidy(content(e)));
  const mark = (character: string): string => {
    const name = SYMBOLS[character] ?? character;
    return name === '' ? '.' : /[A-Za-z]$/.test(name) ? `${name} ` : name;
  };
  const between = separator === '|' ? ' \\mid ' : symbols(separator);
  return `\\left${mark(open)}${inner.join(between)}\\right${mark(close)}`;
}

function functionName(text: string): string {
  const name = text.replace(/^\\text\{(.*)\}$/, '$1').trim();
  if (FUNCTIONS.has(name)) return `\\${name}`;
  return name === 'argmax' || name === 'argmin' ? `\\operatorname{${name}}` : text;
}

function functionApplication(element: XmlElement): string {
  const name = argument(element, 'm:fName');
  const applied = /^\p{L}+$/u.test(name) ? functionName(name) : name;
  const inner = content(child(element, 'm:e'));
  return /\\[A-Za-z]+$/.test(applied) && /^[A-Za-z]/.test(inner) ? `${applied} ${inner}` : `${applied}${inner}`;
}

function limit(element: XmlElement, script: '_' | '^'): string {
  const inner = argument(element, 'm:e');
  const under = argument(element, 'm:lim');
  if (script === '_') return `${functionName(inner)}_{${under}}`;
  return /^\\(?:overbrace|lim|max|min|sum)/.test(inner) && !inner.startsWith('\\overbrace')
    ? `${inner}^{${under}}`
    : `\\overset{${under}}{${functionName(inner)}}`;
}

function groupCharacter(element: XmlElement): string {
  const character = property(element, 'm:chr') ?? '⏟';
  const top = property(element, 'm:pos') === 'top';
  const name = ACCENTS[character];
  const inner = argument(element, 'm:e');
  if (name) return `\\${name}{${inner}}`;
  return `\\${top ? 'overset' : 'underset'}{${symbols(character).trim()}}{${inner}}`;
}

function equationArray(element: XmlElement): string {
  const rows = childrenNamed(element, 'm:e').map((row) => tidy(content(row)));
  return rows.length === 1 ? (rows[0] ?? '') : `\\begin{array}{l}${rows.join(' \\\\ ')}\\end{array}`;
}

function matrix(element: XmlElement): string {
  const rows = childrenNamed(element, 'm:mr').map((row) =>
    childrenNamed(row, 'm:e')
      .map((cell) => tidy(content(cell)))
      .join(' & '),
  );
  return `\\begin{matrix}${rows.join(' \\\\ ')}\\end{matrix}`;
}
