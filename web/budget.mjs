/**
 * Holds the built app to its budget: what the first view loads, gzipped. Prints the figures; exit 1 when one is over.
 * The first view is what index.html names; files loaded later by `import()` do not count.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const KB = 1024;
const budgets = [
  { what: 'JavaScript', pattern: /(?:src|href)="(\/assets\/[^"]+\.js)"/g, limit: 60 * KB },
  { what: 'CSS', pattern: /href="(\/assets\/[^"]+\.css)"/g, limit: 12 * KB },
];

const dist = join(dirname(fileURLToPath(import.meta.url)), 'dist');
const page = readFileSync(join(dist, 'index.html'), 'utf8');
if (/<script(?![^>]*\bsrc=)|<style|\sstyle=/.test(page)) {
  console.error('index.html has inline code or styles, which the content security policy forbids');
  process.exitCode = 1;
}

for (const { what, pattern, limit } of budgets) {
  const files = [...page.matchAll(pattern)].map(([, path]) => path);
  const bytes = files.reduce((sum, path) => sum + gzipSync(readFileSync(join(dist, path)), { level: 9 }).length, 0);
  const over = bytes > limit || files.length === 0;
  console.log(`${over ? 'OVER' : 'ok  '} ${what}: ${(bytes / KB).toFixed(1)} KB of ${limit / KB} KB gzipped`);
  if (over) process.exitCode = 1;
}
