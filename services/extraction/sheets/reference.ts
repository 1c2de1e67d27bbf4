/** A place in a sheet, row and column counted from 0. */
export interface Place {
  row: number;
  column: number;
}

export interface Area {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

export const MAX_ROWS = 1_048_576;
export const MAX_COLUMNS = 16_384;

/** "C7" → row 6, column 2; undefined for anything else or outside a sheet. Dollar signs are ignored. */
export function parseReference(reference: string): Place | undefined {
  let column = 0;
  let row = 0;
  let letters = 0;
  for (let i = 0; i < reference.length; i++) {
    const code = reference.charCodeAt(i);
    if (code === 36) continue;
    const letter = code & ~32;
    if (letter >= 65 && letter <= 90 && row === 0) {
      column = column * 26 + letter - 64;
      letters++;
    } else if (code >= 48 && code <= 57 && letters > 0) row = row * 10 + code - 48;
    else return undefined;
  }
  return row < 1 || row > MAX_ROWS || column < 1 || column > MAX_COLUMNS
    ? undefined
    : { row: row - 1, column: column - 1 };
}

/** "B2:D4" or a single place. */
export function parseArea(reference: string): Area | undefined {
  const [from = '', to = from] = reference.split(':');
  const start = parseReference(from);
  const end = parseReference(to);
  if (!start || !end) return undefined;
  return {
    top: Math.min(start.row, end.row),
    left: Math.min(start.column, end.column),
    bottom: Math.max(start.row, end.row),
    right: Math.max(start.column, end.column),
  };
}

/** Row 6, column 2 → "C7". */
export function referenceText({ row, column }: Place): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return `${letters}${row + 1}`;
}
