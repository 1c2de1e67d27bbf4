import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import * as workflows from '../../workflows/index.js';
import { savedHistories, type SavedHistory } from './histories.js';

const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
Runtime.install({ logger: quiet, telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } });

const bundled = (path: string): Promise<WorkflowBundle> =>
  bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL(path, import.meta.url)), logger: quiet });

/** Replays a history; answers why it cannot go on, or undefined. */
async function replay(workflowBundle: WorkflowBundle, { history, workflowId }: SavedHistory): Promise<unknown> {
  const results = Worker.runReplayHistories({ workflowBundle, replayName: workflowId }, [{ workflowId, history }]);
  for await (const { error } of results) return error;
  throw new Error('it was not replayed');
}

const saved = savedHistories();

describe('runs that a released version has begun', () => {
  let today: WorkflowBundle;
  beforeAll(async () => {
    today = await bundled('../../workflows/index.ts');
  }, 60_000);

  it.each(saved)('$name goes on under the workflows of today', async (history) => {
    expect(await replay(today, history)).toBeUndefined();
  });

  it('every workflow type has a history', () => {
    expect([...new Set(saved.map(({ type }) => type))].sort()).toEqual(Object.keys(workflows).sort());
  });

  it('are seen to break when a workflow does its steps in another order', async () => {
    const changed = await bundled('changed/index.ts');
    for (const history of saved.filter(({ type }) => type === 'processDocument'))
      expect(String(await replay(changed, history))).toMatch(/Nondeterminism/i);
  }, 60_000);
});
