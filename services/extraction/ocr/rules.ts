import type { Rule } from '../pdf/graphics.js';
import type { GreyPicture } from './recognizer.js';

/** Darker than this is ink. */
const INK = 140;
const PAPER = 255;
/** Scans are never quite straight: a line may break for this many pixels. */
const GAP = 3;

/** A straight line in a picture: from `from` to `to` along it, on the pixel lines `first` to `last`. */
interface Stroke {
  from: number;
  to: number;
  first: number;
  last: number;
}

/**
 * Finds the straight lines of a scanned page, in its pixels: the borders of its tables, underlines. A line is a run of
 * ink that is at least half an inch long and thin; letters are short, pictures thick.
 *
 * The lines stay in the picture that is recognised: tesseract takes them out itself, and where that was done before it
 * (measured on six scanned forms) it lost words that touch them.
 */
export function rulesIn(picture: GreyPicture, dpi: number): { horizontal: Rule[]; vertical: Rule[] } {
  const { width, height, pixels } = picture;
  const least = Math.round(dpi * 0.5);
  const thickest = Math.max(3, Math.round(dpi * 0.04));
  const at = (x: number, y: number): boolean => (pixels[y * width + x] ?? PAPER) < INK;
  const horizontal = runsOf(height, width, (line, i) => at(i, line), least);
  const vertical = runsOf(width, height, (line, i) => at(line, i), least);
  return { horizontal: thin(horizontal, thickest).map(ruleOf), vertical: thin(vertical, thickest).map(ruleOf) };
}

const ruleOf = (stroke: Stroke): Rule => ({
  from: stroke.from,
  to: stroke.to,
  at: (stroke.first + stroke.last) / 2,
});

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
function thin(runs: readonly Run[], thickest: number): Stroke[] {
  const done: Stroke[] = [];
  let open: Stroke[] = [];
  for (const run of runs) {
    const near: Stroke[] = [];
    for (const stroke of open) (run.line - stroke.last > 2 ? done : near).push(stroke);
    open = near;
    const home = open.find((stroke) => Math.min(stroke.to, run.to) - Math.max(stroke.from, run.from) > -2 * GAP);
    if (home === undefined) open.push({ from: run.from, to: run.to, first: run.line, last: run.line });
    else {
      home.from = Math.min(home.from, run.from);
      home.to = Math.max(home.to, run.to);
      home.last = run.line;
    }
  }
  return [...done, ...open].filter((stroke) => stroke.last - stroke.first < thickest);
}
