/**
 * Numbers of spreadsheets as text (ECMA-376 part 1, 18.8.30–31).
 *
 * A number is written as it is stored (15 significant digits, as the programs keep them), unless its format says something
 * that the number alone does not: a date, a time, per cent, a currency or unit, leading zeros, a pattern such as a phone
 * number's. Dates come out in ISO 8601, whatever order the format shows them in.
 */
export type NumberFormat =
  | { kind: 'plain' }
  | { kind: 'percent' }
  | { kind: 'date'; date: boolean; time: boolean; seconds: boolean; elapsed: boolean }
  | { kind: 'pattern'; sections: Section[] };

interface Section {
  tokens: Token[];
  condition?: { operator: string; value: number };
}

type Token = { literal: string } | { digit: string } | { point: true };

const PLAIN: NumberFormat = { kind: 'plain' };
const date = (has: { date?: boolean; time?: boolean; seconds?: boolean; elapsed?: boolean }): NumberFormat => ({
  kind: 'date',
  date: false,
  time: false,
  seconds: false,
  elapsed: false,
  ...has,
});

/** The format behind a built-in number; the rest of 0–163 is plain or depends on the reader's country. */
export function builtInFormat(id: number): NumberFormat {
  if (id === 9 || id === 10) return { kind: 'percent' };
  if (
    (id >= 14 && id <= 17) ||
    (id >= 27 && id <= 31) ||
    id === 36 ||
    (id >= 50 && id <= 54) ||
    id === 57 ||
    id === 58
  ) {
    return date({ date: true });
  }
  if (id === 18 || id === 20 || id === 32 || id === 34 || id === 55) return date({ time: true });
  if (id === 19 || id === 21 || id === 33 || id === 35 || id === 56) return date({ time: true, seconds: true });
  if (id === 22) return date({ date: true, time: true });
  if (id === 45 || id === 46 || id === 47) return date({ time: true, seconds: true, elapsed: true });
  return PLAIN;
}

/** Reads a format code such as `#,##0.00 [$€-407];[Red]-#,##0.00 [$€-407]`. Never throws: what it cannot read is plain. */
export function parseFormat(code: string): NumberFormat {
  const bare = code
    .replace(/"[^"]*"?/g, '')
    .replace(/\\./g, '')
    .replace(/[_*]./g, '')
    .replace(/\[(?!\$|h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  const signs = bare.replace(/\[\$[^\]]*\]/g, '').replace(/General/gi, '');
  const firstSection = signs.split(';', 1)[0] ?? '';
  if (/[dmyhsg]|am\/pm/i.test(firstSection) && !/[0#?]/.test(firstSection.replace(/s\.0+/gi, ''))) {
    const lower = firstSection.toLowerCase();
    const time = /[hs]|am\/pm/.test(lower);
    return date({
      date: /[dyg]/.test(lower) || !time,
      time,
      seconds: lower.includes('s'),
      elapsed: /\[[hms]+\]/.test(lower),
    });
  }
  if (/%/.test(firstSection)) return { kind: 'percent' };
  if (/[/]|e[+-]/i.test(firstSection)) return PLAIN;
  const sections = splitSections(code).map(parseSection);
  return sections.some(saysMore) ? { kind: 'pattern', sections } : PLAIN;
}

/** A section that shows letters, a currency sign or more than one leading zero. */
function saysMore(section: Section): boolean {
  const literal = section.tokens.map((token) => ('literal' in token ? token.literal : '')).join('');
  if (/[\p{L}\p{Sc}°²³]/u.test(literal)) return true;
  const point = section.tokens.findIndex((token) => 'point' in token);
  const whole = point < 0 ? section.tokens : section.tokens.slice(0, point);
  const zeros = whole.filter((token) => 'digit' in token && token.digit === '0').length;
  if (zeros > 1 && whole.every((token) => !('digit' in token) || token.digit === '0')) return true;
  // Digits with something between them: a phone number, an account.
  const shape = whole
    .map((token) => {
      if ('digit' in token) return '0';
      return 'literal' in token && token.literal !== ',' && token.literal.trim() !== '' ? 'x' : '';
    })
    .join('');
  return /0x+0/.test(shape);
}

function splitSections(code: string): string[] {
  const sections: string[] = [];
  let section = '';
  for (const [part] of code.matchAll(/"[^"]*"?|\\.|\[[^\]]*\]|[_*].|;|[^]/g)) {
    if (part !== ';') section += part;
    else {
      sections.push(section);
      section = '';
    }
  }
  return [...sections, section];
}

function parseSection(code: string): Section {
  const tokens: Token[] = [];
  let condition: Section['condition'];
  for (const [part] of code.matchAll(/"[^"]*"?|\\[^]|\[[^\]]*\]|[_*][^]|General|[^]/gi)) {
    if (part.startsWith('"')) tokens.push({ literal: part.replaceAll('"', '') });
    else if (part.startsWith('\\')) tokens.push({ literal: part.slice(1) });
    else if (part.startsWith('[$')) tokens.push({ literal: part.slice(2, -1).replace(/-[0-9A-Fa-f,]*$/, '') });
    else if (part.startsWith('[')) {
      const found = /^\[(<=|>=|<>|<|>|=)(-?[\d.]+)\]$/.exec(part);
      if (found?.[1] !== undefined) condition = { operator: found[1], value: Number(found[2]) };
    } else if (/^[_*]./.test(part)) {
      // A space as wide as a letter, or a filler: only looks.
      if (part.startsWith('_')) tokens.push({ literal: ' ' });
    } else if (/^[0#?]$/.test(part)) tokens.push({ digit: part });
    else if (/^general$/i.test(part)) tokens.push({ digit: '#' });
    else if (part === '.') tokens.push({ point: true });
    else if (part === ',') tokens.push({ literal: ',' });
    else if (part !== '@') tokens.push({ literal: part });
  }
  return condition ? { tokens, condition } : { tokens };
}

/** 15 significant digits: 4.2999999999999998 in the file is the 4.3 that was typed. */
export function plainNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(15))) : String(value);
}

/** Writes a number by its format. `date1904`: the workbook counts days from 1904. */
export function formatNumber(value: number, format: NumberFormat, date1904 = false): string {
  switch (format.kind) {
    case 'plain':
      return plainNumber(value);
    case 'percent':
      return `${plainNumber(Number((value * 100).toPrecision(13)))}%`;
    case 'date':
      return formatDate(value, format, date1904) ?? plainNumber(value);
    case 'pattern':
      return formatPattern(value, format.sections);
  }
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

/** Serial day → ISO 8601. Undefined for what is no day of that calendar (negative, past the year 9999). */
function formatDate(
  serial: number,
  format: Extract<NumberFormat, { kind: 'date' }>,
  date1904: boolean,
): string | undefined {
  if (serial < 0 || serial >= 2958466) return undefined;
  const seconds = Math.round(serial * 86400);
  if (format.elapsed) {
    return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  }
  // 1900 has a 29 February in these programs, so that days before 1 March 1900 lie one off.
  const days = date1904 ? 24107 : serial < 60 ? 25568 : 25569;
  const time = new Date((seconds - days * 86400) * 1000);
  const day = `${pad(time.getUTCFullYear(), 4)}-${pad(time.getUTCMonth() + 1)}-${pad(time.getUTCDate())}`;
  const clock = `${pad(time.getUTCHours())}:${pad(time.getUTCMinutes())}${
    format.seconds || time.getUTCSeconds() > 0 ? `:${pad(time.getUTCSeconds())}` : ''
  }`;
  if (!format.date) return clock;
  const midnight = seconds % 86400 === 0;
  return format.time || !midnight ? `${day} ${clock}` : day;
}

function holds(condition: NonNullable<Section['condition']>, value: number): boolean {
  switch (condition.operator) {
    case '<':
      return value < condition.value;
    case '<=':
      return value <= condition.value;
    case '>':
      return value > condition.value;
    case '>=':
      return value >= condition.value;
    case '<>':
      return value !== condition.value;
    default:
      return value === condition.value;
  }
}

function formatPattern(value: number, sections: readonly Section[]): string {
  const numeric = sections.slice(0, 3);
  const [positive, negative, zero] = numeric;
  let section = positive;
  let signed = value < 0;
  if (numeric.some((one) => one.condition)) {
    section = numeric.find((one) => !one.condition || holds(one.condition, value)) ?? positive;
  } else if (value < 0 && negative) {
    section = negative;
    signed = false; // the section writes its own sign
  } else if (value === 0 && zero) {
    section = zero;
  }
  if (!section) return plainNumber(value);
  if (!section.tokens.some((token) => 'digit' in token)) {
    const text = section.tokens
      .map((token) => ('literal' in token ? token.literal : ''))
      .join('')
      .trim();
    return /\p{L}/u.test(text) ? text : plainNumber(value);
  }
  const text = fill(Math.abs(value), section.tokens).replace(/\s+/g, ' ').trim();
  return signed ? `-${text}` : text;
}

/** Puts the digits into their places, from the right for the whole part. */
function fill(value: number, tokens: readonly Token[]): string {
  const point = tokens.findIndex((token) => 'point' in token);
  const wholeTokens = point < 0 ? [...tokens] : tokens.slice(0, point);
  const rest = point < 0 ? [] : tokens.slice(point + 1);
  const decimals = rest.filter((token) => 'digit' in token).length;
  // Commas behind the last digit scale by a thousand each; commas between digits group them.
  const lastDigit = wholeTokens.findLastIndex((token) => 'digit' in token);
  const firstDigit = wholeTokens.findIndex((token) => 'digit' in token);
  const isComma = (token: Token | undefined): boolean =>
    token !== undefined && 'literal' in token && token.literal === ',';
  const behind = [
    ...wholeTokens.slice(lastDigit + 1),
    ...rest.slice(rest.findLastIndex((token) => 'digit' in token) + 1),
  ];
  const scaled = value / 1000 ** behind.filter(isComma).length;
  const grouped = wholeTokens.slice(firstDigit, lastDigit).some(isComma);
  if (scaled >= 1e21) return plainNumber(scaled);
  const [whole = '0', fraction = ''] = Number(scaled.toPrecision(15)).toFixed(Math.min(decimals, 20)).split('.');
  const places = wholeTokens.filter((token) => 'digit' in token).length;
  const digits = whole === '0' ? [] : whole.split('');
  let written = 0;
  let seen = 0;
  const group = (): string => (grouped && written > 0 && written % 3 === 0 ? ',' : '');
  const out: string[] = [];
  for (const token of wholeTokens.toReversed()) {
    if ('literal' in token) {
      if (token.literal !== ',' || (!grouped && out.length > 0 && !isTrailing(out))) out.push(token.literal);
      continue;
    }
    if (!('digit' in token)) continue;
    seen++;
    const take = seen === places ? digits.length : 1;
    for (let i = 0; i < Math.max(take, 1); i++) {
      const digit =
        digits.pop() ??
        (i === 0 && (token.digit === '0' || (places === seen && decimals === 0 && written === 0)) ? '0' : '');
      if (digit === '') break;
      out.push(group(), digit);
      written++;
    }
  }
  let fractionAt = 0;
  let tail = '';
  for (const token of rest) {
    if ('literal' in token) tail += token.literal === ',' ? '' : token.literal;
    else if ('digit' in token) tail += fraction[fractionAt++] ?? '';
  }
  return out.toReversed().join('') + (point < 0 || decimals === 0 ? tail : `.${tail}`);
}

const isTrailing = (out: readonly string[]): boolean => out.every((part) => !/\d/.test(part));
