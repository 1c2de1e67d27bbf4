import { describe, expect, it } from 'vitest';
import { filesOf, type DroppedEntry } from './drop.js';

const file = (name: string): DroppedEntry => ({
  name,
  isFile: true,
  isDirectory: false,
  file: (done) => done(new File(['x'], name)),
});
const unreadable = (name: string): DroppedEntry => ({
  name,
  isFile: true,
  isDirectory: false,
  file: (_, failed) => failed?.(new DOMException('gone')),
});

/** A folder whose reader answers two entries at a time, as browsers answer a hundred. */
const folder = (name: string, ...children: DroppedEntry[]): DroppedEntry => ({
  name,
  isFile: false,
  isDirectory: true,
  createReader() {
    let at = 0;
    return {
      readEntries(done) {
        at += 2;
        done(children.slice(at - 2, at));
      },
    };
  },
});

const names = async (entry: DroppedEntry) => (await filesOf(entry, true)).map(({ name }) => name);

describe('dropped folders', () => {
  it('are walked to the bottom, in the order of names, however many answers a folder takes', async () => {
    const entry = folder('top', file('b'), folder('a', file('a2'), file('a1'), folder('deep', file('z'))), file('c'));
    expect(await names(entry)).toEqual(['a1', 'a2', 'z', 'b', 'c']);
  });

  it('are rid of what systems leave in them', async () => {
    expect(
      await names(folder('top', file('.DS_Store'), file('Thumbs.db'), folder('.git', file('x')), file('a.pdf'))),
    ).toEqual(['a.pdf']);
  });

  it('do not fail as a whole for one file that cannot be read', async () => {
    expect(await names(folder('top', unreadable('a'), file('b')))).toEqual(['b']);
  });

  it('take a file that was dropped by itself, whatever it is called', async () => {
    expect(await names(file('.profile'))).toEqual(['.profile']);
  });
});
