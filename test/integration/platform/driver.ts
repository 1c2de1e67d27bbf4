/**
 * A supervisor in a process of its own, with stand-ins for the api and the workers: what the tests kill and stop.
 * Its environment says where: DOCUGENIE_HOME, DOCUGENIE_TOOLS, PORT, STAND_IN (the stand-ins' script).
 */
import { createInterrupts, onInterrupt } from '../../../cli/platform/interrupt.js';
import { layoutOf } from '../../../cli/platform/layout.js';
import { startPlatform } from '../../../cli/platform/platform.js';
import { oneLine } from '../../../cli/platform/trouble.js';
import { readConfig } from '../../../services/config/index.js';

const environment = process.env;
const { config } = readConfig(environment);
const standIn = environment['STAND_IN'] ?? '';
const interrupts = createInterrupts();
onInterrupt(interrupts);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  const platform = await startPlatform({
    layout: layoutOf(config.home, environment['DOCUGENIE_TOOLS']),
    config,
    environment,
    api: { name: 'api', script: standIn, args: ['api'] },
    worker: (name) => ({ name, script: standIn, args: [name] }),
    migrate: () => Promise.resolve(),
    ensureFirstAdmin: () => Promise.resolve(),
    report: {
      started: (names) => say(`started ${names.join(' ')}`),
      died: (name, { how }, delay) => say(`died ${name} ${how} ${delay}`),
      replaced: (name) => say(`replaced ${name}`),
      note: say,
    },
    signal: interrupts.stop,
    hurry: interrupts.hurry,
  });
  say('ready');
  if (!interrupts.stop.aborted) await new Promise((resolve) => interrupts.stop.addEventListener('abort', resolve));
  await platform.stop(interrupts.hurry);
  say('stopped');
  process.exit(0);
} catch (error) {
  say(`failed: ${oneLine(error)}`);
  process.exit(1);
}
