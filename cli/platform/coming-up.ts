import type { Layout } from './layout.js';
import { lastError, logFile } from './log-file.js';
import { askReadyz } from './readyz.js';
import { KeepsDying, type Supervised } from './supervised.js';
import { trouble } from './trouble.js';

/** Longest time for one process to come up; recovery after a crash is part of it. */
const START_LIMIT_MS = 90_000;

/** Starts one process and waits until it is ready, with a limit. Throws a Failure that says what was wrong in terms of its log. */
export async function comesUp(
  supervised: Supervised,
  layout: Layout,
  signal: AbortSignal,
  localUrl: string,
): Promise<void> {
  const log = logFile(layout.logs, supervised.name);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Late()), START_LIMIT_MS);
    signal.addEventListener('abort', () => reject(new Late()), { once: true });
  });
  try {
    await Promise.race([supervised.start(), late]);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof KeepsDying) {
      trouble(`${error.process} does not start (${error.death.how})${colon(error.death.said)}`, `read ${log}`, error);
    }
    if (error instanceof Late) {
      const why = supervised.name === 'api' ? await askReadyz(localUrl) : lastError(log);
      trouble(
        `${supervised.name} was not ready after ${START_LIMIT_MS / 1000} s${colon(why === true ? undefined : why)}`,
        `read ${log}`,
        error,
      );
    }
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

class Late extends Error {
  override readonly name = 'Late';
}

const colon = (said: string | undefined): string =>
  said === undefined || said === '' ? '' : `: ${said.slice(0, 300)}`;
