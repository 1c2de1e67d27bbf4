import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { DOCUMENT_STATUSES } from '../../domain/documents/document.js';
import type { Database } from '../../services/db/index.js';
import type { DocumentReader } from '../../services/documents/index.js';
import type { HintPublisher } from '../../services/events/index.js';
import { assertTask, drainQueue, listOutages, listQueues, listTasks } from '../../services/operation/index.js';
import { changeRefusals, IdempotencyKey, json, keyRefused, problem, refusals, secured, Time } from '../contract.js';
import type { ApiContext, ApiEnvironment } from '../environment.js';
import type { LookAtComponents } from '../health/components.js';
import type { Idempotency } from '../idempotency.js';
import { VERSION } from '../version.js';

/** Every open page asks, after each thing that happens; the components are looked at this often only. */
const FRESH_MS = 10_000;

const NONE = Object.fromEntries(DOCUMENT_STATUSES.map((status) => [status, 0]));

const QueueSchema = z
  .object({
    name: z.string().openapi({ example: 'extraction' }),
    drained_at: Time.nullable().openapi({ description: 'since when nothing new is taken from it' }),
    reason: z.string().nullable(),
  })
  .openapi('Queue');

const SystemSchema = z
  .object({
    version: z.string().openapi({ example: VERSION }),
    healthy: z.boolean(),
    components: z.array(
      z.object({
        name: z.string().openapi({ example: 'postgres' }),
        healthy: z.boolean(),
        detail: z.string().nullable().openapi({ description: 'why it is not healthy' }),
        version: z.string().nullable(),
      }),
    ),
    queues: z.array(QueueSchema),
    waiting: z
      .array(z.object({ process: z.string(), dependency: z.string(), since: Time, reason: z.string() }))
      .openapi({ description: 'processes whose documents wait for something that is away' }),
    documents: z
      .record(z.string(), z.number().int())
      .openapi({ description: 'how many the tenant has of each status', example: NONE }),
  })
  .openapi('System');

const TaskSchema = z
  .object({
    name: z.string().openapi({ example: 'reconcile' }),
    description: z.string(),
    every_s: z.number().int(),
    last_run: z
      .object({
        started_at: Time,
        ended_at: Time.nullable(),
        outcome: z.enum(['completed', 'failed']).nullable(),
        result: z.unknown().openapi({ description: 'how many of each kind', example: { started: 0, closed: 0 } }),
      })
      .nullable(),
    next_run: Time.nullable().openapi({ description: 'not known while Temporal does not answer' }),
  })
  .openapi('PeriodicTask');

const common = { tags: ['operation'], security: secured };

const system = createRoute({
  ...common,
  method: 'get',
  path: '/v1/system',
  operationId: 'getSystem',
  summary: 'Health and version of every component, drained queues, and how many documents there are',
  responses: { 200: json('System', SystemSchema), ...refusals },
});

const tasks = createRoute({
  ...common,
  method: 'get',
  path: '/v1/system/tasks',
  operationId: 'listTasks',
  summary: 'What happens from time to time: last run, next run, result',
  responses: {
    200: json('Tasks', z.object({ items: z.array(TaskSchema), next_cursor: z.null() })),
    ...refusals,
  },
});

const runTask = createRoute({
  ...common,
  method: 'post',
  path: '/v1/system/tasks/{name}/run',
  operationId: 'runTask',
  summary: 'Do it now, unless it is being done',
  request: { params: z.object({ name: z.string() }), headers: IdempotencyKey },
  responses: {
    202: json('It will be done', z.object({ name: z.string() })),
    ...changeRefusals,
    404: problem('No such task'),
    409: problem(keyRefused),
  },
});

const queueParam = z.object({ name: z.string().openapi({ example: 'extraction' }) });
const queueAnswers = {
  200: json('The queue', QueueSchema),
  ...changeRefusals,
  404: problem('No such queue'),
  409: problem(keyRefused),
};

const drain = createRoute({
  ...common,
  method: 'post',
  path: '/v1/queues/{name}/drain',
  operationId: 'drainQueue',
  summary: 'Take nothing new from a queue; what is in hand ends',
  request: {
    params: queueParam,
    headers: IdempotencyKey,
    body: { content: { 'application/json': { schema: z.object({ reason: z.string().max(500).optional() }) } } },
  },
  responses: queueAnswers,
});

const undrain = createRoute({
  ...common,
  method: 'post',
  path: '/v1/queues/{name}/undrain',
  operationId: 'undrainQueue',
  summary: 'Take from a queue again',
  request: { params: queueParam, headers: IdempotencyKey },
  responses: queueAnswers,
});

export interface SystemDeps {
  db: Database;
  documents: DocumentReader;
  components: LookAtComponents;
  hints: HintPublisher;
  idempotency: Idempotency;
  periodic: {
    /** When each task runs next; throws while Temporal does not answer. */
    next(): Promise<Map<string, Date>>;
    run(name: string): Promise<void>;
  };
}

/** How the product is, for every page; and what operators can do about it. */
export function mountSystem(app: OpenAPIHono<ApiEnvironment>, deps: SystemDeps): void {
  const { db, documents, components, hints, idempotency, periodic } = deps;

  app.openapi(system, async (c) => {
    const [all, counts, queues, waiting] = await Promise.all([
      components(FRESH_MS),
      documents.counts(c.get('principal').tenant),
      listQueues(db),
      listOutages(db),
    ]);
    return c.json(
      {
        version: VERSION,
        healthy: waiting.length === 0 && all.every(({ healthy }) => healthy),
        components: all,
        queues,
        waiting,
        documents: { ...NONE, ...counts },
      },
      200,
    );
  });

  app.openapi(tasks, async (c) => {
    const next = await periodic.next().catch(() => new Map<string, Date>());
    return c.json({ items: await listTasks(db, next), next_cursor: null }, 200);
  });

  app.openapi(runTask, async (c) => {
    const name = assertTask(c.req.valid('param').name);
    const fingerprint = `POST /v1/system/tasks/${name}/run`;
    await idempotency.once(c, fingerprint, async () => {
      await periodic.run(name);
      return { status: 202, answer: { name } };
    });
    return c.json({ name }, 202);
  });

  /** Once a key. */
  async function change(c: ApiContext, name: string, wanted: { drain: boolean; reason: string | null }) {
    const fingerprint = `POST /v1/queues/${name}/${wanted.drain ? `drain ${wanted.reason ?? ''}` : 'undrain'}`;
    await idempotency.once(c, fingerprint, async () => {
      await drainQueue(db, c.get('principal').tenant, name, wanted);
      hints.work();
      return { status: 200, answer: { name } };
    });
    const [queue] = (await listQueues(db)).filter((each) => each.name === name);
    return queue ?? { name, drained_at: null, reason: null };
  }

  app.openapi(drain, async (c) => {
    const { reason = null } = c.req.valid('json');
    return c.json(await change(c, c.req.valid('param').name, { drain: true, reason }), 200);
  });
  app.openapi(undrain, async (c) =>
    c.json(await change(c, c.req.valid('param').name, { drain: false, reason: null }), 200),
  );
}
