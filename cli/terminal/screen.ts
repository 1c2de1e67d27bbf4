import { pad } from './text.js';

/** What can be coloured; colour only repeats what a word or a sign says already. */
export interface Style {
  dim(text: string): string;
  strong(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  busy(text: string): string;
}

/** The part of a terminal (or file, or pipe) that is written to. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Lines at the end of the screen that change in place. */
export interface Live {
  update(lines: readonly string[]): void;
  /** Leaves the last lines standing. */
  end(): void;
}

export interface Screen {
  /** Width to draw for: the terminal's, at most 80; 80 without one, and where it does not know (0). */
  readonly columns: number;
  /** Whether lines can change in place. Without it only final lines are printed. */
  readonly live: boolean;
  readonly style: Style;
  print(line?: string): void;
  region(): Live;
}

const INDENT = 2;
const LABEL = 10;
/** Column where the content of a labelled line begins. */
export const CONTENT = INDENT + LABEL;

/** `  started   postgres …`: the look of every line of the start; no label: the line goes on from the one before. */
export const labelled = (label: string, content: string): string =>
  `${' '.repeat(INDENT)}${pad(label, LABEL)}${content}`;

const plain = (text: string): string => text;
const code = (open: number, close: number) => (text: string) => `\u001B[${open}m${text}\u001B[${close}m`;

/** Colours, or none: NO_COLOR (no-color.org) set to anything, a terminal that cannot, or no terminal. */
export function createStyle(colour: boolean): Style {
  return colour
    ? { dim: code(2, 22), strong: code(1, 22), good: code(32, 39), bad: code(31, 39), busy: code(33, 39) }
    : { dim: plain, strong: plain, good: plain, bad: plain, busy: plain };
}

/** A screen on `output`. `environment` is looked at for NO_COLOR and TERM. */
export function createScreen(output: Output, environment: Readonly<Record<string, string | undefined>>): Screen {
  const terminal = output.isTTY === true && environment['TERM'] !== 'dumb';
  const style = createStyle(terminal && (environment['NO_COLOR'] ?? '') === '');
  let current: readonly string[] | undefined;

  const erase = (): string =>
    current === undefined || current.length === 0 ? '' : `\u001B[${current.length}A\u001B[0J`;
  const draw = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

  return {
    get columns() {
      return Math.min(80, Math.max(20, output.columns || 80));
    },
    live: terminal,
    style,
    print(line = '') {
      output.write(current === undefined ? `${line}\n` : `${erase()}${line}\n${draw(current)}`);
    },
    region() {
      if (terminal) current = [];
      let last: readonly string[] = [];
      return {
        update(lines) {
          if (!terminal || (lines.length === last.length && lines.every((line, at) => line === last[at]))) return;
          output.write(erase() + draw(lines));
          current = last = lines;
        },
        end() {
          current = undefined;
        },
      };
    },
  };
}
