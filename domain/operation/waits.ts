/** A task queue, as the API answers it. */
export interface Queue {
  name: string;
  /** Since when nothing new is taken from it; null: it is not drained. */
  drained_at: string | null;
  reason: string | null;
}

/** A process whose work waits for something that is away. */
export interface Outage {
  /** `worker-extraction@host`. */
  process: string;
  dependency: string;
  since: string;
  reason: string;
}

/** Something that documents wait for, in words: "Reading waits", "storage is full", "It goes on by itself." */
export interface Wait {
  /** The same for as long as it is the same wait. */
  key: string;
  what: string;
  why: string;
  ends: string;
  since: string;
}

/** What is done with documents from each queue: who reads it need not know what a queue is. */
const QUEUE_WORK: ReadonlyMap<string, readonly string[]> = new Map([
  ['docugenie', ['new documents']],
  ['extraction', ['reading']],
  ['ml', ['types', 'fields', 'search']],
]);
const WORKER_WORK: ReadonlyMap<string, readonly string[]> = new Map([
  ['extraction', ['reading']],
  ['ml', ['types', 'fields', 'search']],
  ['workflow', ['finishing']],
]);
const ALL_WORK = [...WORKER_WORK.values()].flat();

/** "New documents", "Types, fields and search"; a queue that is not known here has its name only. */
export const queueWork = (name: string): string => capital(listed(QUEUE_WORK.get(name) ?? [name]));

/**
 * What documents wait for, the earliest first: each dependency that is away, however many processes tell of it, and each
 * queue that is drained.
 */
export function waits({ queues, waiting }: { queues: readonly Queue[]; waiting: readonly Outage[] }): Wait[] {
  const dependencies = [...new Set(waiting.map(({ dependency }) => dependency))];
  const outages = dependencies.map((dependency) =>
    outageOf(
      dependency,
      waiting.filter((each) => each.dependency === dependency),
    ),
  );
  return [...outages, ...queues.flatMap(drainOf)].sort((a, b) => Date.parse(a.since) - Date.parse(b.since));
}

/** "Reading waits: storage is full. It goes on by itself." */
export const waitSentence = ({ what, why, ends }: Wait): string => `${what}: ${why}. ${ends}`;

function outageOf(dependency: string, told: readonly Outage[]): Wait {
  const work = [...new Set(told.flatMap(({ process }) => workOf(process)))];
  const { what, ends, alone } = phrase(ALL_WORK.every((part) => work.includes(part)) ? ['documents'] : work);
  return {
    key: `away:${dependency}`,
    what,
    why: reasonWords(told[0]?.reason ?? ''),
    ends: `${ends} by ${alone ? 'itself' : 'themselves'}.`,
    since: earliest(told.map(({ since }) => since)),
  };
}

function drainOf({ name, drained_at, reason }: Queue): Wait[] {
  if (drained_at === null) return [];
  const { what, ends } = phrase(QUEUE_WORK.get(name) ?? [name]);
  const why = `the queue is drained${reason === null || reason === '' ? '' : ` (${reason})`}`;
  return [{ key: `drained:${name}`, what, why, ends: `${ends} when it is undrained.`, since: drained_at }];
}

/** "Reading waits", "It goes on"; of several, "Types and fields wait", "They go on". */
function phrase(work: readonly string[]): { what: string; ends: string; alone: boolean } {
  const alone = work.length === 1 && work[0]?.endsWith('documents') !== true;
  const subject = capital(listed(work));
  return { what: `${subject} ${alone ? 'waits' : 'wait'}`, ends: alone ? 'It goes on' : 'They go on', alone };
}

/** A process that is not known here may do anything. */
const workOf = (process: string): readonly string[] =>
  WORKER_WORK.get(/^worker-([^@]+)/.exec(process)?.[1] ?? '') ?? ['documents'];

/** The reason as it stands within a sentence: no capital, no full stop. */
function reasonWords(reason: string): string {
  if (/no space/i.test(reason)) return 'storage is full';
  const said = reason.trim().replace(/\.$/, '');
  return said === '' ? 'something is away' : said.replace(/^[A-Z](?=[a-z]* )/, (letter) => letter.toLowerCase());
}

const earliest = (times: readonly string[]): string =>
  times.reduce((first, time) => (Date.parse(time) < Date.parse(first) ? time : first));

const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
