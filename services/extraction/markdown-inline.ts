import type { Inline } from '../../domain/documents/content.js';

/** Sub- and superscripts that Unicode has; NFKC turns them back, so that a search for H2O still finds H₂O. */
const SUB = 'aₐeₑhₕiᵢjⱼkₖlₗmₘnₙoₒpₚrᵣsₛtₜuᵤvᵥxₓ0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊-₋=₌(₍)₎';
const SUPER = 'aᵃbᵇcᶜdᵈeᵉfᶠgᵍhʰiⁱjʲkᵏlˡmᵐnⁿoᵒpᵖrʳsˢtᵗuᵘvᵛwʷxˣyʸzᶻ0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻=⁼(⁽)⁾';
const pairs = (text: string): ReadonlyMap<string, string> => {
  const characters = Array.from(text);
  return new Map(characters.flatMap((c, i): [string, string][] => (i % 2 === 0 ? [[c, characters[i + 1] ?? c]] : [])));
};
const SCRIPTS = { sub: pairs(SUB), super: pairs(SUPER) };

/** A script as Unicode writes it, or unchanged where one of its characters has no such form. */
function scripted(text: string, script: 'sub' | 'super'): string {
  const map = SCRIPTS[script];
  const characters = Array.from(text.replaceAll('−', '-'));
  return characters.every((c) => map.has(c)) ? characters.map((c) => map.get(c) ?? c).join('') : text;
}

/** Text whose signs would otherwise mean something in GFM. Line starts are `escapeLineStart`'s. */
export function escapeText(text: string): string {
  return text
    .replace(/\\(?=[!-/:-@[-`{-~]|$)/gm, '\\\\')
    .replace(/[`*~|]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/\](?=[([:])/g, '\\]')
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replace(/<(?=[A-Za-z/!?])/g, '&lt;');
}

/** What would start a heading, list, quote, rule or underline at the beginning of a line. */
export function escapeLineStart(line: string): string {
  return line
    .replace(/^(\s*)(#{1,6})(?=\s|$)/, '$1\\$2')
    .replace(/^(\s*)([-+])(?=\s|$)/, '$1\\$2')
    .replace(/^(\s*)(\d{1,9})([.)])(?=\s|$)/, '$1$2\\$3')
    .replace(/^(\s*)([>]|[=]+\s*$|-{2,}\s*$)/, '$1\\$2')
    .replace(/^(\s*)(\[)(?=[ xX]?\])/, '$1\\$2');
}

/** Schemes that a reader may be sent to; anything else (javascript:, data:) is shown as text only. */
const SAFE_SCHEME = /^(?:https?|mailto|ftp|tel):/i;

/** A link target that cannot end the link early; undefined where following it would be unsafe. */
export function safeHref(href: string): string | undefined {
  const clean = href.replace(/\p{Cc}/gu, '').trim();
  if (clean === '' || (/^[a-z][a-z0-9+.-]*:/i.test(clean) && !SAFE_SCHEME.test(clean))) return undefined;
  return clean.replace(/[ <>()\\|[\]`]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

/** A code span: a fence longer than any inside, padded where the text begins or ends with one. */
function codeSpan(text: string): string {
  const flat = text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = flat.startsWith('`') || flat.endsWith('`') ? ' ' : '';
  return `${fence}${space}${flat}${space}${fence}`;
}

const isWord = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}_]/u.test(character);
const isSpace = (character: string | undefined): boolean => character === undefined || /\s/.test(character);

/**
 * Puts a delimiter around the text, outside its white space, where GFM will take it for one (CommonMark 0.31, 6.2: left-
 * and right-flanking); elsewhere the text stays bare, so that no stray asterisk is shown.
 */
function wrap(text: string, delimiter: string, before: string | undefined, after: string | undefined): string {
  const [, lead = '', inner = '', trail = ''] = /^(\s*)([^]*?)(\s*)$/.exec(text) ?? [];
  if (inner === '') return text;
  const left = lead === '' ? before : ' ';
  const right = trail === '' ? after : ' ';
  const punctuation = (c: string | undefined): boolean => !isWord(c) && !isSpace(c);
  const opens = !punctuation(inner[0]) || !isWord(left);
  const closes = !punctuation(inner.at(-1)) || !isWord(right);
  return opens && closes ? `${lead}${delimiter}${inner}${delimiter}${trail}` : text;
}

/** Runs of text as GFM. A line break stays "\n" for the block to render. */
export function renderInline(content: readonly Inline[]): string {
  let out = '';
  content.forEach((run, i) => {
    const next = content[i + 1]?.text[0];
    const before = out.at(-1);
    if (run.math) {
      // GitHub and Pandoc take a dollar sign for math only with space or punctuation around.
      const lead = isWord(before) ? ' ' : '';
      const trail = isWord(next) ? ' ' : '';
      out += `${lead}$${run.text.replaceAll('|', '\\vert ').replace(/\s*\n\s*/g, ' ')}$${trail}`;
      return;
    }
    let text = run.code
      ? codeSpan(run.text)
      : escapeText(run.script ? scripted(run.text, run.script) : run.text).replaceAll('\u00a0', ' ');
    if (run.strike) text = wrap(text, '~~', before, next);
    if (run.bold || run.italic) text = wrap(text, run.bold && run.italic ? '***' : run.bold ? '**' : '*', before, next);
    const href = run.href === undefined ? undefined : safeHref(run.href);
    if (href !== undefined && text.trim() !== '') {
      const [, lead = '', inner = '', trail = ''] = /^(\s*)([^]*?)(\s*)$/.exec(text) ?? [];
      text = `${lead}[${inner.replace(/\s*\n\s*/g, ' ').replace(/(?<!\\)[[\]](?![^[]*\]\()/g, '\\$&')}](${href})${trail}`;
    }
    out += text;
  });
  return out;
}
