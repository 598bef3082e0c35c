import type { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { dialActivityId, dialHeartbeatTimeoutMs } from '../contract/dial.js';
import { isGrpcStatus } from './grpc-status.js';

const { PENDING_ACTIVITY_STATE_SCHEDULED, PENDING_ACTIVITY_STATE_STARTED } =
  proto.temporal.api.enums.v1.PendingActivityState;

/** The highest that a task can have. */
const firstOfAll = 1;

/** An attempt that waits for this has a line, and heartbeats no more. */
const patienceMs = 2_000;

/** A running attempt that has less left of its heartbeat timeout may count as dead before the request is there. */
const enoughLeftMs = patienceMs + 1_000;

/**
 * Gives the dial of a call the highest priority in its task queue, from its next attempt on, while an attempt runs. It leaves nothing in the history. Does
 * nothing for a dial that waits, as one whose worker has stood still: of it the server forgets the last failure and when it comes next, and may end it at once.
 *
 * @param now epoch milliseconds, on the Temporal server's clock
 * @throws the SDK's error when Temporal does not answer in time
 */
export const dialFirst = (client: Client, workflowId: string, now: () => number): Promise<void> =>
  client.withDeadline(Date.now() + patienceMs, async () => {
    const dial = await pendingDial(client, workflowId);
    if (dial?.state !== PENDING_ACTIVITY_STATE_STARTED) return;
    const heardOfMs = tsToMs(dial.lastHeartbeatTime ?? dial.lastStartedTime);
    if (heardOfMs + dialHeartbeatTimeoutMs - now() < enoughLeftMs) return;
    await raisePriority(client, workflowId);
  });

/**
 * The same for a dial that waits for its next attempt, and whose worker died before it could ask for it. Does nothing for one that runs, is
 * paused, or is first already.
 *
 * @throws the SDK's error when Temporal does not answer in time
 */
export const waitingDialFirst = (client: Client, workflowId: string): Promise<void> =>
  client.withDeadline(Date.now() + 2 * patienceMs, async () => {
    const dial = await pendingDial(client, workflowId);
    if (dial?.state !== PENDING_ACTIVITY_STATE_SCHEDULED || dial.priority?.priorityKey === firstOfAll) return;
    // With other options the server counts the time of the next attempt from when the last one said how it ended. Where none ever did, that is
    // 1970: the dial would end at once as one that nobody has begun, though it may have rung. An attempt that was reset keeps the time of its reset.
    if ((dial.attempt ?? 1) > 1 && dial.lastAttemptCompleteTime == null)
      await onDial(client, workflowId, (request) => client.workflowService.resetActivity(request));
    await raisePriority(client, workflowId);
  });

const pendingDial = async (client: Client, workflowId: string) => {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  return raw.pendingActivities?.find(({ activityId }) => activityId === dialActivityId);
};

const raisePriority = (client: Client, workflowId: string): Promise<void> =>
  onDial(client, workflowId, (request) =>
    client.workflowService.updateActivityOptions({
      ...request,
      activityOptions: { priority: { priorityKey: firstOfAll } },
      updateMask: { paths: ['priority.priority_key'] },
    }),
  );

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
    await send(request);
  } catch (error) {
    const cannot = (['notFound', 'unimplemented', 'invalidArgument', 'failedPrecondition'] as const).some((status) =>
      isGrpcStatus(error, status),
    );
    if (!cannot) throw error;
  }
}
