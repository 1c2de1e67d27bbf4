import { setWorkflowOptions, workflowInfo, type Workflow } from '@temporalio/workflow';

/**
 * Runs of these workflows end with the build that began them. Those of all others go on with the build that is current,
 * which is the default of a versioned worker (workers/worker.ts, docs/decisions/0008).
 *
 * It is said on versioned workers only: of one that is not, the server would refuse every task that says it.
 */
export function pinned(...workflows: Workflow[]): void {
  const versioned = () => (workflowInfo().currentDeploymentVersion?.deploymentName ?? '') !== '';
  for (const workflow of workflows)
    setWorkflowOptions(() => (versioned() ? { versioningBehavior: 'PINNED' } : {}), workflow);
}
