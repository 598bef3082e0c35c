import { Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { failure } from '../src/connect/failure.js';
import type { AdoptedAttempt } from '../src/contract/follow-up.js';
import { attemptOf, endOf } from '../src/temporal/run-end.js';

/** How long until it is asked again about an attempt that goes on. */
const askEveryMs = 5_000;

/** Nobody listens to it: whatever is sent to a workflow makes the server begin it. */
const wakeSignal = 'wake';

/** Asked about so often, an attempt that has not begun was forgotten. */
const begunWithinAttempts = 2;

/**
 * Waits for the end of an attempt that an earlier run of the follow-up has begun: its own child no more, but its attempt.
 *
 * @throws a retryable ApplicationFailure while the attempt goes on
 */
export async function awaitAttempt({ workflowId }: { readonly workflowId: string }): Promise<AdoptedAttempt> {
  const { client, info } = Context.current();
  const attempt = await attemptOf(client, info.workflowExecution?.workflowId, workflowId);
  if (attempt === undefined) return { is: 'taken' };
  const end = await endOf(client, attempt, attempt.status.name);
  switch (end.is) {
    case 'goes-on':
      // The server begins a child for a parent that runs: of one that was reset at that moment it forgets it.
      if (attempt.historyLength === 1 && info.attempt > begunWithinAttempts)
        await client.workflow.getHandle(workflowId, attempt.runId).signal(wakeSignal);
      throw failure({
        type: 'AttemptGoesOn',
        message: `The attempt ${workflowId} goes on`,
        nextRetryDelay: askEveryMs,
        // Waiting is not failing: it shall neither alarm nor fill the logs.
        category: ApplicationFailureCategory.BENIGN,
      });
    case 'silent':
      return { is: 'silent' };
    case 'maybe-rang':
      return {
        is: 'ended',
        result: { outcome: 'UNKNOWN', reason: 'its workflow ended without a result; it may have rung' },
      };
    case 'result':
      return { is: 'ended', result: end.result };
  }
}
