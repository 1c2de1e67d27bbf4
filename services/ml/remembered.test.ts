import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rememberedVectors } from './remembered.js';

const vectors = [new Float32Array([1, 0.5, -2]), new Float32Array([0, 3, 4])];

describe('vectors that are remembered', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dg-vectors-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are made once for a name', async () => {
    let made = 0;
    const make = () => Promise.resolve((made++, vectors));
    expect(await rememberedVectors(join(folder, 'new'), 'a', 3, make)).toEqual(vectors);
    expect(await rememberedVectors(join(folder, 'new'), 'a', 3, make)).toEqual(vectors);
    expect([made, await readdir(join(folder, 'new'))]).toEqual([1, ['a.f32']]);
  });

  it('are made again where what is kept is cut off, or nothing can be kept', async () => {
    await writeFile(join(folder, 'cut.f32'), 'x');
    expect(await rememberedVectors(folder, 'cut', 3, () => Promise.resolve(vectors))).toEqual(vectors);
    expect(await rememberedVectors('/dev/null/none', 'a', 3, () => Promise.resolve(vectors))).toEqual(vectors);
  });
});
