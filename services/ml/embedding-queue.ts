/** Texts of one caller on their way to vectors. */
export interface EmbeddingRequest {
  readonly texts: readonly string[];
  /** Filled as vectors arrive; complete when `missing` is 0. */
  readonly vectors: (Float32Array | undefined)[];
  missing: number;
  /** Place of the next text that was not handed out yet. */
  next: number;
  resolve(vectors: Float32Array[]): void;
  reject(reason: unknown): void;
}

/** One text of a request, handed out to a thread. */
export interface EmbeddingTask {
  readonly request: EmbeddingRequest;
  readonly place: number;
  readonly text: string;
}

/** Characters of a text that can count: more never fit into the model's tokens. Bounds what is copied to a thread. */
const MAX_CHARACTERS = 8192;

/** Rough cost of a text in tokens; only for sharing out work, the exact number is found in the thread. */
export const estimateTokens = (text: string, maxTokens: number): number =>
  Math.min(maxTokens, 2 + Math.ceil(text.length / 4));

/**
 * The texts that wait, shared out in turns: one text of each caller after the other, so that a single search query is
 * not behind the thousand chunks of a book.
 */
export function createEmbeddingQueue(maxTokens: number) {
  let waiting: EmbeddingRequest[] = [];
  let tokens = 0;
  const cost = (request: EmbeddingRequest, from: number): number =>
    request.texts.slice(from).reduce((sum, text) => sum + estimateTokens(text, maxTokens), 0);

  return {
    /** Estimated tokens of everything that waits. */
    get tokens(): number {
      return tokens;
    },
    add(request: EmbeddingRequest): void {
      waiting.push(request);
      tokens += cost(request, request.next);
    },
    /** Takes texts for about `budget` tokens, at least one if any waits. */
    take(budget: number): EmbeddingTask[] {
      const taken: EmbeddingTask[] = [];
      let left = budget;
      for (;;) {
        const request = waiting[0];
        const text = request?.texts[request.next];
        if (request === undefined || text === undefined) return taken;
        const size = estimateTokens(text, maxTokens);
        if (taken.length > 0 && size > left) return taken;
        taken.push({ request, place: request.next, text: text.slice(0, MAX_CHARACTERS) });
        left -= size;
        tokens -= size;
        request.next += 1;
        waiting.shift();
        if (request.next < request.texts.length) waiting.push(request);
      }
    },
    /** Forgets what of the request still waits. */
    remove(request: EmbeddingRequest): void {
      if (!waiting.includes(request)) return;
      waiting = waiting.filter((other) => other !== request);
      tokens -= cost(request, request.next);
    },
    /** Empties the queue and answers who waited. */
    clear(): EmbeddingRequest[] {
      const left = waiting;
      waiting = [];
      tokens = 0;
      return left;
    },
  };
}

export type EmbeddingQueue = ReturnType<typeof createEmbeddingQueue>;
