import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { layoutOf } from '../../cli/platform/layout.js';
import { keepPorts } from '../../cli/platform/ports.js';
import { embeddedPostgres } from '../../cli/platform/postgres.js';
import { supervise } from '../../cli/platform/supervised.js';
import { migrate } from '../../services/db/index.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A database that suites clone; its server is the product's own PostgreSQL. */
    templateUrl: string;
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The installed servers and models. */
export const tools = process.env['DOCUGENIE_TOOLS'] ?? join(root, '.docugenie', 'tools');

/** The product's own PostgreSQL in a home of its own, migrated, and started again whenever it dies. */
export async function startPostgres(): Promise<{ url: string; pid: () => number; stop: () => Promise<void> }> {
  if (!existsSync(join(tools, 'installed.json'))) {
    throw new Error(`no servers are installed in ${tools}: run node scripts/setup.mjs, or set DOCUGENIE_TOOLS`);
  }
  const home = mkdtempSync(join(tmpdir(), 'dg-test-'));
  chmodSync(home, 0o755); // the server may run under another user
  const layout = layoutOf(home, tools);
  mkdirSync(layout.logs);
  const { postgres: port = 0 } = await keepPorts(layout.ports, ['postgres']);
  const { url, plan } = embeddedPostgres(layout, port);
  const server = supervise(plan, { changed: () => undefined, died: () => undefined, replaced: () => undefined });
  await server.start();
  await migrate(url);
  return {
    url,
    pid: () => server.pid ?? 0,
    stop: async () => {
      await server.stop(AbortSignal.timeout(10_000));
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/**
 * Builds the programs that some suites start, here and not there: a build begins by removing what another suite may be
 * running. Starts one PostgreSQL for all integration suites, with a migrated template database.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root });
  const { url, stop } = await startPostgres();
  project.provide('templateUrl', url);
  return stop;
}

/** Clones the template; `drop` removes the clone with whatever is still connected to it. */
export async function cloneDatabase(templateUrl: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `test_${Math.random().toString(36).slice(2)}`;
  const admin = new URL(templateUrl);
  const template = admin.pathname.slice(1);
  admin.pathname = '/postgres';
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: admin.href });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await run(`create database ${name} template ${template}`);
  const url = new URL(templateUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`drop database ${name} with (force)`) };
}
