export { createLog, type Logger } from './log.js';
export { createMetrics, type Metrics } from './metrics.js';
export { countingStarts } from './workflow-starts.js';
