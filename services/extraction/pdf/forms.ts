import type { Font } from './font.js';
import { fromWords, wordOf, type Fragment } from './fragments.js';
import { median, shared, sharedX, type Frame, type QuarterTurn, type Rect } from './geometry.js';
import type { Glyph } from './glyphs.js';
import { rectAt } from './links.js';
import type { Pdfium } from './pdfium.js';

const WIDGET = 20;
const HIDDEN_FLAGS = (1 << 1) | (1 << 5); // hidden, no view (PDF 32000-1 table 165)
const PUSH_BUTTON = 1;
const CHECK_BOX = 2;
const RADIO = 3;
const SIGNATURE = 7;
const PASSWORD_FLAG = 1 << 13;
const MOST_FIELDS = 5_000;

interface FieldValue extends Rect {
  text: string;
}

/** Reads the values of the form fields of a page: what was typed in, and ☒ or ☐ for boxes to tick. */
export function readFields(pdfium: Pdfium, form: number, page: number, frame: Frame, turn: QuarterTurn): FieldValue[] {
  const { api, scratch } = pdfium;
  const values: FieldValue[] = [];
  const count = Math.min(api.FPDFPage_GetAnnotCount(page), MOST_FIELDS);
  for (let i = 0; i < count; i++) {
    const annotation = api.FPDFPage_GetAnnot(page, i);
    if (annotation === 0) continue;
    try {
      if (api.FPDFAnnot_GetSubtype(annotation) !== WIDGET || (api.FPDFAnnot_GetFlags(annotation) & HIDDEN_FLAGS) !== 0)
        continue;
      const type = api.FPDFAnnot_GetFormFieldType(form, annotation);
      if (type === PUSH_BUTTON || type === SIGNATURE || type <= 0) continue;
      let text: string;
      if (type === CHECK_BOX || type === RADIO) {
        text = api.FPDFAnnot_IsChecked(form, annotation) ? '☒' : '☐';
      } else {
        if ((api.FPDFAnnot_GetFormFieldFlags(form, annotation) & PASSWORD_FLAG) !== 0) continue;
        text = pdfium.utf16((buffer, size) => api.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size)).trim();
      }
      if (text === '' || !api.FPDFAnnot_GetRect(annotation, scratch)) continue;
      values.push({ ...rectAt(pdfium, scratch, frame, turn), text });
    } finally {
      api.FPDFPage_CloseAnnot(annotation);
    }
  }
  return values;
}

const PLAIN: Font = { name: 'form field', bold: false, weight: 400, italic: false, mono: false, math: false };

/**
 * Puts the values of fields among the fragments of the page, each after the label it belongs to: the nearest text to
 * its left on the same line, else the one above; boxes to tick come before the text to their right. Values are drawn
 * over the page, so that the content stream does not say where they are to be read. A value whose text is already
 * printed in its place (flattened forms that kept their fields) is left out.
 */
export function withFields(fragments: readonly Fragment[], values: readonly FieldValue[]): Fragment[] {
  if (values.length === 0) return [...fragments];
  const size = median(fragments.map((f) => f.size)) || 10;
  const placed: { fragment: Fragment; at: number }[] = fragments.map((fragment, at) => ({ fragment, at }));
  values.forEach((value, n) => {
    const tick = value.text === '☒' || value.text === '☐';
    if (
      fragments.some(
        (f) =>
          f.text.includes(value.text) &&
          shared(f.x0, f.x1, value.x0, value.x1) > 0 &&
          shared(f.y0, f.y1, value.y0, value.y1) > 0,
      )
    )
      return;
    const lines = value.text.split(/\r\n?|\n/).filter((line) => line.trim() !== '');
    const high = Math.min(size, (value.y1 - value.y0) / Math.max(1, lines.length) / 1.2);
    const beside = nextTo(fragments, value, tick ? 'right' : 'left');
    const label = beside >= 0 || tick ? beside : nearestAbove(fragments, value);
    const at = label < 0 ? fragments.length : tick ? label - 0.5 : label + 0.5;
    lines.forEach((line, i) => {
      const y1 = value.y0 + (i + 1) * ((value.y1 - value.y0) / lines.length);
      const baseline = lines.length === 1 ? baselineAt(fragments[label], value, high) : y1 - 0.25 * high;
      placed.push({ fragment: written(line, value, baseline, high), at: at + (n * 100 + i) * 1e-6 });
    });
  });
  return placed.sort((a, b) => a.at - b.at).map(({ fragment }, order) => ({ ...fragment, order }));
}

/** On the label's baseline when they share a line, so that they are joined into one. */
function baselineAt(label: Fragment | undefined, value: Rect, size: number): number {
  const own = Math.min((value.y0 + value.y1) / 2 + 0.3 * size, value.y1);
  return label !== undefined && Math.abs(label.baseline - own) < 0.6 * size ? label.baseline : own;
}

function nextTo(fragments: readonly Fragment[], value: Rect, side: 'left' | 'right'): number {
  let best = -1;
  let least = Infinity;
  fragments.forEach((fragment, i) => {
    if (
      shared(fragment.y0, fragment.y1, value.y0, value.y1) <
      0.4 * Math.min(fragment.y1 - fragment.y0, value.y1 - value.y0)
    )
      return;
    const gap = side === 'left' ? value.x0 - fragment.x1 : fragment.x0 - value.x1;
    if (gap > -4 && gap < least && gap < 200) {
      least = gap;
      best = i;
    }
  });
  return best;
}

function nearestAbove(fragments: readonly Fragment[], value: Rect): number {
  let best = -1;
  let least = 60;
  fragments.forEach((fragment, i) => {
    const gap = value.y0 - fragment.baseline;
    if (gap > -4 && gap < least && sharedX(fragment, value) > 0) {
      least = gap;
      best = i;
    }
  });
  return best;
}

function written(text: string, place: Rect, baseline: number, size: number): Fragment {
  const parts = text.trim().split(/\s+/);
  const total = text.length || 1;
  let x = place.x0 + 2;
  const em = Math.min(0.5 * size, (place.x1 - place.x0 - 2) / total);
  const words = parts.map((part, i) => {
    const x1 = x + part.length * em;
    const glyph: Glyph = {
      text: part,
      x0: x,
      x1,
      y0: baseline - 0.9 * size,
      y1: baseline + 0.25 * size,
      baseline,
      size,
      font: PLAIN,
      turn: 0,
      spaced: i > 0,
      guessed: false,
      soft: false,
      hidden: false,
      mark: -1,
      artifact: false,
      color: 0,
    };
    x = x1 + em;
    return wordOf([glyph]);
  });
  return fromWords(words, 0);
}
