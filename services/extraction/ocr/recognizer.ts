import type { QuarterTurn } from '../pdf/geometry.js';

/** A word that was recognised: its place in pixels of the picture that was given, upright. */
export interface RecognizedWord {
  text: string;
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  /** 0–1. */
  confidence: number;
}

export interface RecognizedLine {
  words: RecognizedWord[];
  /** y of the baseline at the middle of the line. */
  baseline: number;
  /** Height of its letters in pixels, from the descenders to the ascenders. */
  size: number;
  /** Lines of one block and paragraph share these numbers. */
  block: number;
  paragraph: number;
}

/** What was found in a picture, in the picture turned upright. */
export interface Recognition {
  /** Quarter turns clockwise that bring the picture upright. */
  turn: QuarterTurn;
  /** Size of the upright picture in pixels. */
  width: number;
  height: number;
  lines: RecognizedLine[];
  /** Mean confidence of the words, weighted by their length, 0–1; 0 without words. */
  confidence: number;
}

/** A grey picture, one byte a pixel, rows from top to bottom. */
export interface GreyPicture {
  width: number;
  height: number;
  pixels: Uint8Array;
  /** Dots per inch, where known; it decides whether the picture is enlarged. */
  dpi?: number;
}

export interface RecognizeOptions {
  signal: AbortSignal;
  /** Called while it goes on, at least once a second when the engine works. */
  onProgress?: () => void;
}

/**
 * Reads text in pictures. One picture at a time: calls queue up. Failures to start throw; a picture without text is a
 * recognition without lines.
 */
export interface Recognizer {
  recognize(picture: GreyPicture, options: RecognizeOptions): Promise<Recognition>;
  stop(): Promise<void>;
}
