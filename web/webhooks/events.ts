import { EVENT_TYPES } from '../../domain/events/event.js';

/** Types of one kind of object. */
export interface EventGroup {
  /** `document.*`, which stands for all of them, also those that will be added. */
  all: string;
  types: readonly string[];
}

const groupOf = (type: string): string => `${type.split('.')[0] ?? type}.*`;

/** All that a webhook can be sent: what is a team's, not what is one person's. */
const TYPES = EVENT_TYPES.filter((type) => !type.startsWith('notification.'));

export const EVENT_GROUPS: readonly EventGroup[] = [...new Set(TYPES.map(groupOf))].map((all) => ({
  all,
  types: TYPES.filter((type) => groupOf(type) === all),
}));

/** `*`, whatever there is now and later. */
export const EVERYTHING = '*';

export const isChosen = (chosen: readonly string[], type: string): boolean =>
  chosen.includes(EVERYTHING) || chosen.includes(groupOf(type)) || chosen.includes(type);

/** The choice after one box was pressed. A group or everything takes the place of what it has in it. */
export function toggled(chosen: readonly string[], pressed: string): readonly string[] {
  if (pressed === EVERYTHING) return chosen.includes(EVERYTHING) ? [] : [EVERYTHING];
  const groups = chosen.includes(EVERYTHING) ? EVENT_GROUPS.map(({ all }) => all) : chosen;
  const group = groupOf(pressed);
  const others = groups.filter((each) => groupOf(each) !== group);
  if (pressed === group) return groups.includes(group) ? others : [...others, group];
  const types = EVENT_GROUPS.find(({ all }) => all === group)?.types ?? [];
  const own = groups.includes(group) ? types : groups.filter((each) => groupOf(each) === group);
  return [...others, ...(own.includes(pressed) ? own.filter((each) => each !== pressed) : [...own, pressed])];
}

/** "all events", "all of document, queue.drained". */
export const eventsWords = (events: readonly string[]): string =>
  events
    .map((each) => (each === EVERYTHING ? 'all events' : each.endsWith('.*') ? `all of ${each.slice(0, -2)}` : each))
    .join(', ');
