/**
 * Turns the TypeScript of the server side into dist/, file by file, keeping the tree: fast (no type check; `npm run
 * types` does that) and easy to follow in a stack trace. SQL and JSON files are copied beside the code that reads them.
 * Workflows are also bundled, as their sandbox needs it (3 s, only when they changed), so that no worker has to at its start.
 */
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const rooms = ['domain', 'workflows', 'activities', 'workers', 'api', 'services', 'client', 'cli', 'bench'];
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
const code = all.filter((path) => /\.ts$/.test(path) && !/(\.(test|d)|-fixture)\.ts$/.test(path));
const assets = all.filter((path) => /\.(sql|json|txt|css)$/.test(path));

const bundle = join(out, 'workflow-bundle.js');
const recipe = `${bundle}.sources`; // what it was made of; the bundle itself must end in its source map
const before = { code: read(bundle), sources: read(recipe) };
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

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const sources = ['workflows', 'domain'].flatMap((room) =>
  [...files(join(out, room))].filter((path) => path.endsWith('.js')),
);
const hash = createHash('sha256').update(read(join(root, 'package-lock.json')));
for (const path of sources.sort()) hash.update(`${relative(out, path)}\0${read(path)}\0`);
const madeOf = hash.digest('hex');
let bundled = before.code;
if (bundled === '' || before.sources !== madeOf) {
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const silent = { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error };
  bundled = (await bundleWorkflowCode({ workflowsPath: join(out, 'workflows', 'index.js'), logger: silent })).code;
}
writeFileSync(bundle, bundled);
writeFileSync(recipe, madeOf);
