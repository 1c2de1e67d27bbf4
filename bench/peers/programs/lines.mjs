import { createInterface } from 'node:readline';

/**
 * Answers requests that come as JSON lines on standard input, one after the other: `{ "ask": NAME, "with": VALUE }` is
 * answered by `{ "answer": VALUE }` or `{ "error": TEXT }` on standard output. Ends with its input.
 *
 * @param {Record<string, (value: any) => unknown>} answers
 */
export async function serveLines(answers) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { ask, with: value } = JSON.parse(line);
    try {
      console.log(JSON.stringify({ answer: (await answers[ask](value)) ?? null }));
    } catch (error) {
      console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
    }
  }
  process.exit(0);
}
