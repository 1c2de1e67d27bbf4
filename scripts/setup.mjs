/** Installs and builds everything that the product and its tests need, without starting anything: `node scripts/setup.mjs`. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bootstrap } from '../cli/bootstrap/index.mjs';
import { oneLine } from '../cli/bootstrap/trouble.mjs';

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopped.abort());
try {
  await bootstrap({
    root: join(dirname(fileURLToPath(import.meta.url)), '..'),
    environment: process.env,
    output: process.stdout,
    signal: stopped.signal,
  });
} catch (error) {
  console.log(`docugenie: ${oneLine(error)}`);
  process.exit(1);
}
