import { DOCUMENT_STATUSES, type DocumentStatus } from '../../domain/documents/document.js';
import type { TaskRun } from '../../domain/operation/task-result.js';
import type { Outage, Queue } from '../../domain/operation/waits.js';
import { list, members, number, text, textOrNull } from './shape.js';

/** One part of the product that documents need. */
export interface ComponentState {
  name: string;
  healthy: boolean;
  /** Its version, or "ok"; why it is not healthy. */
  words: string;
}

/** How the product is, and how many documents there are. */
export interface SystemState {
  /** Empty in answers of older servers. */
  version: string;
  healthy: boolean;
  components: readonly ComponentState[];
  queues: readonly Queue[];
  waiting: readonly Outage[];
  counts: Readonly<Record<DocumentStatus, number>>;
  total: number;
}

/** Reads the answer of `GET /v1/system`. */
export function parseSystem(value: unknown): SystemState {
  const from = members(value);
  const documents = members(from['documents']);
  const counts = Object.fromEntries(DOCUMENT_STATUSES.map((status) => [status, number(documents[status])]));
  return {
    version: text(from['version']),
    healthy: from['healthy'] === true,
    components: list(from['components']).map(parseComponent),
    queues: list(from['queues']).map(parseQueue),
    waiting: list(from['waiting']).map(parseOutage),
    counts: counts as Record<DocumentStatus, number>, // made of all statuses just above
    total: Object.values(counts).reduce((sum, count) => sum + count, 0),
  };
}

function parseComponent(value: unknown): ComponentState {
  const { name, healthy, detail, version } = members(value);
  const isHealthy = healthy === true;
  return {
    name: text(name),
    healthy: isHealthy,
    words: isHealthy ? text(version) || 'ok' : text(detail) || 'not there',
  };
}

function parseQueue(value: unknown): Queue {
  const { name, drained_at, reason } = members(value);
  return { name: text(name), drained_at: textOrNull(drained_at), reason: textOrNull(reason) };
}

function parseOutage(value: unknown): Outage {
  const { process, dependency, since, reason } = members(value);
  return { process: text(process), dependency: text(dependency), since: text(since), reason: text(reason) };
}

/** Something that the product does by itself from time to time. */
export interface PeriodicTask {
  name: string;
  description: string;
  everyS: number;
  /** null: it has not run yet. */
  lastRun: TaskRun | null;
  /** null: not known now. */
  nextRun: string | null;
}

/** Reads a task of `GET /v1/system/tasks`; null when it is none. */
export function parseTask(value: unknown): PeriodicTask | null {
  const from = members(value);
  const name = text(from['name']);
  if (name === '') return null;
  return {
    name,
    description: text(from['description']),
    everyS: number(from['every_s']),
    lastRun: parseTaskRun(from['last_run']),
    nextRun: textOrNull(from['next_run']),
  };
}

function parseTaskRun(value: unknown): TaskRun | null {
  const { started_at, ended_at, outcome, result } = members(value);
  if (typeof started_at !== 'string') return null;
  return {
    started_at,
    ended_at: textOrNull(ended_at),
    outcome: outcome === 'completed' || outcome === 'failed' ? outcome : null,
    result,
  };
}
