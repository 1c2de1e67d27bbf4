import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STARTER_LABELS } from '../../domain/documents/labels.js';
import type { Classifier } from './classifier.js';
import { createEmbedder } from './embedder.js';
import { createStarterClassifier, STARTER_WEIGHTS } from './starter-classifier.js';
import { fit, inputOf, loss, measure, samplesOf, type Sample } from './starter-fit-fixture.js';
import { sampleParts } from './starter-evidence.js';
import { STARTER_TEXTS } from './starter-texts-fixture.js';
import { testModels } from './weights-fixture.js';

const modelsPath = testModels();

describe.skipIf(modelsPath === undefined)('the starter classifier', () => {
  const embedder = createEmbedder({ modelsPath: modelsPath ?? '', threads: 2 });
  let classifier: Classifier;
  let fitted: Sample[];
  let heldOut: Sample[];
  beforeAll(async () => {
    await embedder.start();
    classifier = await createStarterClassifier({ embedder });
    const samples = await samplesOf(STARTER_TEXTS, embedder);
    fitted = samples.filter((_, n) => n % 2 === 0);
    heldOut = samples.filter((_, n) => n % 2 === 1);
  }, 120_000);
  afterAll(() => embedder.stop());

  it('has the weights that fit one half of the texts best', () => {
    expect(loss(fitted, STARTER_WEIGHTS)).toBeLessThan(loss(fitted, fit(fitted)) + 1e-3);
  });

  it('is right and calibrated on the half it was not fitted on', () => {
    const { accuracy, calibrationError, mistakes } = measure(heldOut, STARTER_WEIGHTS);
    console.log(
      `held-out texts: accuracy ${accuracy.toFixed(3)}, expected calibration error ${calibrationError.toFixed(3)} (n = ${heldOut.length})`,
      mistakes.map(({ expected, got, confidence }) => `${expected} → ${got} ${confidence.toFixed(2)}`),
    );
    expect(accuracy).toBeGreaterThan(0.85);
    expect(calibrationError).toBeLessThan(0.12);
  });

  it('gives every label a probability, and the same answer again', async () => {
    for (const labelled of STARTER_TEXTS.filter((_, n) => n % 20 === 0)) {
      const prediction = await classifier.classify(inputOf(labelled));
      expect(Object.keys(prediction.scores)).toEqual([...STARTER_LABELS]);
      expect(Object.values(prediction.scores).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
      expect(prediction.confidence).toBe(Math.max(...Object.values(prediction.scores)));
      expect(prediction.scores[prediction.label]).toBe(prediction.confidence);
      expect(await classifier.classify(inputOf(labelled))).toEqual(prediction);
    }
  });

  it('abstains where nothing fits', async () => {
    for (const text of [
      '',
      'Lorem ipsum dolor sit amet',
      'The owl sat in the old oak tree and waited.',
      'قهوة الصباح',
    ]) {
      expect(await classifier.classify({ text, mediaType: 'text/plain', pages: 1 })).toMatchObject({ abstained: true });
    }
  });

  it('lets the format decide what the text leaves open, but not against a plain invoice', async () => {
    const label = async (text: string, mediaType: string): Promise<string> =>
      (await classifier.classify({ text, mediaType, pages: 1 })).label;
    const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
    const pptx = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';
    expect(await label('See you at noon', 'message/rfc822')).toBe('e-mail');
    expect(await label('A duck is a bird', pptx)).toBe('presentation');
    expect(await label('Name\tPoints\nJo\t3', xlsx)).toBe('spreadsheet');
    const invoice = 'Invoice No\t88\nInvoice date\t1 May 2025\nBill to\tAcme\nUnit price\t5.00\nAmount due\t5.00';
    expect(await label(invoice, xlsx)).toBe('invoice');
  });

  it('names the embedding model and a digest of its descriptions', () => {
    expect(classifier.name).toBe('starter');
    expect(classifier.version).toMatch(new RegExp(`^${embedder.version.replaceAll('.', '\\.')}\\.[0-9a-f]{8}$`));
  });

  const corpus = join(fileURLToPath(import.meta.url), '../../../../shared/corpus');
  if (!existsSync(corpus)) console.log(`skipped: no corpus at ${corpus}`);
  it.skipIf(!existsSync(corpus))('labels real documents plausibly', async () => {
    const kinds: Record<string, string> = {
      'amt_handbook_sample.pdf.md': 'manual',
      '2305.03393v1-pg9.pdf.md': 'scientific paper',
      'kvp_data_example.html.md': 'receipt',
      'wiki_duck.html.md': 'other',
      'epub_purvis_poetry.epub.md': 'other',
    };
    const expected = join(corpus, 'expected');
    for (const name of readdirSync(expected).filter((file) => Object.hasOwn(kinds, file))) {
      const text = readFileSync(join(expected, name), 'utf8');
      const mediaType = name.includes('.html') ? 'text/html' : 'application/pdf';
      expect([name, (await classifier.classify({ text, mediaType, pages: 1 })).label]).toEqual([name, kinds[name]]);
    }
  });
});

describe('sampleParts', () => {
  it('takes at most four parts, the beginning first and weightiest, of any text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), (length) => {
        const text = Array.from({ length }, (_, n) => String(n % 10)).join('');
        const parts = sampleParts(text);
        expect(parts.length).toBeGreaterThan(0);
        expect(parts.length).toBeLessThanOrEqual(4);
        expect(parts[0]?.text).toBe(text.slice(0, 900));
        expect(parts.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
        expect(Math.max(...parts.map(({ weight }) => weight))).toBe(parts[0]?.weight);
        for (const part of parts.slice(1)) expect(part.text).not.toBe('');
      }),
    );
  });
});
