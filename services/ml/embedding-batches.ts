/**
 * Groups texts of similar length into runs, shortest first, so that little is computed for padding and short texts do
 * not wait for long ones. A run holds at most `budget` tokens, padding included, except that one text alone always
 * makes a run; texts share a run only within one length bucket (up to 8, 16, 32, 64 … tokens).
 *
 * @param lengths tokens of each text
 * @returns the places of the texts in `lengths`, run by run; every place exactly once
 */
export function batches(lengths: readonly number[], budget: number): number[][] {
  const order = lengths
    .map((length, place) => ({ length, place }))
    .sort((a, b) => a.length - b.length || a.place - b.place);
  const runs: number[][] = [];
  let current: number[] = [];
  let currentBucket = -1;
  for (const { length, place } of order) {
    // Sorted by length: the one that joins is the longest, so it decides the width of the run.
    const fits = bucket(length) === currentBucket && (current.length + 1) * length <= budget;
    if (!fits) {
      current = [];
      runs.push(current);
      currentBucket = bucket(length);
    }
    current.push(place);
  }
  return runs;
}

const bucket = (length: number): number => Math.max(3, Math.ceil(Math.log2(Math.max(1, length))));
