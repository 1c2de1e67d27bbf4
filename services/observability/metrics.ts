import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Bounds of the buckets of all histograms, from a query to a scanned book. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800];

/** How often the delay of the event loop is sampled. Each 10 ms, as is usual, costs 0.7 % of a core in each idle process. */
const LAG_SAMPLES_MS = 100;

/** Every metric of the product, also of what is still to come. Labels are bounded: names of steps, routes and outcomes, never an id. */
export function createMetrics(process: string) {
  const registry = new Registry();
  registry.setDefaultLabels({ process });
  collectDefaultMetrics({
    register: registry,
    prefix: 'docugenie_',
    eventLoopMonitoringPrecision: LAG_SAMPLES_MS,
  });
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter({ name: `docugenie_${name}`, help, labelNames, registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge({ name: `docugenie_${name}`, help, labelNames, registers });
  const histogram = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Histogram({ name: `docugenie_${name}`, help, labelNames, buckets: SECONDS, registers });
  return {
    registry,
    documents: counter('documents_total', 'Documents that ended, by status', ['status']),
    documentDuration: histogram('document_duration_seconds', 'From received to terminal'),
    stepDuration: histogram('step_duration_seconds', 'Work of a step, from start to effect', ['step']),
    stepAttempts: counter('step_attempts_total', 'Attempts at steps', ['step', 'outcome']),
    workflowStarts: counter('workflow_starts_total', 'Workflows asked to start', ['type']),
    eventsEmitted: counter('events_emitted_total', 'Events written', ['type']),
    deliveryLag: histogram('event_delivery_lag_seconds', 'From the time of an event to its frame'),
    wsConnections: gauge('ws_connections', 'Open WebSocket connections'),
    wsFrames: counter('ws_frames_sent_total', 'Frames sent to WebSocket clients'),
    wsClosed: counter('ws_closed_total', 'WebSocket connections that the server ended, by why', ['reason']),
    wsSlow: counter('ws_slow_consumers_total', 'Connections closed because they did not keep up'),
    httpDuration: histogram('http_request_duration_seconds', 'Requests by route', ['method', 'route', 'status']),
    circuitOpen: gauge('circuit_open', '1 while work waits for a dependency that is away', ['dependency']),
    corrections: counter('corrections_total', 'What the reconciler had to set right', ['kind']),
    inference: histogram('inference_duration_seconds', 'Classification of one document', ['model']),
    uploadBytes: counter('upload_bytes_total', 'Bytes received as documents'),
    cacheRequests: counter('cache_requests_total', 'Look-ups in caches', ['cache', 'outcome']),
    modelAccuracy: gauge('model_accuracy', 'Share of right labels, as last measured', ['model', 'alias']),
    modelDrift: gauge('model_drift', 'Distance of what comes in from what was learned', ['model', 'kind']),
    trainingRuns: counter('training_runs_total', 'Training runs that ended', ['model', 'outcome']),
    reportRuns: counter('report_runs_total', 'Reports that ended', ['outcome']),
    notifications: counter('notifications_total', 'Notifications, by channel and what became of them', [
      'channel',
      'outcome',
    ]),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
