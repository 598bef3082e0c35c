import { CancellationScope, proxyLocalActivities, workflowInfo } from '@temporalio/workflow';
import type { LocalActivities } from '../../activities/index.js';
import type { EarlierRuns, EarlierRunsInput } from '../../src/contract/dial.js';
import { firstUseMemo } from '../../src/contract/names.js';

/**
 * What this run knows of earlier ones, for the inputs of activities. Commands never depend on it: a reset run replays what the run
 * before it has done, and knows more than that one did.
 */
export function knownOfEarlierRuns(): EarlierRunsInput {
  const { memo, startTime } = workflowInfo();
  return {
    ...(wasReset() ? { maybePlacedSince: startTime.toISOString() } : {}),
    ...(memo?.[firstUseMemo] === true ? { isFirstUseOfId: true } : {}),
  };
}

/** What earlier runs have done. The answer is recorded; whoever is about to end without a dial asks, reset or not. */
export async function earlierRuns(): Promise<EarlierRuns> {
  const { checkEarlierRuns } = proxyLocalActivities<LocalActivities>({
    startToCloseTimeout: '20s',
    summary: 'Has an earlier run rung?',
  });
  return CancellationScope.nonCancellable(() => checkEarlierRuns(knownOfEarlierRuns()));
}

/** Whether an operator has reset this workflow. A reset keeps the first run's ID and start time; a start under a used ID does not. */
export function wasReset(): boolean {
  const { runId, firstExecutionRunId } = workflowInfo();
  return runId !== firstExecutionRunId;
}
