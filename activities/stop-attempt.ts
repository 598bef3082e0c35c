import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import { hangUpSignal } from '../src/contract/names.js';
import { attemptOf, goesOn } from '../src/temporal/run-end.js';

/**
 * Cancels an attempt that an earlier run of the follow-up has begun, if it goes on. A workflow that is no attempt of the follow-up, whoever's
 * it is, goes on.
 */
export async function stopAttempt({ workflowId, hangUp }: AttemptToStop): Promise<void> {
  const { client, info } = Context.current();
  const attempt = await attemptOf(client, info.workflowExecution?.workflowId, workflowId);
  if (attempt === undefined || !goesOn(attempt.status.name)) return;
  // The very run that was described: another one may have got the ID meanwhile.
  const run = client.workflow.getHandle(workflowId, attempt.runId);
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
