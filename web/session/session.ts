import type { Http } from '../http/client.js';
import { asProblem } from '../http/problem.js';
import { createStore, type Readable } from '../ui/store.js';

export type SessionState =
  | { kind: 'asking' }
  | { kind: 'signed_in' }
  /** `spent`: the link was used before, is too old, or was never made; `ended`: the session is over; `left`: signed out by hand. */
  | { kind: 'signed_out'; why: 'none' | 'spent' | 'ended' | 'left' }
  | { kind: 'unreachable' };

export interface Session {
  readonly state: Readable<SessionState>;
  /** Signs in with the link's token, or finds out whether the cookie still stands. */
  begin(token: string | null): Promise<void>;
  /** Asks the server; `ended` only when it says that nobody is signed in. */
  check(): Promise<'stands' | 'ended' | 'unreachable'>;
  /** Any answer 401 comes here. */
  lost(): void;
  leave(): Promise<void>;
}

/** The token of a sign-in link, `#signin=<token>`: a fragment, so that it is never sent or logged. */
export function signinToken(hash: string): string | null {
  return /^#signin=(.+)$/.exec(hash)?.[1] ?? null;
}

/** The cheapest request that only somebody who is signed in is answered. */
const PROBE = '/v1/documents?limit=1';

/** Whether somebody is signed in. The cookie is the server's business: only its answers tell. */
export function createSession(http: () => Http): Session {
  const state = createStore<SessionState>({ kind: 'asking' });

  async function check() {
    try {
      await http().json(PROBE);
      return 'stands' as const;
    } catch (thrown) {
      return asProblem(thrown).status === 401 ? ('ended' as const) : ('unreachable' as const);
    }
  }

  async function probe(otherwise: 'none' | 'spent') {
    try {
      await http().json(PROBE);
      state.set({ kind: 'signed_in' });
    } catch (thrown) {
      const signedOut = asProblem(thrown).status === 401;
      state.set(signedOut ? { kind: 'signed_out', why: otherwise } : { kind: 'unreachable' });
    }
  }

  return {
    state,
    check,
    async begin(token) {
      state.set({ kind: 'asking' });
      if (token === null) return probe('none');
      try {
        await http().json('/v1/sessions', { method: 'POST', body: { signin: token } });
        state.set({ kind: 'signed_in' });
      } catch (thrown) {
        // A link opened twice: the cookie of the first time may still stand.
        if (asProblem(thrown).status === 0) state.set({ kind: 'unreachable' });
        else await probe('spent');
      }
    },
    lost() {
      if (state.get().kind === 'signed_in') state.set({ kind: 'signed_out', why: 'ended' });
    },
    async leave() {
      await http().json('/v1/sessions/current', { method: 'DELETE' });
      state.set({ kind: 'signed_out', why: 'left' });
    },
  };
}
