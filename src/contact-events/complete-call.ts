import {
  ActivityCancelledError,
  ActivityNotFoundError,
  ActivityPausedError,
  ActivityResetError,
  WorkflowNotFoundError,
  type Client,
} from '@temporalio/client';
import { goesOn } from '../temporal/run-end.js';
import { outcomeActivityId, type ContactEnd, type ContactSighting } from '../contract/contact.js';

/** Temporal's client asks again by itself for as long as it may; an event can be delivered again instead. */
const temporalTimeoutMs = 10_000;

/** What became of a contact's end. `over`: the call had ended or learned its outcome before, or is long forgotten. */
export type EndReceipt = 'told' | 'over' | 'too-early';

/**
 * Gives a call its contact's end, by completing the activity `outcome` by its ID.
 *
 * @returns `too-early` while the call runs and does not wait for its outcome: the dial's answer has not come yet
 * @throws the Temporal SDK's error when Temporal is away
 * @see https://docs.temporal.io/activity-execution#asynchronous-activity-completion
 */
export async function completeOutcome(client: Client, workflowId: string, end: ContactEnd): Promise<EndReceipt> {
  return inTime(client, async () => {
    if (await completed(client, workflowId, end)) return 'told';
    const state = await outcomeState(client, workflowId);
    if (state === 'over') return 'over';
    // Pending, and yet not found: it began in between.
    return state === 'pending' && (await completed(client, workflowId, end)) ? 'told' : 'too-early';
  });
}

/**
 * Tells a call that its contact was seen, as heartbeat details of the activity `outcome`: no history event.
 *
 * @returns false when nobody heard it: the activity has not begun, waits for its next query, or is over
 * @throws the Temporal SDK's error when Temporal is away
 */
export async function tellSighting(client: Client, workflowId: string, sighting: ContactSighting): Promise<boolean> {
  try {
    await inTime(client, () =>
      client.activity.heartbeat({ workflowId, activityId: outcomeActivityId }, sighting satisfies ContactSighting),
    );
    return true;
  } catch (error) {
    if (error instanceof ActivityNotFoundError) return false;
    // The server's answer to a heartbeat that it has taken.
    const isAnswer = [ActivityCancelledError, ActivityPausedError, ActivityResetError].some(
      (answer) => error instanceof answer,
    );
    if (isAnswer) return true;
    throw error;
  }
}

async function completed(client: Client, workflowId: string, end: ContactEnd): Promise<boolean> {
  try {
    await client.activity.complete({ workflowId, activityId: outcomeActivityId }, end satisfies ContactEnd);
    return true;
  } catch (error) {
    if (error instanceof ActivityNotFoundError) return false;
    throw error;
  }
}

/** "Done twice", "workflow over" and "no such call" are one error to the completion: only the workflow tells them apart. */
async function outcomeState(client: Client, workflowId: string): Promise<'over' | 'pending' | 'not-pending'> {
  try {
    const { status, raw } = await client.workflow.getHandle(workflowId).describe();
    if (!goesOn(status.name)) return 'over';
    const isPending = raw.pendingActivities?.some(({ activityId }) => activityId === outcomeActivityId) ?? false;
    return isPending ? 'pending' : 'not-pending';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'over';
    throw error;
  }
}

const inTime = <Result>(client: Client, ask: () => Promise<Result>): Promise<Result> =>
  client.withDeadline(Date.now() + temporalTimeoutMs, ask);
