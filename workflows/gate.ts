import {
  ApplicationFailure,
  CancellationScope,
  condition,
  defineUpdate,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import { HOLD_UPDATE, type Hold } from '../domain/documents/document.js';

const hold = defineUpdate<undefined, [Hold]>(HOLD_UPDATE);

export interface Gate {
  /**
   * Does the work once the run is not paused. A pause cancels what is in hand, and the work begins again after it, behind
   * what it has stored.
   */
  pass<T>(work: () => Promise<T>): Promise<T>;
}

/** Takes the messages that pause a run and let it go on; one that is older than the last is refused. */
export function createGate(): Gate {
  let revision = 0;
  let paused = false;
  const inHand = new Set<CancellationScope>();

  setHandler(
    hold,
    (message) => {
      ({ revision, paused } = message);
      setCurrentDetails(paused ? 'Paused: goes on when its document is resumed.' : '');
      if (paused) inHand.forEach((scope) => scope.cancel());
      return undefined;
    },
    {
      validator: (message: Hold) => {
        if (message.revision < revision) throw ApplicationFailure.nonRetryable('A later message is known.', 'stale');
      },
    },
  );

  return {
    async pass(work) {
      for (;;) {
        if (paused) await condition(() => !paused);
        const scope = new CancellationScope();
        inHand.add(scope);
        try {
          return await scope.run(work);
        } catch (error) {
          // An attempt that fails or times out before it hears of the pause is not tried again by the server, and says
          // why it failed instead of that it was cancelled.
          if (!scope.consideredCancelled || CancellationScope.current().consideredCancelled) throw error;
        } finally {
          inHand.delete(scope);
        }
      }
    },
  };
}
