/** Numbers as lists print them (ST_NumberFormat, ECMA-376 part 1, 17.18.59); unknown formats count in decimal. */
export function formatCounter(count: number, format: string): string {
  const n = Math.max(0, Math.trunc(count));
  switch (format) {
    case 'lowerLetter':
    case 'alphaLcPeriod':
      return letters(n).toLowerCase();
    case 'upperLetter':
      return letters(n);
    case 'lowerRoman':
      return roman(n).toLowerCase();
    case 'upperRoman':
      return roman(n);
    case 'decimalZero':
      return String(n).padStart(2, '0');
    case 'ordinal':
      return `${n}${ordinalEnding(n)}`;
    case 'decimalEnclosedCircle':
    case 'decimalEnclosedCircleChinese':
      return n >= 1 && n <= 20 ? String.fromCodePoint(0x245f + n) : String(n);
    case 'chicago':
      return n === 0 ? '0' : (['*', '†', '‡', '§'][(n - 1) % 4] ?? '*').repeat(Math.ceil(n / 4));
    case 'chineseCounting':
    case 'chineseCountingThousand':
    case 'japaneseCounting':
    case 'taiwaneseCounting':
    case 'taiwaneseCountingThousand':
    case 'ideographDigital':
      return ideographs(n);
    case 'hex':
      return n.toString(16).toUpperCase();
    case 'none':
    case 'bullet':
      return '';
    default:
      return String(n);
  }
}

/** A … Z, AA, BB … as Word repeats them. */
function letters(n: number): string {
  if (n < 1) return '0';
  return String.fromCharCode(65 + ((n - 1) % 26)).repeat(Math.min(Math.ceil(n / 26), 30));
}

const ROMAN = [
  [1000, 'M'],
  [900, 'CM'],
  [500, 'D'],
  [400, 'CD'],
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
] as const;

function roman(n: number): string {
  if (n < 1 || n > 32767) return String(n);
  let rest = n;
  let out = '';
  for (const [value, sign] of ROMAN) {
    while (rest >= value) {
      out += sign;
      rest -= value;
    }
  }
  return out;
}

function ordinalEnding(n: number): string {
  if (n % 100 >= 11 && n % 100 <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][n % 10] ?? 'th';
}

const DIGITS = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

function ideographs(n: number): string {
  if (n > 99) return String(n);
  if (n < 10) return DIGITS[n] ?? String(n);
  const tens = Math.floor(n / 10);
  return `${tens === 1 ? '' : (DIGITS[tens] ?? '')}十${n % 10 === 0 ? '' : (DIGITS[n % 10] ?? '')}`;
}
