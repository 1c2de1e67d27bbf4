/** What the server is shown. */
export interface Credential {
  /** Asked for once, until it is forgotten; undefined: nothing is shown, the cookie of the page says who we are. */
  current(): Promise<string | undefined>;
  /** The next time it is asked for anew. */
  forget(): void;
}

/** A credential that never changes. */
export const fixed = (token: string | undefined): Credential => ({
  current: () => Promise.resolve(token),
  forget: () => {},
});

/** A credential that `ask` answers. What it throws is thrown to everybody who waits, and it is asked again the next time. */
export function renewable(ask: () => Promise<string>): Credential {
  let known: Promise<string> | null = null;
  return {
    current() {
      const asked = known ?? ask();
      known = asked;
      asked.catch(() => {
        if (known === asked) known = null;
      });
      return asked;
    },
    forget: () => void (known = null),
  };
}

/** Another one than before. */
export async function renewed(credential: Credential): Promise<string> {
  credential.forget();
  return (await credential.current()) ?? '';
}
