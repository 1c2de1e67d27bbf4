import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Worker } from 'tesseract.js';
import { fail } from '../../../domain/errors.js';
import { quarterTurn, type QuarterTurn } from '../pdf/geometry.js';
import { enlarged, isBlank, portableGreyMap, turnedPicture } from './picture.js';
import type { GreyPicture, Recognition, RecognizedLine, RecognizeOptions, Recognizer } from './recognizer.js';

/** Below this mean confidence a page may lie on its side or head; orientation is then looked at. */
const DOUBTFUL = 0.65;
const HOPELESS = 0.5;
const SURE = 0.8;
const FEW_WORDS = 40;
/** OSD's own measure; below it the orientation is a guess. */
const CERTAIN_TURN = 1;

const LSTM_ONLY = 1;
const LEGACY_ONLY = 0;
/** Fully automatic page segmentation. The default of the API is one block of text: columns and tables turn to rubbish. */
const PSM_AUTO = '3';

interface Engine {
  worker: Worker;
  /** Set while a picture is read; the engine has one logger for its whole life. */
  progress: { report: (() => void) | undefined };
}

/**
 * Reads English text (and whatever else its letters spell) with tesseract.js, in worker threads of this process. Data
 * comes from installed packages only; nothing is fetched and nothing is cached on disk. The threads start with the
 * first picture (about 300 ms) and stay until `stop`; they hold some 260 MB, 100 MB more once a page lay sideways.
 */
export function createTesseract(): Recognizer {
  let text: Promise<Engine> | undefined;
  let orientation: Promise<Engine> | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let stopped = false;

  const end = async (engine: Promise<Engine> | undefined): Promise<void> => {
    const started = await engine?.catch(() => undefined);
    await started?.worker.terminate();
  };

  /** Runs one job on an engine; an abort ends the engine, since a running job cannot be taken back. */
  const using = async <T>(
    which: 'text' | 'orientation',
    options: RecognizeOptions,
    job: (worker: Worker) => Promise<T>,
  ): Promise<T> => {
    options.signal.throwIfAborted();
    const starting =
      which === 'text'
        ? (text ??= startEngine('eng', '4.0.0_best_int', LSTM_ONLY))
        : (orientation ??= startEngine('osd', '4.0.0', LEGACY_ONLY));
    const engine = await starting.catch((error: unknown) => {
      if (which === 'text') text = undefined;
      else orientation = undefined;
      throw error;
    });
    engine.progress.report = options.onProgress;
    let abort: (() => void) | undefined;
    const aborted = new Promise<never>((_, reject) => {
      abort = () => reject(toError(options.signal.reason));
      options.signal.addEventListener('abort', abort, { once: true });
    });
    try {
      return await Promise.race([job(engine.worker), aborted]);
    } catch (error) {
      if (which === 'text') text = undefined;
      else orientation = undefined;
      await engine.worker.terminate();
      options.signal.throwIfAborted();
      throw error;
    } finally {
      engine.progress.report = undefined;
      if (abort !== undefined) options.signal.removeEventListener('abort', abort);
    }
  };

  const read = (picture: GreyPicture, scale: number, options: RecognizeOptions): Promise<Omit<Recognition, 'turn'>> =>
    using('text', options, async (worker) => {
      await worker.setParameters({ user_defined_dpi: dpiOf(picture) });
      const { data } = await worker.recognize(portableGreyMap(picture), {}, { text: false, blocks: true });
      return collect(data.blocks ?? [], picture, scale);
    });

  const turnOf = (picture: GreyPicture, options: RecognizeOptions): Promise<QuarterTurn> =>
    using('orientation', options, async (worker) => {
      const { data } = await worker.detect(portableGreyMap(picture));
      if (data.orientation_degrees === null || (data.orientation_confidence ?? 0) < CERTAIN_TURN) return 0;
      return quarterTurn(data.orientation_degrees / 90); // by how much to turn it clockwise
    });

  const recognize = async (picture: GreyPicture, options: RecognizeOptions): Promise<Recognition> => {
    const { width, height } = picture;
    if (isBlank(picture)) return { turn: 0, width, height, lines: [], confidence: 0 };
    const { picture: large, scale } = await enlarged(picture);
    options.onProgress?.();
    const first = { turn: quarterTurn(0), ...(await read(large, scale, options)) };
    if (first.confidence >= DOUBTFUL && first.lines.length > 0 && !sideways(first)) return first;
    let best: Recognition = first;
    for (const turn of turnsToTry(await turnOf(large, options), first)) {
      const again = { turn, ...(await read(turnedPicture(large, turn), scale, options)) };
      if (weight(again) > weight(best)) best = again;
      if (best.confidence > SURE && !sideways(best)) break;
    }
    return best;
  };

  return {
    recognize(picture, options) {
      if (stopped) fail('unavailable', 'Text recognition has been stopped.');
      const result = queue.then(() => recognize(picture, options));
      queue = result.catch(() => undefined);
      return result;
    },
    async stop() {
      stopped = true;
      await Promise.all([end(text), end(orientation)]);
    },
  };
}

/** The likeliest turns first. A few words are not enough to tell the orientation by; then the others are tried too. */
function turnsToTry(told: QuarterTurn, first: Recognition): QuarterTurn[] {
  const words = first.lines.reduce((n, line) => n + line.words.length, 0);
  const unsure = sideways(first) || (words < FEW_WORDS && first.confidence < HOPELESS);
  const all: QuarterTurn[] = [told, ...(unsure ? ([1, 3, 2] as const) : [])];
  return [...new Set(all)].filter((turn) => turn !== 0);
}

/** Tesseract reads lines that run down the page too, but then their order is lost. */
function sideways(found: Recognition): boolean {
  const words = found.lines.flatMap((line) => line.words).filter((word) => word.text.length >= 3);
  return words.filter((word) => word.y1 - word.y0 > 1.5 * (word.x1 - word.x0)).length > 0.5 * words.length;
}

const dpiOf = (picture: GreyPicture): string => String(Math.round(Math.min(2_400, Math.max(70, picture.dpi ?? 200))));

/** How much was read, and how surely: rubbish is long too, so that sureness counts more. */
const weight = (found: Recognition): number =>
  (sideways(found) ? 0.1 : 1) * found.confidence ** 3 * found.lines.reduce((n, line) => n + line.words.length, 0);

const toError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error('stopped', { cause: reason });

async function startEngine(language: 'eng' | 'osd', version: string, mode: number): Promise<Engine> {
  const { createWorker } = await import('tesseract.js');
  const data = createRequire(import.meta.url).resolve(`@tesseract.js-data/${language}/package.json`);
  const progress: Engine['progress'] = { report: undefined };
  const worker = await createWorker(language, mode, {
    langPath: join(dirname(data), version),
    cacheMethod: 'none',
    gzip: true,
    legacyCore: mode === LEGACY_ONLY,
    legacyLang: mode === LEGACY_ONLY,
    logger: () => progress.report?.(),
    errorHandler: () => undefined, // the job's promise is rejected with the same error
  });
  await worker.setParameters({ debug_file: '/dev/null' }); // else it remarks on resolutions on our standard error
  if (language === 'eng') await worker.setParameters({ tessedit_pageseg_mode: PSM_AUTO as never }); // an ambient enum: its values are strings at run time
  return { worker, progress };
}

type Blocks = NonNullable<Awaited<ReturnType<Worker['recognize']>>['data']['blocks']>;

/** Brings the engine's tree of blocks into lines, in pixels of the picture that was asked about. */
function collect(blocks: Blocks, picture: GreyPicture, scale: number): Omit<Recognition, 'turn'> {
  const lines: RecognizedLine[] = [];
  let characters = 0;
  let sure = 0;
  let paragraph = 0;
  blocks.forEach((block, b) => {
    for (const part of block.paragraphs) {
      paragraph++;
      for (const line of part.lines) {
        const words = line.words
          .filter((word) => /\S/.test(word.text) && !isNoise(word.text, word.confidence))
          .map(({ text, bbox, confidence }) => ({
            text,
            x0: bbox.x0 / scale,
            y0: bbox.y0 / scale,
            x1: bbox.x1 / scale,
            y1: bbox.y1 / scale,
            confidence: Math.max(0, Math.min(1, confidence / 100)),
          }));
        if (words.length === 0) continue;
        for (const word of words) {
          characters += word.text.length;
          sure += word.text.length * word.confidence;
        }
        const { ascenders, descenders, rowHeight } = line.rowAttributes;
        lines.push({
          words,
          baseline: (line.baseline.y0 + line.baseline.y1) / 2 / scale,
          size: (rowHeight > 0 ? rowHeight : ascenders + Math.abs(descenders)) / scale,
          block: b,
          paragraph,
        });
      }
    }
  });
  return {
    width: picture.width / scale,
    height: picture.height / scale,
    lines,
    confidence: characters === 0 ? 0 : sure / characters,
  };
}

/** Specks, borders and pictures read as single signs: nothing that a reader would miss. */
const isNoise = (text: string, confidence: number): boolean =>
  /^[|[\]{}]+$/.test(text) ||
  (confidence < 30 && !/[\p{L}\p{N}]{2}/u.test(text)) ||
  (confidence < 60 && /^[|_~=\-—.,:;'"`“”‘’\\/*^°\][{}()<>]+$/.test(text));
