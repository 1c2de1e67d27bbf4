import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { copyOf } from '../documents.js';
import type { Job } from './contender.js';

/** Jobs that wait and have one effect. */
export const dummyJobs = (count: number): Job[] => Array.from({ length: count }, (_, n) => ({ number: n }));

/** The samples again and again, each copy with other bytes, as files in `folder`. One in seven needs text recognition. */
export function documentJobs(count: number, folder: string): Job[] {
  mkdirSync(folder, { recursive: true });
  const samples = resolve('samples');
  const files = readdirSync(samples).filter((name) => /\.(docx|pptx|xlsx|pdf|eml)$/.test(name));
  return Array.from({ length: count }, (_, n) => {
    const name = files[n % files.length] ?? '';
    const path = join(folder, `${n}-${name}`);
    writeFileSync(path, copyOf(name, readFileSync(join(samples, name)), n));
    return { number: n, path };
  });
}
