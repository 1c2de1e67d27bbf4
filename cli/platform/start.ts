/**
 * `npm start` after its bootstrap, and `docugenie start`: runs the embedded platform in the foreground until it is
 * told to stop, and tells on the terminal what it does.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigurationError, readConfig } from '../../services/config/index.js';
import { migrate } from '../../services/db/index.js';
import { createSigninLink, ensureFirstAdmin } from '../../services/identity/index.js';
import { createServer } from '../client/server.js';
import { CONTENT, createScreen, labelled, type Output, type Screen } from '../terminal/screen.js';
import { duration } from '../terminal/text.js';
import { createInterrupts, onInterrupt } from './interrupt.js';
import { layoutOf, type Layout } from './layout.js';
import { WORKERS, type NodeProgram } from './node-programs.js';
import { startPlatform, type Platform } from './platform.js';
import { readJson } from './private-file.js';
import { readSamples, unfinishedDocuments } from './samples.js';
import type { Death } from './supervised.js';
import { oneLine, trouble } from './trouble.js';

export interface StartOptions {
  /** The product's own folder: holds `dist/` and `samples/`. */
  root: string;
  environment: Readonly<Record<string, string | undefined>>;
  output: Output;
}

/** Runs until told to stop. Answers the exit status; all that a person needs to know has been printed. */
export async function runPlatform({ root, environment, output }: StartOptions): Promise<number> {
  const screen = createScreen(output, environment);
  const interrupts = createInterrupts();
  const deafen = onInterrupt(interrupts);
  let platform: Platform | undefined;
  let status = 0;
  try {
    platform = await start({ root, environment, screen, signal: interrupts.stop }, interrupts.hurry);
    await welcome({ root, environment, screen, platform, signal: interrupts.stop });
    await aborted(interrupts.stop);
  } catch (error) {
    if (!interrupts.stop.aborted) {
      screen.print(`docugenie: ${oneLine(error)}`);
      status = 1;
    }
  }
  if (platform !== undefined) {
    const began = performance.now();
    screen.print(labelled('stopping', 'documents on their way go on at the next start'));
    await platform.stop(interrupts.hurry);
    screen.print(labelled('stopped', duration(performance.now() - began)));
  }
  deafen();
  return status;
}

interface Context {
  root: string;
  environment: StartOptions['environment'];
  screen: Screen;
  signal: AbortSignal;
}

async function start({ root, environment, screen, signal }: Context, hurry: AbortSignal): Promise<Platform> {
  const config = configuration(environment);
  const layout = layoutOf(config.home, environment['DOCUGENIE_TOOLS'] || undefined);
  const began = performance.now();
  const names: string[] = [];
  const live = screen.region();
  const line = (time: string): string => labelled('started', `${startedNames(names).padEnd(46)}${time}`);
  let running = false;
  try {
    const platform = await startPlatform({
      layout,
      config,
      environment,
      api: program(root, 'api', 'dist/api/main.js', []),
      worker: (name) => program(root, name, 'dist/workers/main.js', [name]),
      migrate,
      ensureFirstAdmin,
      signal,
      hurry,
      report: {
        started(started) {
          names.push(...started);
          live.update([line('…')]);
        },
        died: (name, death, delay) => running && screen.print(labelled('', deathLine(name, death, delay))),
        replaced: (name, pid) =>
          running && screen.print(labelled('', `${clock()} ${label(name)} runs again (pid ${pid})`)),
        note: (text) => screen.print(labelled('', text)),
      },
    });
    running = true;
    live.update([]);
    live.end();
    screen.print(line(duration(performance.now() - began)));
    return platform;
  } catch (error) {
    live.update([]);
    live.end();
    throw error;
  }
}

/** What a person needs next: the samples being read, where to look, how to go on, how to stop. */
async function welcome({
  root,
  environment,
  screen,
  platform,
  signal,
}: Context & { platform: Platform }): Promise<void> {
  const config = configuration(environment);
  const layout = layoutOf(config.home);
  try {
    const server = createServer({ url: platform.localUrl, apiKey: apiKeyOf(layout) });
    const waiting = await unfinishedDocuments(server);
    if (waiting > 0)
      screen.print(labelled('library', `${waiting} ${waiting === 1 ? 'document goes' : 'documents go'} on`));
    await readSamples(server, config.samplesPath ?? join(root, 'samples'), screen, signal);
  } catch (error) {
    signal.throwIfAborted();
    screen.print(labelled('samples', oneLine(error))); // not worth ending a platform that works
  }
  const link = await createSigninLink(platform.databaseUrl, { url: platform.publicUrl });
  // Whole and on one line wherever it fits, because it is there to be clicked or copied.
  const inLine = CONTENT + link.length <= screen.columns;
  screen.print(labelled('ready', inLine ? screen.style.strong(link) : 'sign in here (once, within 10 minutes):'));
  if (!inLine) screen.print(`  ${screen.style.strong(link)}`);
  if (platform.temporalUiUrl !== undefined) screen.print(labelled('', `Temporal UI ${platform.temporalUiUrl}`));
  // Another terminal has to be told of a home that is not the usual one.
  const home = environment['DOCUGENIE_HOME'] ? `DOCUGENIE_HOME=${config.home} ` : '';
  screen.print(labelled('', `add more: ${home}npx docugenie add FILE…     stop: Ctrl-C`));
}

function configuration(environment: StartOptions['environment']): ReturnType<typeof readConfig>['config'] {
  try {
    return readConfig({ ...environment }).config;
  } catch (error) {
    if (error instanceof ConfigurationError)
      trouble(`the configuration is wrong: ${error.message}`, 'correct it and start again', error);
    throw error;
  }
}

function apiKeyOf(layout: Layout): string {
  const parsed = z.object({ api_key: z.string() }).safeParse(readJson(layout.credentials));
  return parsed.success
    ? parsed.data.api_key
    : trouble(`there is no key in ${layout.credentials}`, 'start again to make one');
}

const program = (root: string, name: string, script: string, args: readonly string[]): NodeProgram => ({
  name,
  script: join(root, script),
  args,
});

/** `postgres  temporal  api  worker ×3`: always in this order, whatever was faster. */
function startedNames(names: readonly string[]): string {
  const servers = ['postgres', 'temporal', 'api'].filter((name) => names.includes(name));
  const workers = names.filter(worker).length;
  return [...servers, ...(workers === 0 ? [] : [`worker ×${workers}`])].join('  ');
}

const worker = (name: string): boolean => WORKERS.some((each) => each.name === name);
const label = (name: string): string => (worker(name) ? `worker ${name}` : name);
const clock = (): string => new Date().toTimeString().slice(0, 8);

function deathLine(name: string, death: Death, delay: number): string {
  const next = delay === 0 ? 'starting it again' : `starting it again in ${duration(delay)}`;
  return `${clock()} ${label(name)} ended (${death.how}), ${next}${death.how.startsWith('exit') && death.log !== undefined ? `; see ${death.log}` : ''}`;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
