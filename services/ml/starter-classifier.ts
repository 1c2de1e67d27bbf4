import { createHash } from 'node:crypto';
import { STARTER_LABELS } from '../../domain/documents/labels.js';
import type { Classifier, Embedder } from './classifier.js';
import { LABEL_CUES } from './label-cues.js';
import { rememberedVectors } from './remembered.js';
import {
  describe,
  descriptionTexts,
  evidencesOf,
  probabilities,
  sampleParts,
  type StarterWeights,
} from './starter-evidence.js';

/**
 * Fitted by maximum likelihood on one half of the hand-written texts of `starter-texts-fixture.ts`; the test fits them
 * again and measures accuracy and calibration on the other half.
 */
export const STARTER_WEIGHTS: StarterWeights = { meaning: 21.7, words: 5.05, media: 13.6, other: 2.27 };

/** Below this the arg-max is a guess among several: the caller records `other`. */
const SURE_ENOUGH = 0.5;

/**
 * The classifier before anything was learned: compares a text with descriptions of each label in the embedding space and
 * weighs that with words that give types away and the media type. Deterministic; the descriptions are embedded here
 * (about a second of one thread), unless that was done before.
 *
 * @param deps.embedder started; belongs to the caller
 * @param deps.cache a folder where their vectors are kept for the next start
 * @throws what the embedder throws
 */
export async function createStarterClassifier(deps: { embedder: Embedder; cache?: string }): Promise<Classifier> {
  const { embedder, cache } = deps;
  const texts = descriptionTexts();
  const version = `${embedder.version}.${digest(texts)}`;
  const embed = () => embedder.embed(texts.map(({ text }) => text));
  const descriptions = describe(
    cache === undefined ? await embed() : await rememberedVectors(cache, version, embedder.dimensions, embed),
  );

  return {
    name: 'starter',
    version,
    async classify(input) {
      const sampled = sampleParts(input.text);
      const embedded = await embedder.embed(sampled.map(({ text }) => text));
      const parts = sampled.flatMap(({ weight }, n) => {
        const vector = embedded[n];
        return vector === undefined ? [] : [{ vector, weight }];
      });
      const scores = probabilities(evidencesOf(input, parts, descriptions), STARTER_WEIGHTS);
      const label = STARTER_LABELS.reduce((a, b) => (scores[b] > scores[a] ? b : a));
      const confidence = scores[label];
      return { label, confidence, abstained: label === 'other' || confidence < SURE_ENOUGH, scores };
    },
  };
}

/** Names everything of this program that decides a label. */
function digest(texts: readonly unknown[]): string {
  const cues = Object.entries(LABEL_CUES).map(([label, list]) => [
    label,
    list.map(([pattern, worth]) => [pattern.source, worth]),
  ]);
  return createHash('sha256')
    .update(JSON.stringify([texts, cues, STARTER_WEIGHTS]))
    .digest('hex')
    .slice(0, 8);
}
