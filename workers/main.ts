import { readConfig } from '../services/config/index.js';
import { runProcess } from '../services/lifecycle/index.js';
import { createLog } from '../services/observability/index.js';
import { startWorker } from './worker.js';
import { isWorkerName, WORKER_NAMES } from './names.js';

/** Entry point of a worker process: `node dist/workers/main.js workflow|extraction|ml`. */
const name = process.argv[2] ?? '';
if (!isWorkerName(name)) {
  process.stderr.write(`docugenie: there is no worker "${name}" — it takes one of ${WORKER_NAMES.join(', ')}\n`);
  process.exit(2);
}
const { config, secrets } = readConfig(process.env);
const log = createLog(`worker-${name}`, config.logLevel);
await runProcess({ log, lifelineFd: config.lifelineFd, start: () => startWorker(name, { config, secrets, log }) });
