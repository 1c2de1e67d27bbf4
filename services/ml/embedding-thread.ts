/**
 * A thread of the embedder: one session, one slice of texts at a time. It answers run by run, so that short texts of
 * a slice do not wait for long ones.
 *
 * It is never terminated from outside: a worker that is torn down inside a native call takes the whole process along
 * (onnxruntime throws into a closing environment). It leaves by itself between two runs when told to stop.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { openEmbeddingModel, type EmbeddingModel } from './embedding-model.js';

export type ToThread = { type: 'embed'; texts: string[] } | { type: 'stop' };

export type FromThread =
  | { type: 'ready'; version: string }
  | { type: 'vectors'; places: number[]; vectors: Float32Array }
  | { type: 'done' }
  | { type: 'failed'; message: string };

/** `workerData` of the thread. */
export interface EmbeddingThreadData {
  modelsPath: string;
}

const port = parentPort;
if (port !== null) {
  // What the parent passed is known to be EmbeddingThreadData: both sides are one module of one build.
  const { modelsPath } = workerData as EmbeddingThreadData;
  const say = (message: FromThread, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
  let stopping = false;
  let model: EmbeddingModel | undefined;
  let work = open();

  port.on('message', (message: ToThread) => {
    if (message.type === 'stop') {
      stopping = true;
      work = work.finally(leave);
    } else {
      work = work.then(() => embed(message.texts));
    }
  });

  /** Opens the model and runs it once, so that the first text is not the slow one. */
  async function open(): Promise<void> {
    try {
      model = await openEmbeddingModel(modelsPath);
      await model.embed(['']).next();
      say({ type: 'ready', version: model.version });
    } catch (error) {
      say({ type: 'failed', message: reason(error) });
    }
  }

  async function embed(texts: string[]): Promise<void> {
    try {
      for await (const { places, vectors } of model?.embed(texts) ?? []) {
        if (stopping) return;
        say({ type: 'vectors', places, vectors }, vectors.buffer instanceof ArrayBuffer ? [vectors.buffer] : []);
      }
      say({ type: 'done' });
    } catch (error) {
      say({ type: 'failed', message: reason(error) });
    }
  }

  async function leave(): Promise<void> {
    await model?.release();
    port?.close();
  }
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
