import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { launch, type Command } from './command.js';
import { until } from './pause.js';
import { identify } from './process-table.js';

function command(script: string, more: Partial<Command> = {}): Command {
  const folder = mkdtempSync(join(tmpdir(), 'dg-command-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return {
    argv: ['/bin/sh', '-c', script],
    environment: { PATH: '/usr/bin:/bin' },
    folder,
    stopSignal: 'SIGTERM',
    graceMs: 300,
    watchesLifeline: false,
    log: join(folder, 'x.log'),
    ...more,
  };
}

const soon = async (what: () => boolean): Promise<boolean> =>
  (await until(() => (what() ? true : undefined), { interval: 10, limit: 5_000 })) === true;

/** Its exit status; the watchdog is let go then, as the supervisor does. */
const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) =>
    child.once('exit', (status) => {
      child.stdio[3]?.destroy();
      resolve(status);
    }),
  );
const said = (given: Command): string => readFileSync(given.log, 'utf8');
const gone = (pid: number): boolean => identify(pid) === undefined;

describe('a launched program', () => {
  it('has the pid that was told, leads its group, and writes to its log', async () => {
    const given = command('echo $$; ps -o pgid= -p $$');
    const { process: child } = launch(given);
    await ended(child);
    expect(said(given).split(/\s+/).filter(Boolean)).toEqual([String(child.pid), String(child.pid)]);
  });

  it('is asked to stop when its supervisor is gone', async () => {
    const given = command('trap "echo asked; exit 0" TERM; echo up; while :; do sleep 0.05; done', { graceMs: 5_000 });
    const { process: child } = launch(given);
    expect(await soon(() => said(given) === 'up\n')).toBe(true);
    child.stdio[3]?.destroy(); // what the kernel does when the supervisor dies
    expect(await soon(() => gone(child.pid ?? 0))).toBe(true);
    expect(said(given)).toBe('up\nasked\n');
  });

  it('is killed with everything that it started when it does not listen', async () => {
    const given = command('trap "" TERM; sleep 60 & echo $!; wait; sleep 60');
    const { process: child } = launch(given);
    expect(await soon(() => /^\d+\n$/.test(said(given)))).toBe(true);
    child.stdio[3]?.destroy();
    expect(await soon(() => gone(child.pid ?? 0) && gone(Number(said(given))))).toBe(true);
  });

  it('gets the lifeline only when it watches it, and then no signal', async () => {
    const without = command('read -r _ <&3 && echo had it');
    const closed = launch(without).process;
    await ended(closed);
    expect(said(without)).not.toContain('had it');

    const watching = command('trap "echo signalled" TERM; echo up; read -r _ <&3; echo end of line', {
      watchesLifeline: true,
      graceMs: 5_000,
    });
    const { process: child } = launch(watching);
    expect(await soon(() => said(watching) === 'up\n')).toBe(true);
    child.stdio[3]?.destroy();
    expect(await soon(() => gone(child.pid ?? 0))).toBe(true);
    expect(said(watching)).toBe('up\nend of line\n');
  });

  it('that does not exist ends at once and says so', async () => {
    const given = command('', { argv: ['/nowhere/program'] });
    const { process: child } = launch(given);
    expect(await ended(child)).toBe(127);
    expect(said(given)).toContain('/nowhere/program');
  });
});
