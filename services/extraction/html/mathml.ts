import { SYMBOLS } from '../ooxml/math-symbols.js';
import { descendants, elements, textOf, type XmlElement } from '../xml/element.js';

/** MathML as LaTeX: the author's own TeX where the page carries it, else converted element by element. */
export function mathmlToLatex(math: XmlElement): string {
  for (const annotation of [...descendants(math, 'annotation'), ...descendants(math, 'math:annotation')]) {
    if (/tex/i.test(annotation.attributes['encoding'] ?? '')) return textOf(annotation).trim();
  }
  const alternative = math.attributes['alttext']?.trim() ?? '';
  return (alternative !== '' ? alternative : convert(math)).replace(/\s+/g, ' ').trim();
}

const all = (element: XmlElement): string => [...elements(element)].map(convert).join('');

function symbols(text: string): string {
  return Array.from(text.trim())
    .map((character) => {
      const name = SYMBOLS[character];
      return name === undefined ? character : /^\\[A-Za-z]/.test(name) ? ` ${name} ` : name;
    })
    .join('');
}

function convert(element: XmlElement | undefined): string {
  if (!element) return '';
  const [first, second, third] = [...elements(element)];
  const part = (one: XmlElement | undefined): string => convert(one).trim();
  // OpenDocument names the same elements with a prefix.
  switch (element.name.replace(/^.*:/, '')) {
    case 'mi':
    case 'mn':
    case 'mo':
      return symbols(textOf(element));
    case 'mtext':
    case 'ms':
      return `\\text{${textOf(element).replace(/[{}\\]/g, '')}}`;
    case 'mspace':
      return ' ';
    case 'msup':
      return `${part(first)}^{${part(second)}}`;
    case 'msub':
      return `${part(first)}_{${part(second)}}`;
    case 'msubsup':
    case 'munderover':
      return `${part(first)}_{${part(second)}}^{${part(third)}}`;
    case 'munder':
      return `${part(first)}_{${part(second)}}`;
    case 'mover':
      return `\\overset{${part(second)}}{${part(first)}}`;
    case 'mfrac':
      return `\\frac{${part(first)}}{${part(second)}}`;
    case 'msqrt':
      return `\\sqrt{${all(element).trim()}}`;
    case 'mroot':
      return `\\sqrt[${part(second)}]{${part(first)}}`;
    case 'mfenced':
      return `\\left(${[...elements(element)].map(part).join(',')}\\right)`;
    case 'mtable':
      return `\\begin{matrix}${[...elements(element)].map(convert).join(' \\\\ ')}\\end{matrix}`;
    case 'mtr':
      return [...elements(element)].map(part).join(' & ');
    case 'annotation':
    case 'annotation-xml':
      return '';
    default:
      return all(element);
  }
}
