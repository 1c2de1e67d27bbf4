/**
 * Turns the TypeScript of the server side into dist/, file by file, keeping the tree: fast (no type check; `npm run
 * types` does that) and easy to follow in a stack trace. SQL and JSON files are copied beside the code that reads them.
 */
import { build } from 'esbuild';
import { cpSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const rooms = ['domain', 'workflows', 'activities', 'workers', 'api', 'services', 'cli', 'bench'];
const out = join(root, 'dist');

function* files(dir) {
  for (const name of readdirSync(dir)) {
    const path = join(dir, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else yield path;
  }
}

const all = rooms.flatMap((room) => {
  try {
    return [...files(join(root, room))];
  } catch {
    return [];
  }
});
const code = all.filter((path) => /\.ts$/.test(path) && !/\.(test|d)\.ts$/.test(path));
const assets = all.filter((path) => /\.(sql|json|txt|css)$/.test(path));

rmSync(out, { recursive: true, force: true });
await build({
  entryPoints: code,
  outdir: out,
  outbase: root,
  format: 'esm',
  target: 'node20',
  platform: 'node',
  sourcemap: true,
  logLevel: 'warning',
});
for (const path of assets) {
  const to = join(out, relative(root, path));
  mkdirSync(dirname(to), { recursive: true });
  cpSync(path, to);
}
