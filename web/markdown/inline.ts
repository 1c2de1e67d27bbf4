/** A stretch of inline Markdown. */
export type Span =
  | { kind: 'text'; text: string }
  | { kind: 'code' | 'math'; text: string }
  | { kind: 'strong' | 'em' | 'del' | 'sub' | 'sup'; content: Span[] }
  | { kind: 'link'; href: string; content: Span[] }
  | { kind: 'image'; alt: string }
  | { kind: 'break' };

const PAIRS = [
  ['***', 'both'],
  ['**', 'strong'],
  ['__', 'strong'],
  ['~~', 'del'],
  ['*', 'em'],
  ['_', 'em'],
] as const;

const SPECIAL = /[\\`*_~[!$<&\n]/;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };
const isWord = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}]/u.test(character);

/** What a rule found at the cursor: a span and where it ends. */
interface Found {
  span: Span;
  end: number;
}

/**
 * Reads the inline Markdown that the text writer of this product makes: escapes, code, emphasis, links, images, `$math$`,
 * `<sub>`, `<sup>`, `<br>`, the common entities. What fits no rule stays text, so nothing is ever lost.
 */
export function parseInline(source: string): Span[] {
  const spans: Span[] = [];
  let plain = '';
  let at = 0;
  const flush = () => {
    if (plain !== '') spans.push({ kind: 'text', text: plain });
    plain = '';
  };
  while (at < source.length) {
    const rest = source.slice(at);
    const ahead = rest.search(SPECIAL);
    if (ahead !== 0) {
      const end = ahead === -1 ? source.length : at + ahead;
      plain += source.slice(at, end);
      at = end;
      continue;
    }
    const escaped = /^\\([!-/:-@[-`{-~])/.exec(rest)?.[1];
    if (escaped !== undefined) {
      plain += escaped;
      at += 2;
      continue;
    }
    const entity = /^&(amp|lt|gt|quot|nbsp);/.exec(rest);
    if (entity) {
      plain += NAMED[entity[1] ?? ''] ?? entity[0];
      at += entity[0].length;
      continue;
    }
    const found =
      code(source, at) ?? math(source, at) ?? bracket(source, at) ?? tag(source, at) ?? emphasis(source, at);
    if (found) {
      flush();
      spans.push(found.span);
      at = found.end;
    } else {
      plain += source.charAt(at);
      at += 1;
    }
  }
  flush();
  return spans;
}

/** The text of spans, without what only formats it. */
export function spansText(spans: readonly Span[]): string {
  return spans
    .map((span) => {
      switch (span.kind) {
        case 'text':
        case 'code':
        case 'math':
          return span.text;
        case 'image':
          return span.alt;
        case 'break':
          return '\n';
        default:
          return spansText(span.content);
      }
    })
    .join('');
}

function code(source: string, at: number): Found | null {
  const fence = /^`+/.exec(source.slice(at))?.[0];
  if (fence === undefined) return null;
  let end = at + fence.length;
  for (;;) {
    end = source.indexOf(fence, end);
    if (end === -1) return null;
    if (source.charAt(end + fence.length) !== '`' && source.charAt(end - 1) !== '`') break;
    end += 1;
  }
  const inner = source.slice(at + fence.length, end);
  const text = /^ .*[^ ].* $/s.test(inner) ? inner.slice(1, -1) : inner;
  return { span: { kind: 'code', text }, end: end + fence.length };
}

/** `$…$` as formulas are written: no space inside the dollars, and no digit after (that is money). */
function math(source: string, at: number): Found | null {
  const match = /^\$(?!\s|\$)((?:[^$\\\n]|\\.)+?)(?<!\s)\$(?!\d)/.exec(source.slice(at));
  return match && { span: { kind: 'math', text: match[1] ?? '' }, end: at + match[0].length };
}

function bracket(source: string, at: number): Found | null {
  const image = source.charAt(at) === '!';
  const open = image ? at + 1 : at;
  if (source.charAt(open) !== '[') return null;
  const close = matching(source, open);
  if (close === null) return null;
  const target = /^\(\s*(?:<([^>\n]*)>|((?:[^\s()\\]|\\.|\([^\s()]*\))*))(?:\s+"[^"]*")?\s*\)/.exec(
    source.slice(close + 1),
  );
  if (!target) return null;
  const end = close + 1 + target[0].length;
  const inner = source.slice(open + 1, close);
  if (image) return { span: { kind: 'image', alt: spansText(parseInline(inner)) }, end };
  const href = (target[1] ?? target[2] ?? '').replace(/\\([!-/:-@[-`{-~])/g, '$1');
  return { span: { kind: 'link', href, content: parseInline(inner) }, end };
}

/** The `]` that closes the `[` at `open`. */
function matching(source: string, open: number): number | null {
  let depth = 0;
  for (let at = open; at < source.length; at += 1) {
    const character = source.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '[') depth += 1;
    else if (character === ']' && (depth -= 1) === 0) return at;
  }
  return null;
}

function tag(source: string, at: number): Found | null {
  const rest = source.slice(at);
  const newline = /^(?:<br\s*\/?>|\n)/i.exec(rest);
  if (newline) {
    const soft = newline[0] === '\n' && !/(?: {2}|\\)$/.test(source.slice(0, at));
    return { span: soft ? { kind: 'text', text: ' ' } : { kind: 'break' }, end: at + newline[0].length };
  }
  const script = /^<(sub|sup)>(.*?)<\/\1>/is.exec(rest);
  if (script) {
    const kind = script[1]?.toLowerCase() === 'sub' ? 'sub' : 'sup';
    return { span: { kind, content: parseInline(script[2] ?? '') }, end: at + script[0].length };
  }
  const address = /^<((?:https?:\/\/|mailto:)[^<>\s]+)>/i.exec(rest);
  if (!address) return null;
  const href = address[1] ?? '';
  return { span: { kind: 'link', href, content: [{ kind: 'text', text: href }] }, end: at + address[0].length };
}

function emphasis(source: string, at: number): Found | null {
  for (const [mark, kind] of PAIRS) {
    if (!source.startsWith(mark, at)) continue;
    const from = at + mark.length;
    if (/^\s|^$/.test(source.slice(from, from + 1))) continue;
    if (mark.startsWith('_') && isWord(source[at - 1])) continue; // snake_case is a name
    for (let end = source.indexOf(mark, from + 1); end !== -1; end = source.indexOf(mark, end + 1)) {
      const after = end + mark.length;
      const escaped = source.charAt(end - 1) === '\\';
      const doubled = mark.length === 1 && (source.charAt(after) === mark || source.charAt(end - 1) === mark);
      if (escaped || doubled || /\s/.test(source.charAt(end - 1))) continue;
      if (mark.startsWith('_') && isWord(source[after])) continue;
      const content = parseInline(source.slice(from, end));
      return {
        span: kind === 'both' ? { kind: 'strong', content: [{ kind: 'em', content }] } : { kind, content },
        end: after,
      };
    }
  }
  return null;
}
