import type { Rule } from '../pdf/graphics.js';
import type { GreyPicture } from './recognizer.js';

/** Darker than this is ink. */
const INK = 140;
/** Scans are never quite straight: a line may wander by this many pixels over a gap. */
const GAP = 3;

/**
 * Finds the straight lines of a scanned page, in pixels: the borders of its tables. A line is a run of ink that is at
 * least `least` pixels long and thin: letters are short, pictures thick.
 */
export function rulesIn(picture: GreyPicture, least: number, thickest: number): { horizontal: Rule[]; vertical: Rule[] } {
  const { width, height, pixels } = picture;
  const at = (x: number, y: number): boolean => (pixels[y * width + x] ?? 255) < INK;
  const horizontal = runsOf(height, width, (line, i) => at(i, line), least);
  const vertical = runsOf(width, height, (line, i) => at(line, i), least);
  return { horizontal: thin(horizontal, thickest), vertical: thin(vertical, thickest) };
}

interface Run {
  from: number;
  to: number;
  line: number;
}

function runsOf(lines: number, length: number, ink: (line: number, i: number) => boolean, least: number): Run[] {
  const runs: Run[] = [];
  for (let line = 0; line < lines; line++) {
    let from = -1;
    let last = -1;
    let dark = 0;
    for (let i = 0; i <= length; i++) {
      if (i < length && ink(line, i)) {
        if (from < 0) {
          from = i;
          dark = 0;
        }
        dark++;
        last = i;
      } else if (from >= 0 && (i - last > GAP || i === length)) {
        if (last - from >= least && dark > 0.85 * (last - from)) runs.push({ from, to: last, line });
        from = -1;
      }
    }
  }
  return runs;
}

/** Joins the runs of neighbouring pixel lines into lines, and leaves out what is thicker than a line. */
function thin(runs: readonly Run[], thickest: number): Rule[] {
  interface Growing extends Run {
    first: number;
  }
  const done: Growing[] = [];
  let open: Growing[] = [];
  for (const run of runs) {
    const near: Growing[] = [];
    for (const line of open) (run.line - line.line > 2 ? done : near).push(line);
    open = near;
    const home = open.find((line) => Math.min(line.to, run.to) - Math.max(line.from, run.from) > -2 * GAP);
    if (home === undefined) open.push({ ...run, first: run.line });
    else {
      home.from = Math.min(home.from, run.from);
      home.to = Math.max(home.to, run.to);
      home.line = run.line;
    }
  }
  return [...done, ...open].filter((line) => line.line - line.first < thickest).map((line) => ({ from: line.from, to: line.to, at: (line.first + line.line) / 2 }));
}
