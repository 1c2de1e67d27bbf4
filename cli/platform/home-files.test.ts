import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { claimHome } from './claim.js';
import { layoutOf, type Layout } from './layout.js';
import { lastError, rotate } from './log-file.js';
import { identify, isAlive } from './process-table.js';
import { keepRunRecord, readRunRecord, runRecord } from './run-record.js';

function newLayout(): Layout {
  const home = mkdtempSync(join(tmpdir(), 'dg-files-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return layoutOf(home);
}

const addresses = {
  api: 'http://127.0.0.1:3000',
  temporal: { address: '127.0.0.1:7233', uiUrl: undefined },
  postgres: 'postgres://127.0.0.1/x',
  workers: [
    { name: 'workflow', taskQueues: ['docugenie'] },
    { name: 'ml', taskQueues: ['ml'] },
  ],
};

describe('run.json', () => {
  it('names what runs, and neither a dead process nor one that is not ours', () => {
    const pids = new Map([
      ['api', 10],
      ['postgres', 11],
      ['ml', 12],
    ]);
    expect(runRecord(addresses, pids)).toEqual({
      api: { url: 'http://127.0.0.1:3000', pid: 10 },
      temporal: { address: '127.0.0.1:7233', ui_url: null, pid: null },
      postgres: { url: 'postgres://127.0.0.1/x', pid: 11 },
      mlflow: null,
      workers: [{ name: 'ml', pid: 12, task_queues: ['ml'] }],
    });
  });

  it('is replaced whole at every change, private, and gone at the end', () => {
    const { run, home } = newLayout();
    const record = keepRunRecord(run, addresses);
    record.set('ml', 5);
    const before = openSync(run, 'r'); // whoever reads it now reads the old one to its end
    onTestFinished(() => closeSync(before));
    const first = readFileSync(run, 'utf8');
    expect(readRunRecord(run)?.workers.map((worker) => worker.pid)).toEqual([5]);
    record.set('ml', undefined);
    expect(readRunRecord(run)?.workers).toEqual([]);
    record.set('ml', 6);
    expect(readRunRecord(run)?.workers.map((worker) => worker.pid)).toEqual([6]);
    expect(statSync(run).mode & 0o777).toBe(0o600);
    expect(readFileSync(before, 'utf8')).toBe(first);
    expect(readdirSync(home)).toEqual(['run.json']);
    record.remove();
    expect(existsSync(run)).toBe(false);
    expect(readRunRecord(run)).toBeUndefined();
  });
});

describe('the claim of a home', () => {
  it('is held by one supervisor, and free again when it is released', () => {
    const layout = newLayout();
    const first = claimHome(layout, 'http://here');
    if (!('held' in first)) throw new Error('it was free');
    expect(claimHome(layout, 'http://there')).toMatchObject({ by: { pid: process.pid, url: 'http://here' } });
    first.held.release();
    expect('held' in claimHome(layout, 'http://there')).toBe(true);
  });

  it('of a supervisor that is gone is taken over, with those of its processes that still live', async () => {
    const layout = newLayout();
    const child = spawn('sleep', ['60']);
    onTestFinished(() => void child.kill('SIGKILL'));
    const living = identify(child.pid ?? 0);
    expect(living).toBeDefined();
    const gone = { pid: process.pid, started: 'long ago' }; // our number, but another life
    const dead = { name: 'api', pid: 1, started: 'never' };
    const claim = { ...gone, home: layout.home, url: 'http://x', children: [{ name: 'ml', ...living }, dead] };
    writeFileSync(layout.claim, JSON.stringify(claim));
    const taken = claimHome(layout, 'http://here');
    if (!('held' in taken)) throw new Error('it was stale');
    expect(taken.held.orphans).toEqual([{ name: 'ml', ...living }]);

    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    expect(living !== undefined && isAlive(living)).toBe(false);
  });

  it('that came along in a copy of another home means nothing', () => {
    const layout = newLayout();
    const children = [{ name: 'ml', ...identify(process.pid) }];
    const claim = { ...identify(process.pid), home: '/elsewhere', url: 'http://x', children };
    writeFileSync(layout.claim, JSON.stringify(claim));
    const taken = claimHome(layout, 'http://here');
    expect('held' in taken && taken.held.orphans).toEqual([]);
  });

  it('that is spoilt is replaced', () => {
    const layout = newLayout();
    writeFileSync(layout.claim, '{"pid":');
    expect('held' in claimHome(layout, 'http://here')).toBe(true);
    expect(readdirSync(layout.home)).toEqual(['supervisor.json']);
  });
});

describe('a log', () => {
  it('tells best by its last error, whoever wrote it', () => {
    const { home } = newLayout();
    const log = join(home, 'x.log');
    const said = (text: string): string | undefined => {
      writeFileSync(log, text);
      return lastError(log);
    };
    expect(
      said('{"level":"info","msg":"a"}\n{"level":"fatal","msg":"could not start","err":{"message":"boom"}}\n'),
    ).toBe('could not start: boom');
    expect(said('{"level":50,"msg":"x"}\n{"level":30,"msg":"fine"}\n')).toBe('x');
    expect(
      said(
        'Starting\nfile.js:7\nimport x\n       ^\nSyntaxError: no export x\n    at f (a.js:1)\n\nNode.js v20.20.2\n',
      ),
    ).toBe('SyntaxError: no export x');
    expect(said('2026 LOG: ready\n2026 FATAL: lock file exists\n2026 LOG: bye\n')).toBe('2026 FATAL: lock file exists');
    expect(said('only this\n')).toBe('only this');
    expect(said('')).toBeUndefined();
    expect(lastError(join(home, 'none.log'))).toBeUndefined();
  });

  it('of an earlier run is not looked at', () => {
    const { home } = newLayout();
    const log = join(home, 'x.log');
    writeFileSync(log, 'Error: old\n');
    const from = statSync(log).size;
    writeFileSync(log, 'fine\n', { flag: 'a' });
    expect(lastError(log, from)).toBe('fine');
  });

  it('is put aside when it has grown too large', () => {
    const { home } = newLayout();
    const log = join(home, 'x.log');
    writeFileSync(log, '12345');
    rotate(log, 5);
    expect(readdirSync(home)).toEqual(['x.log']);
    writeFileSync(log, '123456');
    rotate(log, 5);
    expect(readFileSync(`${log}.1`, 'utf8')).toBe('123456');
    expect(existsSync(log)).toBe(false);
    rotate(log, 5); // none: nothing to do
  });
});
