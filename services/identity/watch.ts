import type { Queryable } from '../db/index.js';
import { nameOf, readStanding, type Credential } from './credential.js';

/** How long a credential that was ended elsewhere, or expired, may go unnoticed; one query for all that are watched. */
const POLL_MS = 1_000;
/** Said this long before the end, so that a client can show another credential in time. */
export const EXPIRING_S = 25;

export interface CredentialListener {
  /** It expires in so many seconds; told once. */
  expiring?(inS: number): void;
  /** It no longer lets in; told once. */
  ended(): void;
}

interface Watched {
  credential: Credential;
  listener: CredentialListener;
  warned: boolean;
}

export interface CredentialWatch {
  /** Answers what ends the watch. */
  watch(credential: Credential, listener: CredentialListener): () => void;
  /** It was ended here: whoever serves it hears of it before this returns. */
  end(credential: Credential): void;
  /** Somewhere a credential was ended: the rows are asked now. */
  look(): void;
  start(): void;
  stop(): void;
}

/**
 * Tells who serves a credential for longer than one request (sockets, streams) when it no longer lets in:
 *
 *   standing ─25 s before it expires─▶ expiring ─┐
 *      └─signed out, revoked, expired────────────┴─▶ ended
 *
 * The rows are the truth and are asked every second, and when another process has ended one; what ends in this process is
 * told at once. While the database is
 * away nothing is told: nothing can be read then that a credential would let one read.
 */
export function createCredentialWatch(deps: { db: Queryable; onError: (error: unknown) => void }): CredentialWatch {
  const all = new Set<Watched>();
  let timer: NodeJS.Timeout | undefined;
  let asking = false;

  function tellEnded(which: (credential: Credential) => boolean): void {
    for (const watched of [...all]) {
      if (!which(watched.credential)) continue;
      all.delete(watched);
      watched.listener.ended();
    }
  }

  async function poll(): Promise<void> {
    if (asking || all.size === 0) return;
    asking = true;
    const asked = new Map([...all].map(({ credential }) => [nameOf(credential), credential]));
    try {
      const standing = await readStanding(deps.db, [...asked.values()]);
      const left = new Map(standing.map((one) => [nameOf(one), one.seconds]));
      tellEnded((credential) => asked.has(nameOf(credential)) && !left.has(nameOf(credential)));
      for (const watched of all) {
        const seconds = left.get(nameOf(watched.credential)) ?? null;
        if (watched.warned || seconds === null || seconds > EXPIRING_S) continue;
        watched.warned = true;
        watched.listener.expiring?.(Math.max(0, Math.floor(seconds)));
      }
    } catch (error) {
      deps.onError(error);
    } finally {
      asking = false;
    }
  }

  return {
    watch(credential, listener) {
      const watched: Watched = { credential, listener, warned: false };
      all.add(watched);
      return () => all.delete(watched);
    },
    end: (ended) => tellEnded((credential) => nameOf(credential) === nameOf(ended)),
    look: () => void poll(),
    start: () => void (timer ??= setInterval(() => void poll(), POLL_MS)),
    stop: () => clearInterval(timer),
  };
}
