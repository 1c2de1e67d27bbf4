/**
 * Where the embedded database lives and who runs it.
 *
 * PostgreSQL refuses to run as root. As root it therefore runs as a user without rights: `postgres` where there is one,
 * else `nobody`; either has an entry in the user database, without which initdb fails. That user must reach the
 * programs and the data; when the home is below a folder that is closed to it (a clone under /root), both go to
 * /var/lib/docugenie/<hash of home>. What was decided is recorded in the home and kept: data does not move by itself.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { postgresProgram, type Layout } from './layout.js';
import { readJson, writePrivateJson } from './private-file.js';
import { trouble } from './trouble.js';

const SHARED_PLACE = '/var/lib/docugenie';

const Record = z.object({
  /** The home that it was written for: a home can be moved or copied. */
  home: z.string(),
  /** `home`: below the home itself; `shared`: below /var/lib. */
  at: z.enum(['home', 'shared']),
  user: z.object({ name: z.string(), uid: z.int(), gid: z.int() }).nullable(),
  password: z.string(),
  /** Whether the data has been made completely once. */
  complete: z.boolean(),
});
type Record = z.infer<typeof Record>;

export interface PostgresPlace {
  /** Folder that belongs to the user and holds `data`. */
  readonly folder: string;
  readonly data: string;
  /** Folder that holds the programs. */
  readonly files: string;
  readonly user: Record['user'];
  readonly password: string;
  /** Notes that the data is complete: from now on its absence is an error, not a reason to begin anew. */
  completed(): void;
}

/** The data folder that the home has on record, if any: to find what still runs there. */
export function recordedData(layout: Layout): string | undefined {
  const recorded = read(layout);
  return recorded === undefined ? undefined : join(folderOf(layout, recorded.at), 'data');
}

/** Decides the place, or takes the recorded one, and makes its folders. Throws a Failure with the remedy. */
export function settlePlace(layout: Layout): PostgresPlace {
  const root = process.getuid?.() === 0;
  const recorded = read(layout);
  if (recorded !== undefined) check(layout, recorded, root);
  const user = root ? (recorded?.user ?? unprivilegedUser()) : null;
  const at = recorded?.at ?? (user === null || reaches(user, layout.home) ? 'home' : 'shared');
  if (at === 'home' && user !== null && !reaches(user, layout.home)) {
    trouble(
      `the user ${user.name} cannot reach ${layout.home} any more`,
      'allow it with chmod o+x on the folders above',
    );
  }
  const folder = folderOf(layout, at);
  if (recorded === undefined) putAside(folder);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (user !== null) chownSync(folder, user.uid, user.gid);
  chmodSync(folder, 0o700);

  const record: Record = {
    home: layout.home,
    at,
    user,
    password: recorded?.password ?? randomBytes(24).toString('hex'),
    complete: recorded?.complete ?? false,
  };
  writePrivateJson(layout.postgresRecord, record);
  return {
    folder,
    data: join(folder, 'data'),
    files: user === null ? layout.postgresFiles : readableFiles(layout, user),
    user,
    password: record.password,
    completed: () => writePrivateJson(layout.postgresRecord, { ...record, complete: true }),
  };
}

/** Where the database of a home is that its user cannot reach. */
export const sharedPlace = (home: string): string =>
  join(SHARED_PLACE, createHash('sha256').update(home).digest('hex').slice(0, 16));

const folderOf = (layout: Layout, at: Record['at']): string =>
  at === 'home' ? layout.postgresData : join(sharedPlace(layout.home), 'postgres');

function read(layout: Layout): Record | undefined {
  const parsed = Record.safeParse(readJson(layout.postgresRecord));
  return parsed.success ? parsed.data : undefined;
}

/** Refuses to go on where data would be lost, shared or unreadable; lets the data of a moved home follow it. */
function check(layout: Layout, recorded: Record, root: boolean): void {
  if ((recorded.user !== null) !== root) {
    trouble(
      `the database in ${layout.home} was made ${root ? 'by an ordinary user' : 'by root'}`,
      `start ${root ? 'as that user' : 'as root'} again, or choose another folder with DOCUGENIE_HOME`,
    );
  }
  if (recorded.at === 'shared' && recorded.home !== layout.home) {
    if (existsSync(recorded.home)) {
      trouble(
        `${layout.home} is a copy of ${recorded.home}, and their database is the one in ${sharedPlace(recorded.home)}`,
        `remove ${layout.postgresRecord} to begin with an empty one here`,
      );
    }
    if (existsSync(sharedPlace(recorded.home))) renameSync(sharedPlace(recorded.home), sharedPlace(layout.home));
  }
  const data = join(folderOf(layout, recorded.at), 'data');
  if (recorded.complete && !existsSync(join(data, 'PG_VERSION'))) {
    trouble(
      `the database of this home is gone from ${data}`,
      `put it back, or remove ${layout.postgresRecord} to begin with an empty one`,
    );
  }
}

function unprivilegedUser(): NonNullable<PostgresPlace['user']> {
  for (const name of ['postgres', 'nobody']) {
    try {
      const number = (what: '-u' | '-g'): number =>
        Number(execFileSync('id', [what, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
      const found = { name, uid: number('-u'), gid: number('-g') };
      if (found.uid > 0) return found;
    } catch {
      // no such user
    }
  }
  trouble(
    'PostgreSQL does not run as root, and there is neither a user "postgres" nor "nobody"',
    'start as another user',
  );
}

/** Whether that user can get at a file or folder: asked of the operating system, which knows about every folder above. */
function reaches(user: { uid: number; gid: number }, path: string): boolean {
  return (
    spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { uid: user.uid, gid: user.gid, cwd: '/' }).status === 0
  );
}

/** Data without a record is of an earlier home at this path: not ours, and not garbage. One generation is kept beside. */
function putAside(folder: string): void {
  if (!existsSync(folder)) return;
  rmSync(`${folder}.old`, { recursive: true, force: true });
  renameSync(folder, `${folder}.old`);
}

/** The programs where that user can run them: as installed, or copied once for each version. */
function readableFiles(layout: Layout, user: { uid: number; gid: number }): string {
  const from = layout.postgresFiles;
  const program = postgresProgram(from, 'postgres');
  if (!existsSync(program)) trouble('PostgreSQL is not installed', `remove ${layout.tools} and run npm start again`);
  if (reaches(user, program)) return from;
  const to = join(sharedPlace(layout.home), 'postgresql');
  const version = createHash('sha256').update(readFileSync(program)).digest('hex');
  const stamp = join(to, 'version');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === version) return to;
  const fresh = `${to}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(sharedPlace(layout.home), { recursive: true, mode: 0o755 });
  cpSync(from, fresh, { recursive: true });
  writeFileSync(join(fresh, 'version'), version);
  rmSync(to, { recursive: true, force: true });
  renameSync(fresh, to);
  return to;
}
