/**
 * Holds the built app to its budget, gzipped: what the first view loads, which is what index.html names, and all of it
 * together with the files that are loaded later by `import()`. Prints the figures; exit 1 when one is over.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const KB = 1024;
const dist = join(dirname(fileURLToPath(import.meta.url)), 'dist');
const read = (path) => readFileSync(join(dist, path));
const page = read('index.html').toString();
const named = (pattern) => [...page.matchAll(pattern)].map(([, path]) => path);

const first = named(/(?:src|href)="(\/assets\/[^"]+\.js)"/g);
const budgets = [
  { what: 'JavaScript of the first view', files: first, limit: 60 * KB },
  { what: 'JavaScript of the whole app', files: withLater(first), limit: 64 * KB },
  { what: 'CSS', files: named(/href="(\/assets\/[^"]+\.css)"/g), limit: 12 * KB },
];

/** Files and those that they load, whenever that is: by name, as the build writes it beside `import`, `from` or in a list. */
function withLater(files) {
  const all = new Set(files);
  for (const file of all) {
    for (const [, name] of read(file)
      .toString()
      .matchAll(/[`"'](?:\.\/|assets\/)([\w-]+\.js)[`"']/g))
      all.add(`/assets/${name}`);
  }
  return [...all];
}

if (/<script(?![^>]*\bsrc=)|<style|\sstyle=/.test(page)) {
  console.error('index.html has inline code or styles, which the content security policy forbids');
  process.exitCode = 1;
}

for (const { what, files, limit } of budgets) {
  const bytes = files.reduce((sum, path) => sum + gzipSync(read(path), { level: 9 }).length, 0);
  const over = bytes > limit || files.length === 0;
  console.log(`${over ? 'OVER' : 'ok  '} ${what}: ${(bytes / KB).toFixed(1)} KB of ${limit / KB} KB gzipped`);
  if (over) process.exitCode = 1;
}
