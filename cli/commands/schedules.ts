import { PERIODIC_TASKS } from '../../services/operation/index.js';
import { nextRuns, registerSchedules } from '../../services/temporal/index.js';
import { pad } from '../terminal/text.js';
import type { Context } from './context.js';
import { withTemporal } from './temporal.js';

/** `docugenie schedules`: registers the periodic tasks, or brings them up to date, and prints when each runs next. */
export function schedules(context: Context): Promise<number> {
  return withTemporal(context, async (client) => {
    await registerSchedules(client, PERIODIC_TASKS);
    const names = PERIODIC_TASKS.map(({ name }) => name);
    const next = await nextRuns(client, names);
    const columns = Math.max(...names.map((name) => name.length)) + 2;
    for (const { name, everyS } of PERIODIC_TASKS) {
      const at = next.get(name)?.toISOString().replace(/\.\d+/, '') ?? 'not known, or paused';
      context.screen.print(`${pad(name, columns)}${pad(`every ${span(everyS)}`, 16)}next ${at}`);
    }
    return 0;
  });
}

/** `minute`, `5 minutes`, `day`. */
export function span(seconds: number): string {
  const [unit = 'second', size = 1] =
    Object.entries({ day: 86_400, hour: 3_600, minute: 60 }).find(([, each]) => seconds % each === 0) ?? [];
  return seconds === size ? unit : `${seconds / size} ${unit}s`;
}
