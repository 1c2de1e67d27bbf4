import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Where a worker thread finds its code. Built code is loaded as it lies beside the caller. Run from TypeScript (tests),
 * Node cannot load it: it is bundled into one file under node_modules/.cache, from where packages resolve as usual.
 *
 * @param name module without extension, relative to `from` ("./embedding-thread")
 * @param from the caller's `import.meta.url`
 */
export async function threadEntry(name: string, from: string): Promise<URL> {
  if (!from.endsWith('.ts')) return new URL(`${name}.js`, from);
  const { buildSync } = await import('esbuild');
  const source = fileURLToPath(new URL(`${name}.ts`, from));
  const { outputFiles } = buildSync({
    entryPoints: [source],
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    write: false,
  });
  const code = outputFiles[0]?.text ?? '';
  const root = dirname(dirname(dirname(createRequire(from).resolve('esbuild/package.json'))));
  const folder = join(root, 'node_modules', '.cache', 'docugenie', 'threads');
  const file = join(folder, `${createHash('sha256').update(code).digest('hex').slice(0, 16)}.mjs`);
  mkdirSync(folder, { recursive: true });
  // Written aside and renamed: test files run in several processes at once.
  const aside = `${file}.${process.pid}.${performance.now()}`;
  writeFileSync(aside, code);
  renameSync(aside, file);
  return pathToFileURL(file);
}
