import { Context } from '@temporalio/activity';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import type { AdoptedAttempt } from '../src/contract/follow-up.js';
import { saysNothingRang } from '../src/contract/failures.js';
import type { CallResult } from '../src/contract/outcome.js';
import { goesOn } from '../src/contract/workflow-status.js';
import { ownAttempt } from '../src/temporal/own-attempt.js';

/** How long until the next look at an attempt that goes on. */
const lookEveryMs = 5_000;

/**
 * Waits for the end of an attempt that an earlier run of the follow-up has begun: its own child no more, but its attempt.
 *
 * @throws a retryable ApplicationFailure while the attempt goes on
 */
export async function awaitAttempt({ workflowId }: { readonly workflowId: string }): Promise<AdoptedAttempt> {
  const { client } = Context.current();
  const own = await ownAttempt(workflowId);
  if (own === undefined) return { is: 'taken' };
  const { status, runId } = own;
  if (goesOn(status.name)) {
    throw ApplicationFailure.create({
      type: 'AttemptGoesOn',
      message: `The attempt ${workflowId} goes on`,
      nextRetryDelay: lookEveryMs,
      // Waiting is not failing: it shall neither alarm nor fill the logs.
      category: ApplicationFailureCategory.BENIGN,
    });
  }
  try {
    return { is: 'ended', result: (await client.workflow.getHandle(workflowId, runId).result()) as CallResult };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const { cause } = error;
    const isSilent =
      cause instanceof CancelledFailure ||
      (cause instanceof ApplicationFailure && saysNothingRang(cause.type, cause.details ?? []));
    if (isSilent) return { is: 'silent' };
    return {
      is: 'ended',
      result: { outcome: 'UNKNOWN', reason: 'its workflow ended without a result; it may have rung' },
    };
  }
}
