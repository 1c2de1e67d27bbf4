import { createInterface } from 'node:readline/promises';

/** Asks on the terminal; null where there is none: a script must not wait for an answer that nobody gives. */
export function createAsk(
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
): ((question: string) => Promise<string>) | null {
  if (!input.isTTY || !output.isTTY) return null;
  return async (question) => {
    const lines = createInterface({ input, output });
    const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    try {
      return await Promise.race([lines.question(question), closed]); // Ctrl-D and Ctrl-C say no
    } finally {
      lines.close();
    }
  };
}
