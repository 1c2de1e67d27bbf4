/**
 * One supervisor a home. The claim is a file that says who supervises the home, from when, and what it started.
 *
 *   free ─link()─▶ ours ─release()─▶ free
 *   somebody's, alive ─▶ refused        somebody's, dead ─▶ put aside, its processes are ended, then ours
 *
 * `link` makes the file with its content or not at all, so two starts at once cannot both succeed. Whoever puts a
 * dead claim aside checks afterwards that it was the dead one, and puts a live one back.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Layout } from './layout.js';
import { readJson, writePrivateJson } from './private-file.js';
import { identify, isAlive, type ProcessIdentity } from './process-table.js';
import { isSystemError } from './trouble.js';

const Identity = z.object({ pid: z.int().positive(), started: z.string() });
const Claim = Identity.extend({
  /** A copied home brings the claim of another one along; that one is not ours to respect or to end. */
  home: z.string(),
  url: z.string(),
  children: z.array(Identity.extend({ name: z.string() })),
});
type Claim = z.infer<typeof Claim>;

export interface HeldClaim {
  /** What a supervisor that was killed had started, as far as it still runs. */
  readonly orphans: readonly (ProcessIdentity & { name: string })[];
  /** Remembers (or forgets) a process, so that the next start can end it should we be killed. */
  child(name: string, pid: number | undefined): void;
  release(): void;
}

export type ClaimAnswer = { held: HeldClaim } | { by: { pid: number; url: string } };

/** Claims the home for this process; or says which live supervisor has it. */
export function claimHome({ claim: path, home }: Layout, url: string): ClaimAnswer {
  const self = identify(process.pid);
  if (self === undefined) throw new Error('the operating system does not tell when this process started');
  const claim: Claim = { ...self, home, url, children: [] };
  const orphans: Claim['children'] = [];
  const fresh = `${path}.${String(process.pid)}.new`;
  writeFileSync(fresh, JSON.stringify(claim), { mode: 0o600 });
  try {
    while (!linked(fresh, path)) {
      const content = text(path);
      const parsed = Claim.safeParse(readJson(path));
      const other = parsed.success && parsed.data.home === home ? parsed.data : undefined;
      if (other !== undefined && isAlive(other)) return { by: other };
      const aside = `${path}.${String(process.pid)}.old`;
      try {
        renameSync(path, aside);
      } catch (error) {
        if (isSystemError(error) && error.code === 'ENOENT') continue;
        throw error;
      }
      if (text(aside) !== content)
        linked(aside, path); // somebody was faster; theirs goes back
      else if (other !== undefined) orphans.push(...other.children.filter(isAlive));
      rmSync(aside, { force: true });
    }
  } finally {
    rmSync(fresh, { force: true });
  }

  return {
    held: {
      orphans,
      child(name, pid) {
        claim.children = claim.children.filter((child) => child.name !== name);
        const identity = pid === undefined ? undefined : identify(pid);
        if (identity !== undefined) claim.children.push({ name, ...identity });
        writePrivateJson(path, claim);
      },
      release: () => rmSync(path, { force: true }),
    },
  };
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') return false;
    throw error;
  }
}

function text(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
