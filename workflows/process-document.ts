import {
  ActivityCancellationType,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  isCancellation,
  patched,
  proxyActivities,
  proxyLocalActivities,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { ProcessDocumentInput, StepName } from '../domain/documents/document.js';
import type { PageRange, StepKey, TakenOver } from '../domain/documents/step.js';
import { partition } from '../domain/documents/verbs.js';
import type { DocumentActivities } from '../activities/documents.js';
import type { ExtractionActivities } from '../activities/extraction.js';
import type { UnderstandingActivities } from '../activities/understanding.js';
import { failureOf } from './failure.js';
import { createGate } from './gate.js';
import { bounded, patient } from './patience.js';

/** How a run ended; a run that failed or was cancelled closes as such. */
export interface ProcessDocumentResult {
  status: 'completed' | 'superseded';
}

const extraction = proxyActivities<ExtractionActivities>({
  ...bounded('2 hours'),
  taskQueue: 'extraction',
});
const understanding = proxyActivities<UnderstandingActivities>({
  ...bounded('4 hours'),
  taskQueue: 'ml',
});
const documents = proxyActivities<DocumentActivities>({
  ...patient,
  taskQueue: 'docugenie',
  startToCloseTimeout: '1 minute',
});

/** Cheap, safe to repeat, and done by the worker that has the workflow in hand: no way over the server. */
const here = proxyLocalActivities<Pick<DocumentActivities, 'publish'>>({
  retry: patient.retry,
  startToCloseTimeout: '1 minute',
});

const DOCUMENT_STATUS = defineSearchAttributeKey('DocumentStatus', SearchAttributeType.KEYWORD);
const DOCUMENT_TYPE = defineSearchAttributeKey('DocumentType', SearchAttributeType.KEYWORD);

/** Ranges of one document that are read at once, over all workers. */
const RANGES_AT_ONCE = 4;

/**
 * Reads one document from bytes to search result, or does again what stands behind a step (`from`).
 *
 * Classification, fields and indexing only need the text, so they run side by side: in one activity when it is short,
 * each in its own when it is long (docs/decisions/0007). Every effect is named by the run and its step; a run that was
 * overtaken (cancelled, deleted, retried) finds no row to change and ends as superseded.
 */
export async function processDocument({
  document,
  filename,
  from = 'extract',
}: ProcessDocumentInput): Promise<ProcessDocumentResult> {
  const gate = createGate();
  const { own } = partition(from);
  const key = (step: StepName, slice?: string): StepKey => ({
    key: [document.id, document.run, step, ...(slice === undefined ? [] : [slice])].join('/'),
    step,
  });
  // What is cancelled has ended before anything is cleaned up, or begun again after a pause.
  const cancellationType = patched('cancelled-work-has-ended')
    ? ActivityCancellationType.WAIT_CANCELLATION_COMPLETED
    : ActivityCancellationType.TRY_CANCEL;
  const summary = (text: string) => ({ summary: `${text}: ${filename}`.slice(0, 60), cancellationType });

  /** Reads all pages. */
  async function read(): Promise<TakenOver> {
    const plan = await gate.pass(() =>
      extraction.extract.executeWithOptions(summary('read'), [document, key('extract')]),
    );
    if (plan.ranges.length === 0) return { ...plan, run: document.run, short: true };
    await inWindow(plan.ranges, RANGES_AT_ONCE, ({ from: first, to }) =>
      gate.pass(() =>
        extraction.readRange.executeWithOptions(summary(`pages ${first}–${to}`), [
          document,
          { from: first, to },
          plan.pages,
        ]),
      ),
    );
    const joined = await gate.pass(() =>
      extraction.assemble.executeWithOptions(summary('join pages'), [document, plan.pages, key('extract')]),
    );
    return { ...joined, run: document.run, short: false };
  }

  /** What only needs the text. */
  async function understand({ pages, language, run, short }: TakenOver): Promise<void> {
    const text = { document, pages, language, ...(run === document.run ? {} : { run }) };
    const steps = own.filter((step) => step === 'classify' || step === 'fields' || step === 'index');
    if (steps.length === 0) return;
    if (short) {
      const keys = Object.fromEntries(steps.map((step) => [step, key(step)]));
      await gate.pass(() => understanding.understand.executeWithOptions(summary('type, fields, index'), [text, keys]));
      return;
    }
    const branches = {
      classify: () => understanding.classify.executeWithOptions(summary('classify'), [text, key('classify')]),
      fields: () => understanding.findFields.executeWithOptions(summary('find fields'), [text, key('fields')]),
      index: () => understanding.index.executeWithOptions(summary('index'), [text, key('index')]),
    };
    await allOrNone(steps.map((step) => () => gate.pass(branches[step])));
  }

  try {
    const text =
      from === 'extract'
        ? await read()
        : await gate.pass(() =>
            documents.begin.executeWithOptions(summary('take over'), [
              document,
              own.filter((step) => step !== 'publish'),
            ]),
          );
    await understand(text);
    const { label } = await gate.pass(() =>
      here.publish.executeWithOptions(summary('publish'), [document, key('publish')]),
    );
    upsertSearchAttributes([
      { key: DOCUMENT_STATUS, value: 'completed' },
      { key: DOCUMENT_TYPE, value: label },
    ]);
    return { status: 'completed' };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code === 'superseded') {
      if (patched('superseded-is-cleaned-up'))
        await CancellationScope.nonCancellable(() =>
          documents.discard.executeWithOptions(summary('clean up'), [document]),
        );
      return { status: 'superseded' };
    }
    // An attempt that fails before it hears that it is cancelled says why it failed.
    const cancelled =
      isCancellation(error) ||
      (CancellationScope.current().consideredCancelled && patched('cancelled-while-it-failed'));
    await CancellationScope.nonCancellable(() =>
      cancelled
        ? documents.discard.executeWithOptions(summary('clean up'), [document])
        : documents.recordFailure.executeWithOptions(summary('record failure'), [document, failure, key(failure.step)]),
    );
    upsertSearchAttributes([{ key: DOCUMENT_STATUS, value: cancelled ? 'cancelled' : 'failed' }]);
    if (cancelled) throw isCancellation(error) ? error : new CancelledFailure('It was cancelled.');
    // The true reason is the first thing that an operator reads of a run that failed.
    const { code: type, message } = failure;
    const cause = error instanceof Error ? { cause: error } : {};
    throw ApplicationFailure.create({ message, type, nonRetryable: true, ...cause });
  }
}

/** Runs all at once; when one fails the others are cancelled, and their end is awaited, before it throws. */
async function allOrNone(branches: (() => Promise<unknown>)[]): Promise<void> {
  const scope = new CancellationScope();
  const results = await Promise.allSettled(
    branches.map((branch) =>
      scope.run(branch).catch((error: unknown) => {
        scope.cancel();
        throw error;
      }),
    ),
  );
  const failed = results.filter((result) => result.status === 'rejected').map(({ reason }): unknown => reason);
  if (failed.length > 0) throw failed.find((error) => !isCancellation(error)) ?? failed[0];
}

/** Reads all ranges, at most `size` at once, in their order; when one fails the others are cancelled. */
async function inWindow(
  ranges: readonly PageRange[],
  size: number,
  read: (range: PageRange) => Promise<unknown>,
): Promise<void> {
  const waiting = [...ranges];
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await read(next);
  };
  await allOrNone(Array.from({ length: size }, () => lane));
}
