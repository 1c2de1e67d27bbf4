import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Vectors that were made before under this name, else those that `make` makes, which are then kept in the folder. A name
 * must tell everything that decides them. What cannot be read or kept is made again: it is only time.
 *
 * @param size numbers a vector has
 */
export async function rememberedVectors(
  folder: string,
  name: string,
  size: number,
  make: () => Promise<readonly Float32Array[]>,
): Promise<readonly Float32Array[]> {
  const path = join(folder, `${name}.f32`);
  const kept = await readFile(path).catch(() => undefined);
  if (kept && kept.length > 0 && kept.length % (size * Float32Array.BYTES_PER_ELEMENT) === 0) {
    const all = new Float32Array(kept.buffer.slice(kept.byteOffset, kept.byteOffset + kept.length));
    return Array.from({ length: all.length / size }, (_, n) => all.slice(n * size, (n + 1) * size));
  }
  const made = await make();
  const temporary = `${path}.${process.pid}`;
  await mkdir(folder, { recursive: true })
    .then(() =>
      writeFile(
        temporary,
        Buffer.concat(made.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength))),
      ),
    )
    .then(() => rename(temporary, path))
    .catch(() => undefined);
  return made;
}
