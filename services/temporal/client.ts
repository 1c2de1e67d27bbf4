import {
  Client,
  Connection,
  type ConnectionLike,
  WorkflowExecutionAlreadyStartedError,
  WorkflowUpdateFailedError,
  WorkflowUpdateStage,
} from '@temporalio/client';
import {
  defineSearchAttributeKey,
  SearchAttributeType,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
} from '@temporalio/common';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import proto from '@temporalio/proto';
import {
  HOLD_UPDATE,
  workflowIdOf,
  type DocumentRef,
  type Hold,
  type ProcessDocumentInput,
} from '../../domain/documents/document.js';
import { isNotFound } from './not-found.js';
import { POLLS, pollersOf } from './pollers.js';
import { TASK_QUEUES } from './queues.js';

const { TASK_QUEUE_TYPE_ACTIVITY } = proto.temporal.api.enums.v1.TaskQueueType;

const TENANT_ID = defineSearchAttributeKey('TenantId', SearchAttributeType.KEYWORD);
const DOCUMENT_STATUS = defineSearchAttributeKey('DocumentStatus', SearchAttributeType.KEYWORD);

export interface DocumentWorkflows {
  /** Starts the run, or finds that it was started already. Throws while Temporal does not answer. */
  start(input: ProcessDocumentInput, priority: number): Promise<void>;
  /** Pauses the run, or lets it go on; an older message than the last one, or one to a run that has closed, changes nothing. */
  hold(document: DocumentRef, hold: Hold): Promise<void>;
  /** Asks the run to stop; a run that has closed, or is not known, has nothing to stop. */
  cancel(document: DocumentRef): Promise<void>;
  /** `unknown`: it was never started, or is past retention. */
  stateOf(document: DocumentRef): Promise<'running' | 'closed' | 'unknown'>;
  /** Whether a task queue hands out activities. */
  drain(queue: string, drained: boolean): Promise<void>;
  /** Which of the task queues have a poller that was seen in the last minute. */
  polled(queues: readonly string[]): Promise<string[]>;
}

export interface TemporalService {
  readonly client: Client;
  readonly documents: DocumentWorkflows;
  stop(): Promise<void>;
}

/** A call that takes longer throws; the dispatcher tries again. */
const CALL_TIMEOUT_MS = 5_000;

/** Connects lazily: the first call opens the connection, and a server that is down fails that call only. */
export function createTemporal({ address, namespace }: { address: string; namespace: string }): TemporalService {
  const configured = loadClientConnectConfig().connectionOptions;
  const connection = Connection.lazy({ ...configured, address });
  const client = new Client({ connection, namespace });
  return { client, documents: createDocumentWorkflows(client), stop: () => connection.close() };
}

/**
 * Starts, cancels and looks at the runs of documents. Each call ends within five seconds.
 *
 * @param options.eager the client uses the connection of a worker of the same queue: a run's first task comes back with
 *   the answer to its start, which saves the way over the server's queue
 */
export function createDocumentWorkflows(client: Client, { eager = false } = {}): DocumentWorkflows {
  const connection: ConnectionLike = client.connection;
  const call = <T>(body: () => Promise<T>) => connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, body);

  return {
    async start(input, priority) {
      try {
        await call(() =>
          client.workflow.start('processDocument', {
            workflowId: workflowIdOf(input.document),
            taskQueue: TASK_QUEUES.documents,
            requestEagerStart: eager,
            args: [input],
            workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
            workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
            workflowTaskTimeout: '5 seconds',
            staticSummary: clip(input.filename, 200),
            typedSearchAttributes: [
              { key: TENANT_ID, value: input.document.tenant },
              { key: DOCUMENT_STATUS, value: 'processing' },
            ],
            priority: { priorityKey: priority, fairnessKey: input.document.tenant },
          }),
        );
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },
    async cancel(document) {
      try {
        await call(() => client.workflow.getHandle(workflowIdOf(document)).cancel());
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
    async hold(document, hold) {
      try {
        await call(() =>
          client.workflow.getHandle(workflowIdOf(document)).startUpdate(HOLD_UPDATE, {
            args: [hold],
            updateId: `${HOLD_UPDATE}-${hold.revision}`,
            waitForStage: WorkflowUpdateStage.ACCEPTED,
          }),
        );
      } catch (error) {
        if (!isNotFound(error) && !(error instanceof WorkflowUpdateFailedError)) throw error; // refused: a later one is known
      }
    },
    async stateOf(document) {
      try {
        const { status } = await call(() => client.workflow.getHandle(workflowIdOf(document)).describe());
        return status.name === 'RUNNING' ? 'running' : 'closed';
      } catch (error) {
        if (isNotFound(error)) return 'unknown';
        throw error;
      }
    },
    async drain(taskQueue, drained) {
      await call(() =>
        client.workflowService.updateTaskQueueConfig({
          namespace: client.options.namespace,
          taskQueue,
          taskQueueType: TASK_QUEUE_TYPE_ACTIVITY,
          updateQueueRateLimit: drained
            ? { rateLimit: { requestsPerSecond: 0 }, reason: 'drained' }
            : { reason: 'undrained' }, // no limit of its own: the server's default
        }),
      );
    },
    async polled(queues) {
      const asked = POLLS.filter(({ queue }) => queues.includes(queue));
      const pollers = await Promise.all(asked.map((poll) => call(() => pollersOf(client, poll))));
      const unpolled = asked.filter((_, index) => pollers[index]?.length === 0).map(({ queue }) => queue);
      return queues.filter((queue) => !unpolled.includes(queue));
    },
  };
}

/** Cuts to at most `bytes` bytes of UTF-8 at a character boundary: summaries in the UI are limited in bytes. */
function clip(text: string, bytes: number): string {
  const encoded = Buffer.from(text.toWellFormed());
  if (encoded.length <= bytes) return text.toWellFormed();
  return `${new TextDecoder().decode(encoded.subarray(0, bytes - 4)).replace(/\uFFFD+$/, '')}…`;
}
