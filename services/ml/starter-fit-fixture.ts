import type { ClassifierInput, Embedder } from './classifier.js';
import type { StarterLabel } from './label-descriptions.js';
import {
  describe,
  descriptionTexts,
  evidencesOf,
  probabilities,
  sampleParts,
  type Evidences,
  type StarterWeights,
} from './starter-evidence.js';
import type { LabelledText } from './starter-texts-fixture.js';

/** Tests only: a labelled text with what speaks for each label. */
export interface Sample {
  label: StarterLabel;
  evidences: Evidences;
}

export const inputOf = ({ text, mediaType }: LabelledText): ClassifierInput => ({
  text,
  mediaType: mediaType ?? 'text/plain',
  pages: 1,
});

/** Collects the evidence of many texts, with the production code. */
export async function samplesOf(texts: readonly LabelledText[], embedder: Embedder): Promise<Sample[]> {
  const descriptions = describe(await embedder.embed(descriptionTexts().map(({ text }) => text)));
  const samples: Sample[] = [];
  for (const labelled of texts) {
    const parts = sampleParts(labelled.text);
    const embedded = await embedder.embed(parts.map(({ text }) => text));
    const weighted = parts.map(({ weight }, n) => ({ vector: embedded[n] ?? new Float32Array(), weight }));
    samples.push({ label: labelled.label, evidences: evidencesOf(inputOf(labelled), weighted, descriptions) });
  }
  return samples;
}

/** Mean negative log likelihood, with a little pull towards small weights: few texts must not make it certain. */
export function loss(samples: readonly Sample[], weights: StarterWeights): number {
  const total = samples.reduce(
    (sum, { label, evidences }) => sum - Math.log(probabilities(evidences, weights)[label]),
    0,
  );
  const pull = 1e-4 * (weights.meaning ** 2 / 25 + weights.words ** 2 + weights.media ** 2);
  return total / samples.length + pull;
}

/** Minimises the loss by coordinate descent with shrinking steps; it is convex in the four weights. */
export function fit(samples: readonly Sample[]): StarterWeights {
  let weights: StarterWeights = { meaning: 5, words: 1, media: 1, other: 2 };
  for (let step = 2; step > 0.01; step /= 2) {
    for (let improved = true; improved;) {
      improved = false;
      for (const key of ['meaning', 'words', 'media', 'other'] as const) {
        for (const change of [step, -step]) {
          const next = { ...weights, [key]: weights[key] + change };
          if (loss(samples, next) < loss(samples, weights) - 1e-9) {
            weights = next;
            improved = true;
          }
        }
      }
    }
  }
  return weights;
}

export interface Quality {
  accuracy: number;
  /** Expected calibration error over ten equal bins of confidence. */
  calibrationError: number;
  mistakes: { expected: StarterLabel; got: string; confidence: number; at: number }[];
}

export function measure(samples: readonly Sample[], weights: StarterWeights): Quality {
  const rows = samples.map(({ label, evidences }, at) => {
    const scores = Object.entries(probabilities(evidences, weights));
    const [got, confidence] = scores.reduce((a, b) => (b[1] > a[1] ? b : a));
    return { expected: label, got, confidence, at };
  });
  const right = rows.filter(({ expected, got }) => expected === got);
  let calibrationError = 0;
  for (let bin = 0; bin < 10; bin++) {
    const inBin = rows.filter(({ confidence }) => Math.min(9, Math.floor(confidence * 10)) === bin);
    if (inBin.length === 0) continue;
    const hit = inBin.filter(({ expected, got }) => expected === got).length / inBin.length;
    const mean = inBin.reduce((sum, { confidence }) => sum + confidence, 0) / inBin.length;
    calibrationError += (inBin.length / rows.length) * Math.abs(hit - mean);
  }
  return {
    accuracy: right.length / rows.length,
    calibrationError,
    mistakes: rows.filter(({ expected, got }) => expected !== got),
  };
}
