import { workflowInfo } from '@temporalio/workflow';

/** Whether an operator has reset this workflow. A reset keeps the first run's ID and start time; a start under a used ID does not. */
export function wasReset(): boolean {
  const { runId, firstExecutionRunId } = workflowInfo();
  return runId !== firstExecutionRunId;
}
