import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { choosePorts, FIRST_PORT, isFree, keepPorts, LAST_PORT } from './ports.js';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'dg-ports-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

describe('the ports of a home', () => {
  it('all differ, are free, keep what is still free, and are new only where they must be', async () => {
    const port = fc.integer({ min: FIRST_PORT, max: FIRST_PORT + 12 });
    const names = ['a', 'b', 'c', 'd'];
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom(...names, 'other'), port),
        fc.uniqueArray(port, { maxLength: 5 }),
        async (kept, busy) => {
          let drawn = 0; // draws the same crowded few again and again
          const chosen = await choosePorts(names, kept, {
            random: () => (drawn++ % 25) / (LAST_PORT - FIRST_PORT + 1),
            isFree: (port) => Promise.resolve(!busy.includes(port)),
          });
          const ports = names.map((name) => chosen[name] ?? 0);
          expect(new Set(ports).size).toBe(names.length);
          for (const [at, name] of names.entries()) {
            const port = ports[at] ?? 0;
            expect(busy).not.toContain(port);
            expect(port).toBeGreaterThanOrEqual(FIRST_PORT);
            expect(port).toBeLessThanOrEqual(LAST_PORT);
            const before = kept[name];
            const lostToAnother =
              before !== undefined && names.slice(0, at).some((earlier) => kept[earlier] === before);
            if (before !== undefined && !busy.includes(before) && !lostToAnother) expect(port).toBe(before);
          }
        },
      ),
    );
  });

  it('stay the same from start to start, until somebody else has taken one', async () => {
    const file = join(folder(), 'ports.json');
    const first = await keepPorts(file, ['one', 'two']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await keepPorts(file, ['one', 'two'])).toEqual(first);

    const other = createServer().listen(first['one'], '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    onTestFinished(() => void other.close());
    expect(await isFree(first['one'] ?? 0)).toBe(false);
    const second = await keepPorts(file, ['one', 'two']);
    expect(second['one']).not.toBe(first['one']);
    expect(second['two']).toBe(first['two']);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(second);
  });

  it('are chosen anew when the file is spoilt', async () => {
    const file = join(folder(), 'ports.json');
    writeFileSync(file, '{"one": "three thousand"}');
    expect(Object.keys(await keepPorts(file, ['one']))).toEqual(['one']);
  });
});
