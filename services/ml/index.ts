export type { Classifier, ClassifierInput, Embedder, Prediction } from './classifier.js';
export { createEmbedder, type EmbedderOptions } from './embedder.js';
export { createStarterClassifier } from './starter-classifier.js';
