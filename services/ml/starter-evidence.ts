import { STARTER_LABELS } from '../../domain/documents/labels.js';
import type { ClassifierInput } from './classifier.js';
import { LABEL_CUES, MEDIA_TYPE_LABELS } from './label-cues.js';
import { LABEL_DESCRIPTIONS, type StarterLabel } from './label-descriptions.js';

/** The labels that something can speak for; `other` is what nothing speaks for. */
export const DESCRIBED_LABELS = STARTER_LABELS.filter((label) => label !== 'other');

/** What speaks for one label. */
export interface Evidence {
  /** Cosine to the nearest description, averaged over the sampled parts of the text. */
  meaning: number;
  /** Worth of the words that give the type away. */
  words: number;
  /** 1 when the media type says so. */
  media: number;
}

export type Evidences = Readonly<Record<StarterLabel, Evidence>>;

/** How much each kind of evidence counts; `other` is the score of what no evidence speaks for. */
export interface StarterWeights {
  meaning: number;
  words: number;
  media: number;
  other: number;
}

const CUE_WORTH_LIMIT = 3;
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
 * @param descriptions vectors of the label's descriptions, by label
 */
export function evidencesOf(
  input: ClassifierInput,
  parts: readonly { vector: Float32Array; weight: number }[],
  descriptions: ReadonlyMap<StarterLabel, readonly Float32Array[]>,
): Evidences {
  const { text, mediaType } = input;
  const shown = text.length <= CUES_BEGIN + CUES_END ? text : `${text.slice(0, CUES_BEGIN)}\n${text.slice(-CUES_END)}`;
  const saidByMedia = MEDIA_TYPE_LABELS[mediaType.split(';')[0]?.trim().toLowerCase() ?? ''];
  const evidence = (label: StarterLabel): Evidence => {
    if (label === 'other') return { meaning: 0, words: 0, media: 0 };
    const near = (vector: Float32Array): number =>
      Math.max(...(descriptions.get(label) ?? []).map((description) => dot(vector, description)));
    const worth = LABEL_CUES[label].reduce((sum, [pattern, value]) => (pattern.test(shown) ? sum + value : sum), 0);
    return {
      meaning: parts.reduce((sum, { vector, weight }) => sum + weight * near(vector), 0),
      words: Math.min(CUE_WORTH_LIMIT, worth),
      media: saidByMedia === label ? 1 : 0,
    };
  };
  return byLabel(evidence);
}

/** Probabilities of all labels: softmax of the weighted evidence (weights contain the temperature). */
export function probabilities(evidences: Evidences, weights: StarterWeights): Record<StarterLabel, number> {
  const score = (label: StarterLabel): number => {
    if (label === 'other') return weights.other;
    const { meaning, words, media } = evidences[label];
    return weights.meaning * meaning + weights.words * words + weights.media * media;
  };
  const scores = byLabel(score);
  const top = Math.max(...Object.values(scores));
  const powers = byLabel((label) => Math.exp(scores[label] - top));
  const total = Object.values(powers).reduce((sum, power) => sum + power, 0);
  return byLabel((label) => powers[label] / total);
}

/** All descriptions in a fixed order, to embed them in one go. */
export const descriptionTexts = (): { label: StarterLabel; text: string }[] =>
  DESCRIBED_LABELS.flatMap((label) => LABEL_DESCRIPTIONS[label].map((text) => ({ label, text })));

function byLabel<T>(of: (label: StarterLabel) => T): Record<StarterLabel, T> {
  // The labels are all there is in STARTER_LABELS, in its order: fromEntries only forgets the keys' type.
  return Object.fromEntries(STARTER_LABELS.map((label) => [label, of(label)])) as Record<StarterLabel, T>;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += (a[d] ?? 0) * (b[d] ?? 0);
  return sum;
}
