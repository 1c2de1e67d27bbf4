import { STARTER_LABELS } from '../../domain/documents/labels.js';
import type { ClassifierInput } from './classifier.js';
import { LABEL_CUES, MEDIA_TYPE_LABELS } from './label-cues.js';
import { LABEL_DESCRIPTIONS, type StarterLabel } from './label-descriptions.js';

/** What speaks for one label. */
export interface Evidence {
  /** Cosine to the nearest description above what any text gets there, averaged over the sampled parts of the text. */
  meaning: number;
  /** Square root of the worth of the words that give the type away: the first counts most. */
  words: number;
  /** 1 when the media type says so. */
  media: number;
}

export type Evidences = Readonly<Record<StarterLabel, Evidence>>;

/** How much each kind of evidence counts; `other` is what that label is ahead before there is any evidence. */
export interface StarterWeights {
  meaning: number;
  words: number;
  media: number;
  other: number;
}

/** Characters of a sampled part: about 200 tokens. */
const PART = 900;
/** Where the parts lie in a long text, and what they count: the beginning says most of what a document is. */
const PARTS: readonly { at: (length: number) => number; weight: number }[] = [
  { at: () => 0, weight: 0.5 },
  { at: () => PART, weight: 0.2 },
  { at: (length) => Math.floor(length / 2), weight: 0.15 },
  { at: (length) => length - PART, weight: 0.15 },
];
/** Characters looked through for cues, from the beginning and from the end. */
const CUES_BEGIN = 5_000;
const CUES_END = 1_500;
/** Where rows of cells mean a table of data. Elsewhere any document may hold a table. */
const ROWS = /^text\/(?!html|markdown)|spreadsheet|excel/;

/** At most four parts of the text, each to be embedded, with their weights (sum 1). */
export function sampleParts(text: string): { text: string; weight: number }[] {
  const whole = text.trim();
  const places = PARTS.map(({ at, weight }) => ({ from: at(whole.length), weight })).filter(
    ({ from }, n) => n === 0 || (from > 0 && (n === 1 ? from < whole.length : whole.length >= (n + 1) * PART)),
  );
  const total = places.reduce((sum, { weight }) => sum + weight, 0);
  return places.map(({ from, weight }) => ({ text: whole.slice(from, from + PART), weight: weight / total }));
}

/**
 * Collects what speaks for each label.
 *
 * @param parts vectors of the sampled parts with their weights
 * @param descriptions see {@link describe}
 */
export function evidencesOf(
  input: ClassifierInput,
  parts: readonly { vector: Float32Array; weight: number }[],
  descriptions: Descriptions,
): Evidences {
  const { text, mediaType } = input;
  const shown = text.length <= CUES_BEGIN + CUES_END ? text : `${text.slice(0, CUES_BEGIN)}\n${text.slice(-CUES_END)}`;
  const saidByMedia = MEDIA_TYPE_LABELS[mediaType.split(';')[0]?.trim().toLowerCase() ?? ''];
  const readable = latinShare(shown);
  const evidence = (label: StarterLabel): Evidence => {
    const { vectors = [], hub = 0 } = descriptions.get(label) ?? {};
    const cues = label === 'other' || (label === 'spreadsheet' && !ROWS.test(mediaType)) ? [] : LABEL_CUES[label];
    const worth = cues.reduce((sum, [pattern, value]) => (pattern.test(shown) ? sum + value : sum), 0);
    return {
      meaning: readable * parts.reduce((sum, { vector, weight }) => sum + weight * (nearest(vector, vectors) - hub), 0),
      words: Math.sqrt(worth),
      media: saidByMedia === label ? 1 : 0,
    };
  };
  return byLabel(evidence);
}

/** Probabilities of all labels: softmax of the weighted evidence (weights contain the temperature). */
export function probabilities(evidences: Evidences, weights: StarterWeights): Record<StarterLabel, number> {
  const score = (label: StarterLabel): number => {
    const { meaning, words, media } = evidences[label];
    const evidence = weights.meaning * meaning + weights.words * words + weights.media * media;
    return label === 'other' ? evidence + weights.other : evidence;
  };
  const scores = byLabel(score);
  const top = Math.max(...Object.values(scores));
  const powers = byLabel((label) => Math.exp(scores[label] - top));
  const total = Object.values(powers).reduce((sum, power) => sum + power, 0);
  return byLabel((label) => powers[label] / total);
}

/** The descriptions of the labels in the embedding space. */
export type Descriptions = ReadonlyMap<StarterLabel, { vectors: readonly Float32Array[]; hub: number }>;

/**
 * Places the labels by the vectors of {@link descriptionTexts}. Some places are near to everything ("hubs"; letters and
 * invoices share their words with all business papers, theorems with nothing): `hub` is how near the descriptions of the
 * other labels come on average, and is taken off.
 */
export function describe(vectors: readonly Float32Array[]): Descriptions {
  const described = descriptionTexts().map(({ label }, n) => ({ label, vector: vectors[n] ?? new Float32Array() }));
  return new Map(
    STARTER_LABELS.map((label) => {
      const own = described.flatMap((item) => (item.label === label ? [item.vector] : []));
      const others = described.flatMap((item) => (item.label === label ? [] : [item.vector]));
      const hub = others.reduce((sum, vector) => sum + nearest(vector, own), 0) / others.length;
      return [label, { vectors: own, hub }];
    }),
  );
}

const nearest = (vector: Float32Array, places: readonly Float32Array[]): number =>
  Math.max(...places.map((place) => dot(vector, place)));

/** All descriptions in a fixed order, to embed them in one go. */
export const descriptionTexts = (): { label: StarterLabel; text: string }[] =>
  STARTER_LABELS.flatMap((label) => LABEL_DESCRIPTIONS[label].map((text) => ({ label, text })));

function byLabel<T>(of: (label: StarterLabel) => T): Record<StarterLabel, T> {
  // The labels are all there is in STARTER_LABELS, in its order: fromEntries only forgets the keys' type.
  return Object.fromEntries(STARTER_LABELS.map((label) => [label, of(label)])) as Record<StarterLabel, T>;
}

/** Share of the letters that the embedding model knows: of other scripts it sees no more than that they are strange. */
function latinShare(text: string): number {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return letters === 0 ? 1 : (text.match(/\p{Script=Latin}/gu)?.length ?? 0) / letters;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += (a[d] ?? 0) * (b[d] ?? 0);
  return sum;
}
