/** What a classifier is told about a document; a trained model uses the text, the starter also how it looks. */
export interface ClassifierInput {
  /** The text in reading order, of a long document its beginning; the classifier samples what it is given. */
  text: string;
  mediaType: string;
  pages: number;
}

export interface Prediction {
  /** Always the arg-max, also when `abstained`. */
  label: string;
  /** Calibrated probability of `label`, 0–1. */
  confidence: number;
  /** Nothing fits well enough: the caller records `other`. */
  abstained: boolean;
  /** Probability of every label; sums to 1. */
  scores: Readonly<Record<string, number>>;
}

/** Same interface for the starter and, later, for the trained champion. */
export interface Classifier {
  readonly name: string;
  readonly version: string;
  classify(input: ClassifierInput): Promise<Prediction>;
}

/** Turns texts into unit vectors of `dimensions` numbers. Never blocks the event loop of the caller. */
export interface Embedder {
  /** Names weights and pooling; cached vectors carry it. */
  readonly version: string;
  readonly dimensions: number;
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
  stop(): Promise<void>;
}
