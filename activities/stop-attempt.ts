import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import { hangUpSignal } from '../src/contract/names.js';
import { goesOn } from '../src/contract/workflow-status.js';
import { ownAttempt } from '../src/temporal/own-attempt.js';

/**
 * Cancels an attempt that an earlier run of the follow-up has begun, if it goes on. A workflow that is no attempt of the follow-up, whoever's
 * it is, goes on.
 */
export async function stopAttempt({ workflowId, hangUp }: AttemptToStop): Promise<void> {
  const own = await ownAttempt(workflowId);
  if (own === undefined || !goesOn(own.status.name)) return;
  // The run that was looked at: another one may have got the ID meanwhile.
  const run = Context.current().client.workflow.getHandle(workflowId, own.runId);
  try {
    // Ahead of the cancellation, or a conversation is first left to end.
    if (hangUp) await run.signal(hangUpSignal);
    await run.cancel();
  } catch (error) {
    // It has just ended.
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

export interface AttemptToStop {
  readonly workflowId: string;
  /** End a conversation too. */
  readonly hangUp: boolean;
}
