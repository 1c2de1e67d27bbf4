import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeScratch, sweepScratch } from './index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scratch-'));
  vi.stubEnv('TMPDIR', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('scratch folders', () => {
  it('are swept when their process is gone, and only then', async () => {
    const { pid: gone } = spawnSync(process.execPath, ['-e', '']);
    const left = join(folder, `docugenie-reading-${gone}-abc`);
    mkdirSync(join(left, 'deep'), { recursive: true });
    const others = join(folder, `another-reading-${gone}-abc`);
    mkdirSync(others);
    const own = await makeScratch('reading');
    await sweepScratch();
    expect([left, others, own].map((path) => existsSync(path))).toEqual([false, true, true]);
  });
});
