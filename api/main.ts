import { readConfig } from '../services/config/index.js';
import { runProcess } from '../services/lifecycle/index.js';
import { createLog } from '../services/observability/index.js';
import { startApi } from './server.js';

/** Entry point of an api process: `node dist/api/main.js`. */
const { config, secrets } = readConfig(process.env);
const log = createLog('api', config.logLevel);
await runProcess({ log, lifelineFd: config.lifelineFd, start: () => startApi({ config, secrets, log }) });
