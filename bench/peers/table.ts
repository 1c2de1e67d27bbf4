import { loadavg } from 'node:os';
import type { Run } from './driver.js';

/** A contender with its runs of one workload. */
export interface Outcome {
  name: string;
  undisturbed: Run;
  killed: readonly Run[];
}

const HEAD = ['queue', 'lost', 'doubled', 'stuck', 'given up', 'kills', 'mean time', 'undisturbed', 'ratio'];

/** What DocuGenie aims at: times its undisturbed time, and seconds a kill. */
const AIM = { times: 1.5, perKill: 3 };

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

const sum = (runs: readonly Run[], of: keyof Run): number => runs.reduce((total, run) => total + run[of], 0);

/** One line, as a run ends, with the load of the machine in the last minute: times from a busy one cannot be compared. */
export const lineOf = (name: string, what: string, { lost, doubled, stuck, failed, kills, ms }: Run): string =>
  `  ${name.padEnd(30)} ${what.padEnd(12)} ${seconds(ms).padStart(8)}, ${kills} kills: ${lost} lost, ${doubled} doubled, ${stuck} stuck, ${failed} given up, load ${loadavg()[0]?.toFixed(1) ?? '?'}`;

/** A Markdown table, columns aligned: counts of all runs with kills together, and their mean time. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ name, undisturbed, killed }) => {
    const mean = sum(killed, 'ms') / killed.length;
    const counts = (['lost', 'doubled', 'stuck', 'failed', 'kills'] as const).map((of) => String(sum(killed, of)));
    return [name, ...counts, seconds(mean), seconds(undisturbed.ms), (mean / undisturbed.ms).toFixed(2)];
  });
  const widths = HEAD.map((head, n) => Math.max(head.length, ...rows.map((row) => row[n]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(' | ')} |`;
  return [HEAD, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n');
}

/** Whether each run kept to the aim, in one line. */
export function aimOf({ name, undisturbed, killed }: Outcome): string {
  const runs = killed.map((run) => {
    const allowed = AIM.times * undisturbed.ms + AIM.perKill * 1_000 * run.kills;
    const sound = run.lost + run.doubled + run.stuck + run.failed === 0;
    return `${seconds(run.ms)} of ${seconds(allowed)} ${sound && run.ms <= allowed ? 'reached' : 'not reached'}`;
  });
  return `${name}, aim: nothing lost, doubled or stuck, and ≤ ${AIM.times} × undisturbed + ${AIM.perKill} s a kill: ${runs.join(', ')}`;
}
