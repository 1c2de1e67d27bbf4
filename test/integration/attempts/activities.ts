import { setTimeout as pause } from 'node:timers/promises';
import { activityInfo, Context } from '@temporalio/activity';
import { positionTeller } from '../../../activities/position.js';
import { Failure } from '../../../domain/errors.js';

/** Activities that each have one thing wrong. They answer the number of the attempt that ended well. */
export const createSamples = (begun: (name: string) => void) => ({
  /** Moves, and never ends. */
  async moves(): Promise<number> {
    begun('moves');
    const tell = positionTeller();
    for (let page = 1; !Context.current().cancellationSignal.aborted; page++) {
      tell({ page });
      await pause(50);
    }
    return 0;
  },
  /** Stands still on its third page, the first time. */
  async stands(): Promise<number> {
    begun('stands');
    positionTeller()({ page: 3 });
    const { attempt } = activityInfo();
    if (attempt === 1)
      await new Promise((_, reject) => Context.current().cancellationSignal.addEventListener('abort', reject));
    return attempt;
  },
  /** Misses what it needs, as often as that is away. */
  misses(): Promise<number> {
    begun('misses');
    if (away.size > 0) throw new Failure('unavailable', 'It is away.', { dependency: 'postgres' });
    return Promise.resolve(activityInfo().attempt);
  },
});

/** What is away. */
export const away = new Set<string>();

export type Samples = ReturnType<typeof createSamples>;
