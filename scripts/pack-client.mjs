/**
 * Makes the package `@docugenie/client` out of client/: one module without dependencies, its types, README and licence.
 * Leaves the tarball in the folder that is named, and prints its path.
 *
 *   node scripts/pack-client.mjs FOLDER
 */
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const to = resolve(process.argv[2] ?? join(root, 'dist'));
const made = mkdtempSync(join(tmpdir(), 'docugenie-client-'));

mkdirSync(to, { recursive: true });
await build({
  entryPoints: [join(root, 'client', 'index.ts')],
  outfile: join(made, 'index.js'),
  bundle: true,
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  logLevel: 'warning',
});
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const config = join(root, 'client', 'tsconfig.package.json');
execFileSync(process.execPath, [compiler, '-p', config, '--outDir', join(made, 'types')], { stdio: 'inherit' });
for (const name of ['client/package.json', 'docs/PROTOCOL.md', 'LICENSE'])
  cpSync(join(root, name), join(made, basename(name)));
const readme = readFileSync(join(root, 'client', 'README.md'), 'utf8');
writeFileSync(join(made, 'README.md'), readme.replaceAll('../docs/', ''));
const packed = execFileSync(
  'npm',
  ['pack', '--json', '--ignore-scripts', '--no-update-notifier', '--pack-destination', to],
  { cwd: made },
);
rmSync(made, { recursive: true });
console.log(join(to, JSON.parse(packed.toString())[0].filename));
