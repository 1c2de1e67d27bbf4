/** The last run of a periodic task, as the API answers it. */
export interface TaskRun {
  started_at: string;
  /** null: it runs, or died. */
  ended_at: string | null;
  outcome: 'completed' | 'failed' | null;
  /** How many of each kind; of a failed one `{ error }`. */
  result: unknown;
}

/** One of a count, and several; what each count of each task says. */
const COUNTED: ReadonlyMap<string, readonly [one: string, several: string]> = new Map([
  ['started', ['document started', 'documents started']],
  ['restarted', ['document restarted', 'documents restarted']],
  ['closed', ['document closed', 'documents closed']],
  ['rows', ['row removed', 'rows removed']],
  ['files', ['file removed', 'files removed']],
  ['received', ['unused upload removed', 'unused uploads removed']],
  ['credentials', ['sign-in or ticket removed', 'sign-ins and tickets removed']],
  ['requests', ['remembered request removed', 'remembered requests removed']],
  ['mails', ['mail read', 'mails read']],
  ['late', ['delivery late', 'deliveries late']],
  ['undelivered', ['delivery came back', 'deliveries came back']],
  ['refused', ['address given up', 'addresses given up']],
  ['keys', ['effect forgotten', 'effects forgotten']],
]);

const NOTHING: ReadonlyMap<string, string> = new Map([
  ['reconcile', 'nothing to correct'],
  ['sweep', 'nothing to remove'],
  ['bounces', 'nothing came back'],
  ['retention', 'nothing to forget'],
]);

/** What came of a run: "nothing to correct", "3 files removed, 1 document started", "failed: the database is away". */
export function resultWords(name: string, { ended_at, outcome, result }: TaskRun): string {
  const counts = Object.entries(typeof result === 'object' && result !== null ? result : {});
  if (outcome === 'failed') {
    const [, error] = counts.find(([key]) => key === 'error') ?? [];
    return typeof error === 'string' && error !== '' ? `failed: ${error}` : 'failed';
  }
  if (ended_at === null) return 'running';
  const said = counts.flatMap(([kind, count]) =>
    typeof count === 'number' && count > 0 ? [counted(kind, count)] : [],
  );
  return said.length > 0 ? said.join(', ') : (NOTHING.get(name) ?? 'nothing to do');
}

function counted(kind: string, count: number): string {
  const [one, several] = COUNTED.get(kind) ?? [kind, kind];
  return `${count.toLocaleString('en')} ${count === 1 ? one : several}`;
}

/** "every minute", "every 5 min", "every day". Seconds. */
export function everyWords(seconds: number): string {
  const units = [
    [86_400, 'day', 'd'],
    [3_600, 'hour', 'h'],
    [60, 'minute', 'min'],
    [1, 'second', 's'],
  ] as const;
  const [size, whole, short] = units.find(([unit]) => seconds >= unit && seconds % unit === 0) ?? units[3];
  const count = seconds / size;
  return count === 1 ? `every ${whole}` : `every ${count} ${short}`;
}
