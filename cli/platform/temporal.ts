import { execFile } from 'node:child_process';
import http2 from 'node:http2';
import { promisify } from 'node:util';
import { plainEnvironment } from './environment.js';
import type { Layout } from './layout.js';
import { logFile } from './log-file.js';
import { until } from './pause.js';
import type { ProcessPlan } from './supervised.js';

const run = promisify(execFile);

/** How long closed runs stay to be looked at. The dev server starts with one day. */
const RETENTION = '30d';

/** What runs can be searched by, in the UI and by API. */
const SEARCH_ATTRIBUTES = ['TenantId', 'DocumentStatus', 'DocumentType', 'ModelName', 'ReportScheduleId'];

/**
 * The dev server has one history shard, and its queue processors ask at most 20 times a second for each: a step then costs 50 ms. With
 * 500 it costs 12 ms; eager execution hands the first activities to the worker with its workflow task.
 */
const DYNAMIC_CONFIG = [
  'history.transferProcessorMaxPollRPS=500',
  'history.timerProcessorMaxPollRPS=500',
  'history.visibilityProcessorMaxPollRPS=500',
  'system.enableActivityEagerExecution=true',
];

/**
 * A write-ahead log instead of a rollback journal: twice as many workflows start in a second, and a commit still
 * waits for the disk (`full`), so that nothing acknowledged is lost when the power fails.
 */
const SQLITE_PRAGMAS = ['journal_mode=wal', 'synchronous=full'];

export interface TemporalPorts {
  port: number;
  uiPort: number;
  httpPort: number;
  metricsPort: number;
}

/** How to run the embedded Temporal server: workflows survive in a SQLite file in the home. */
export function embeddedTemporal(
  layout: Layout,
  namespace: string,
  ports: TemporalPorts,
): { address: string; uiUrl: string; plan: ProcessPlan } {
  const address = `127.0.0.1:${ports.port}`;
  const environment = plainEnvironment(layout);
  const plan: ProcessPlan = {
    name: 'temporal',
    prepare: () =>
      Promise.resolve({
        argv: [
          layout.temporalBinary,
          ...['server', 'start-dev', '--db-filename', layout.temporalDatabase],
          ...['--ip', '127.0.0.1', '--port', String(ports.port), '--http-port', String(ports.httpPort)],
          ...[
            '--ui-port',
            String(ports.uiPort),
            '--ui-disable-news-fetch',
            '--metrics-port',
            String(ports.metricsPort),
          ],
          ...['--namespace', namespace, '--log-format', 'json'],
          ...SEARCH_ATTRIBUTES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
          ...SQLITE_PRAGMAS.flatMap((pragma) => ['--sqlite-pragma', pragma]),
          ...DYNAMIC_CONFIG.flatMap((entry) => ['--dynamic-config-value', entry]),
        ],
        environment,
        folder: layout.home,
        stopSignal: 'SIGTERM',
        graceMs: 3_000,
        watchesLifeline: false,
        log: logFile(layout.logs, 'temporal'),
      }),
    async ready(signal) {
      await until(() => namespaceAnswers(ports.port, namespace), {
        interval: 40,
        limit: Number.POSITIVE_INFINITY,
        signal,
      });
      const retention = [
        'operator',
        'namespace',
        'update',
        '--retention',
        RETENTION,
        '-n',
        namespace,
        '--address',
        address,
      ];
      await until(() => run(layout.temporalBinary, retention, { env: environment, signal }).catch(() => undefined), {
        interval: 500,
        limit: Number.POSITIVE_INFINITY,
        signal,
      });
    },
  };
  return { address, uiUrl: `http://127.0.0.1:${ports.uiPort}`, plan };
}

/**
 * Asks the server for its namespace, which says more than an open port: the service behind it works. One gRPC call by
 * hand (HTTP/2, a length-prefixed protobuf message whose field 1 is the name), because a whole gRPC client would take
 * longer to load than Temporal takes to start.
 */
function namespaceAnswers(port: number, namespace: string): Promise<true | undefined> {
  return new Promise((resolve) => {
    const session = http2.connect(`http://127.0.0.1:${port}`);
    const finish = (answer: true | undefined): void => {
      session.destroy();
      resolve(answer);
    };
    session.setTimeout(2_000, () => finish(undefined));
    session.on('error', () => finish(undefined));
    const request = session.request({
      ':method': 'POST',
      ':path': '/temporal.api.workflowservice.v1.WorkflowService/DescribeNamespace',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const status = (headers: http2.IncomingHttpHeaders): void => {
      const code = headers['grpc-status'];
      if (code !== undefined) finish(code === '0' ? true : undefined);
    };
    request.on('response', status);
    request.on('trailers', status);
    request.on('error', () => finish(undefined));
    request.on('close', () => finish(undefined));
    request.resume();
    const name = Buffer.from(namespace);
    const message = Buffer.concat([Buffer.from([0x0a, name.length]), name]);
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(message.length, 1);
    request.end(Buffer.concat([prefix, message]));
  });
}
