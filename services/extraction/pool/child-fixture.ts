import { build } from 'esbuild';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A folder inside the project, where built files find the packages. */
export interface BuildFolder {
  path: string;
  remove(): void;
}

export function createBuildFolder(name: string): BuildFolder {
  const path = join(process.cwd(), 'node_modules', '.cache', `${name}-${process.pid}`);
  mkdirSync(path, { recursive: true });
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Builds the reading process as in production; answers its script. */
export async function buildChild({ path }: BuildFolder): Promise<string> {
  await build({
    entryPoints: { child: 'services/extraction/child.ts' },
    outdir: path,
    outExtension: { '.js': '.mjs' },
    splitting: true,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
  return join(path, 'child.mjs');
}

/** The most memory that a process has had so far, in MiB; 0 when it is gone (Linux). */
export function peakMemory(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
