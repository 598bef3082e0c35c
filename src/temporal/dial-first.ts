import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { dialActivityId } from '../contract/dial.js';
import { isGrpcStatus } from './grpc-status.js';

const { PENDING_ACTIVITY_STATE_SCHEDULED } = proto.temporal.api.enums.v1.PendingActivityState;

/** The highest that a task can have. */
const firstOfAll = 1;

/** An attempt that waits for this has a line, and heartbeats no more. */
const patienceMs = 2_000;

/**
 * Gives the dial of a call the highest priority in its task queue, from its next attempt on. For an attempt that runs: of one that waits, the
 * server forgets the last failure and when it comes next. It leaves nothing in the history.
 *
 * @throws the SDK's error when Temporal does not answer in time
 */
export const dialFirst = (client: Client, workflowId: string): Promise<void> =>
  onDial(client, workflowId, (request) =>
    client.workflowService.updateActivityOptions({
      ...request,
      activityOptions: { priority: { priorityKey: firstOfAll } },
      updateMask: { paths: ['priority.priority_key'] },
    }),
  );

/**
 * The same for a dial that waits for its next attempt, and whose worker died before it could ask for it. Does nothing for one that runs, is
 * paused, or is first already.
 *
 * @throws the SDK's error when Temporal does not answer in time
 */
export async function waitingDialFirst(client: Client, workflowId: string): Promise<void> {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  const dial = raw.pendingActivities?.find(({ activityId }) => activityId === dialActivityId);
  if (dial?.state !== PENDING_ACTIVITY_STATE_SCHEDULED || dial.priority?.priorityKey === firstOfAll) return;
  // With other options the server counts the time of the next attempt from when the last one said how it ended. Where none ever did, that is
  // 1970: the dial would end at once as one that nobody has begun, though it may have rung. An attempt that was reset keeps the time of its reset.
  if ((dial.attempt ?? 1) > 1 && dial.lastAttemptCompleteTime == null)
    await onDial(client, workflowId, (request) => client.workflowService.resetActivity(request));
  await dialFirst(client, workflowId);
}

interface DialRequest {
  readonly namespace: string;
  readonly identity: string;
  readonly execution: { readonly workflowId: string };
  readonly id: string;
}

/** Does nothing where the call has no dial any more, or the server knows no such request (before 1.28). */
async function onDial(
  client: Client,
  workflowId: string,
  send: (request: DialRequest) => Promise<unknown>,
): Promise<void> {
  const { namespace, identity } = client.options;
  const request = { namespace, identity, execution: { workflowId }, id: dialActivityId };
  try {
    await client.withDeadline(Date.now() + patienceMs, () => send(request));
  } catch (error) {
    const cannot = (['notFound', 'unimplemented', 'invalidArgument', 'failedPrecondition'] as const).some((status) =>
      isGrpcStatus(error, status),
    );
    if (!cannot) throw error;
  }
}
