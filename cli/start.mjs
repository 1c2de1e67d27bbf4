#!/usr/bin/env node
/**
 * `npm start`: sets up what is missing, then runs the platform in this process until Ctrl-C. Needs nothing installed.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.log(
    `docugenie: Node.js ≥ 20.19 is needed, this is ${process.versions.node} — install a newer one (nodejs.org)`,
  );
  process.exit(1);
}

// What is printed may go to a pipe that somebody closes (`npm start | head`); the platform goes on.
process.stdout.on('error', () => undefined);

console.log(`DocuGenie ${version}`);
const stopped = new AbortController();
const stop = () => stopped.abort();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);

const { bootstrap, homeOf } = await import('./bootstrap/index.mjs');
const { oneLine } = await import('./bootstrap/trouble.mjs');
try {
  await bootstrap({ root, environment: process.env, output: process.stdout, signal: stopped.signal });
} catch (error) {
  if (!stopped.signal.aborted) console.log(`docugenie: ${oneLine(error)}`);
  process.exit(stopped.signal.aborted ? 130 : 1);
}
const { runPlatform } = await import('../dist/cli/platform/start.js');
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, stop);
if (stopped.signal.aborted) process.exit(130);
const environment = { ...process.env, DOCUGENIE_HOME: homeOf(root, process.env) };
process.exit(await runPlatform({ root, environment, output: process.stdout }));
