import { createTesseract } from './ocr/tesseract.js';
import type { Recognizer } from './ocr/recognizer.js';
import { loadPdfium, type Pdfium } from './pdf/pdfium.js';

/** What is dear to start and worth keeping from file to file: the PDF library and text recognition. */
export interface Engines {
  pdfium(): Promise<Pdfium>;
  recognizer(): Recognizer;
  stop(): Promise<void>;
}

/** Nothing is started before it is asked for. */
export function createEngines(): Engines {
  let pdfium: Promise<Pdfium> | undefined;
  let recognizer: Recognizer | undefined;
  return {
    pdfium: () => (pdfium ??= loadPdfium()),
    recognizer: () => (recognizer ??= createTesseract()),
    async stop() {
      await recognizer?.stop();
      recognizer = undefined;
      pdfium = undefined; // its memory goes with the last reference
    },
  };
}
