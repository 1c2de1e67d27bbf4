#!/usr/bin/env node
/** The `docugenie` command: reads arguments, calls the command, prints what went wrong in one line. */
import { Command, CommanderError, Option } from 'commander';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DOCUMENT_STATUSES, STEP_NAMES, type StepName } from '../domain/documents/document.js';
import { add } from './commands/add.js';
import { changeAll, namedOrAll, type Selection } from './commands/change-all.js';
import { change, remove } from './commands/change.js';
import type { Context } from './commands/context.js';
import { list } from './commands/list.js';
import { drain, queues, undrain } from './commands/queues.js';
import { search } from './commands/search.js';
import { show } from './commands/show.js';
import { status } from './commands/status.js';
import { runTask, tasks } from './commands/tasks.js';
import { versions } from './commands/versions.js';
import { watch, type WatchOptions } from './commands/watch.js';
import { layoutOf } from './platform/layout.js';
import { versionOf } from './platform/version.js';
import { oneLine } from './platform/trouble.js';
import { createAsk } from './terminal/ask.js';
import { createScreen } from './terminal/screen.js';

// What only some commands need is loaded by them: `docugenie search` must not wait for a database driver.
const serving = () => import('./commands/serve.js');
const starting = () => import('./platform/start.js');
const releasing = () => import('./commands/release.js');

const root = rootAbove(dirname(fileURLToPath(import.meta.url)));
const home = (process.env['DOCUGENIE_HOME'] || undefined)?.replace(/^~(?=$|\/)/, homedir()) ?? join(root, '.docugenie');
const environment: NodeJS.ProcessEnv = { ...process.env, DOCUGENIE_HOME: resolve(home) };
const interrupted = new AbortController();
const context: Context = {
  root,
  environment,
  layout: layoutOf(home, environment['DOCUGENIE_TOOLS'] || undefined),
  screen: createScreen(process.stdout, environment),
  signal: interrupted.signal,
  ask: createAsk(process.stdin, process.stdout),
};

/** Runs a command whose answer is the exit status; `undefined`: it goes on by itself and ends the process when it likes. */
async function finish(work: Promise<number | undefined>): Promise<void> {
  const answer = await work;
  if (answer !== undefined) process.exitCode = answer;
}

/** Ctrl-C ends a waiting command; what was uploaded goes on. The servers listen for themselves. */
function interruptible(): void {
  process.once('SIGINT', () => {
    interrupted.abort();
    process.exitCode = 130;
  });
}

/** What is changed or deleted must be named whole. */
const WHICH = 'its id, the beginning or the end of its id, or its whole name';

const program = new Command('docugenie')
  .description("Reads a team's documents durably.")
  .version(versionOf(root))
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'docugenie: ')) });

program
  .command('add')
  .description('upload files, or all files of folders, and wait until they have been read')
  .argument('<path...>', 'files and folders')
  .option('--no-wait', 'do not wait until they have been read')
  .option('--json', 'print the documents as JSON', false)
  .addHelpText(
    'after',
    `
Ends with
    0  everything was read
    1  a file is missing, was refused or could not be read
    3  everything was accepted, but the server stopped before it had been read;
       it goes on at the next start
  130  Ctrl-C: what was accepted is read all the same`,
  )
  .action((paths: string[], options: { wait: boolean; json: boolean }) => {
    interruptible();
    return finish(add(context, paths, options));
  });

program
  .command('watch')
  .description('print what happens, while it happens, until Ctrl-C')
  .argument('[channel]', 'tenant (everything), document:ID, or me (your inbox)', 'tenant')
  .option('--json', 'print the events as JSON, one a line', false)
  .option('--from <position>', 'EPOCH:OFFSET of the last event you have: begins behind it')
  .addHelpText(
    'after',
    `
Every event once and in order, also when the connection is lost meanwhile.
Ends with
    0  Ctrl-C
    1  events behind the position are gone, the key was revoked, or the
       document was deleted`,
  )
  .action((channel: string, options: WatchOptions) => {
    process.once('SIGINT', () => interrupted.abort());
    return finish(watch(context, channel, options));
  });

program
  .command('search')
  .description('find documents by words, by meaning, or both')
  .argument('<query...>', 'what to look for')
  .addOption(new Option('--mode <mode>', 'how').choices(['hybrid', 'text', 'semantic']).default('hybrid'))
  .option('--label <type>', 'only documents of this type')
  .addOption(new Option('--status <status>', 'only documents of this status').choices(DOCUMENT_STATUSES))
  .option('--limit <count>', 'at most this many hits', '10')
  .option('--json', 'print the hits as JSON', false)
  .action((query: string[], options: { mode: string; label?: string; status?: string; limit: string; json: boolean }) =>
    finish(search(context, query.join(' '), options)),
  );

program
  .command('list')
  .description('list documents, newest first')
  .addOption(new Option('--status <status>', 'only documents of this status').choices(DOCUMENT_STATUSES))
  .option('--label <type>', 'only documents of this type')
  .option('--limit <count>', 'at most this many', '20')
  .option('--json', 'print them as JSON', false)
  .action((options: { status?: string; label?: string; limit: string; json: boolean }) =>
    finish(list(context, options)),
  );

program
  .command('show')
  .description('show a document: what it is, its steps, its fields')
  .argument('<document>', 'its id, the beginning or the end of its id, or its name')
  .addOption(new Option('--text', 'print its text').default(false).conflicts(['markdown', 'json']))
  .addOption(new Option('--markdown', 'print it as Markdown').default(false).conflicts('json'))
  .option('--json', 'print it as JSON', false)
  .action((which: string, options: { text: boolean; markdown: boolean; json: boolean }) =>
    finish(show(context, which, options)),
  );

/** What chooses many documents instead of the one that is named. */
const chooses = (command: Command): Command =>
  command
    .argument('[document]', WHICH)
    .option('--all', 'all documents, or those that the options below choose', false)
    .addOption(new Option('--status <status>', 'with --all: only documents of this status').choices(DOCUMENT_STATUSES))
    .option('--label <type>', 'with --all: only documents of this type')
    .option('--name <part>', "with --all: only documents with this in the file's name");

const CHANGES = {
  pause: 'hold documents where they are, for as long as you like',
  resume: 'let paused documents go on',
  cancel: 'stop reading documents; they stay in the library',
  retry: 'read failed or cancelled documents again, from where they stopped',
  reprocess: 'read documents again, also those that are done; earlier results are kept',
} as const;

for (const verb of ['pause', 'resume', 'cancel', 'retry', 'reprocess'] as const) {
  const command = chooses(program.command(verb).description(CHANGES[verb])).option(
    '--json',
    'print the answer as JSON',
    false,
  );
  if (verb === 'reprocess')
    command.addOption(new Option('--from <step>', 'the step to begin with').choices(STEP_NAMES).default('extract'));
  command.action((which: string | undefined, options: Selection & { from?: StepName; json: boolean }) => {
    const named = namedOrAll(which, options);
    return finish(named === undefined ? changeAll(context, verb, options) : change(context, named, verb, options));
  });
}

chooses(program.command('delete').description('delete documents with their bytes, at once and for good'))
  .option('--yes', 'with --all: do not ask', false)
  .action((which: string | undefined, options: Selection & { yes: boolean }) => {
    const named = namedOrAll(which, options);
    return finish(
      named === undefined ? changeAll(context, 'delete', { ...options, json: false }) : remove(context, named),
    );
  });

program
  .command('versions')
  .description('list the runs of a document, and what each found')
  .argument('<document>', 'its id, the beginning or the end of its id, or its name')
  .option('--json', 'print them as JSON', false)
  .action((which: string, options: { json: boolean }) => finish(versions(context, which, options)));

program
  .command('queues')
  .description('list the task queues, and which are drained')
  .option('--json', 'print them as JSON', false)
  .action((options: { json: boolean }) => finish(queues(context, options)));

program
  .command('drain')
  .description('take nothing new from a queue; what is in hand ends')
  .argument('<queue>', 'docugenie, extraction or ml')
  .option('--reason <text>', 'why, for everybody to read')
  .option('--json', 'print the queue as JSON', false)
  .action((name: string, options: { reason?: string; json: boolean }) => finish(drain(context, name, options)));

program
  .command('undrain')
  .description('take from a queue again')
  .argument('<queue>', 'docugenie, extraction or ml')
  .option('--json', 'print the queue as JSON', false)
  .action((name: string, options: { json: boolean }) => finish(undrain(context, name, options)));

program
  .command('tasks')
  .description('what the product does by itself from time to time: last run, result, next run')
  .option('--json', 'print them as JSON', false)
  .action((options: { json: boolean }) => finish(tasks(context, options)))
  .command('run')
  .description('do one now, and wait for what comes of it')
  .argument('<task>', 'its name')
  .option('--no-wait', 'do not wait')
  .action((name: string, options: { wait: boolean }) => {
    interruptible();
    return finish(runTask(context, name, options));
  });

program
  .command('status')
  .description('health, documents by status, what they wait for, processes')
  .option('--json', 'print it as JSON', false)
  .action((options: { json: boolean }) => finish(status(context, options)));

program
  .command('signin')
  .description("print a new sign-in link; in the clone's folder: npx docugenie signin")
  .action(() => finish(serving().then(({ signin }) => signin(context))));

program
  .command('start')
  .description('run the embedded platform until Ctrl-C (npm start also sets up what is missing)')
  .action(() =>
    finish(
      starting().then(async ({ runPlatform }) =>
        process.exit(await runPlatform({ root, environment, output: process.stdout })),
      ),
    ),
  );

program
  .command('api')
  .description('run the api alone, configured by its environment')
  .action(() => finish(serving().then(({ serve }) => serve(context, ['api', 'main.js'], []))));

program
  .command('worker')
  .description('run one worker alone, configured by its environment')
  .argument('<name>', 'workflow, extraction or ml')
  .action((name: string) => finish(serving().then(({ serve }) => serve(context, ['workers', 'main.js'], [name]))));

program
  .command('migrate')
  .description('bring the database schema up to date')
  .action(() => finish(serving().then(({ migrateDatabase }) => migrateDatabase(context))));

program
  .command('release')
  .description('give new work to a build of the workers, once they are all there; an earlier one to roll back')
  .argument('[build]', 'its TEMPORAL_WORKER_BUILD_ID')
  .option('--wait <seconds>', 'how long its workers may take to come', '60')
  .addOption(new Option('--show', 'print the builds, and change nothing').default(false).conflicts('wait'))
  .action((build: string | undefined, options: { wait: string; show: boolean }) => {
    interruptible();
    return finish(
      releasing().then(({ release, showBuilds }) =>
        options.show ? showBuilds(context) : release(context, build, options.wait),
      ),
    );
  });

program
  .command('schedules')
  .description('register what the product does from time to time, or bring it up to date')
  .action(() => finish(import('./commands/schedules.js').then(({ schedules }) => schedules(context))));

// Who forgot an argument sees what to write, in one more line.
for (const command of program.commands) {
  const [usage = ''] = command.helpInformation().split('\n');
  command.showHelpAfterError(`${usage}   (docugenie ${command.name()} --help says more)`);
}

process.stdout.on('error', () => process.exit(0)); // `docugenie search … | head`

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else if (!interrupted.signal.aborted) {
    process.stderr.write(`docugenie: ${oneLine(error)}\n`);
    process.exitCode = 1;
  }
}

/** The folder of our package.json: two above `dist/cli`. */
function rootAbove(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : rootAbove(dirname(folder));
}
