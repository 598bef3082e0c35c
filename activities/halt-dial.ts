import { Context } from '@temporalio/activity';
import { isGrpcServiceError } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import proto, { type temporal } from '@temporalio/proto';
import { asDialRecord, surelyNothingSent } from './resend-window.js';

const { PendingActivityState } = proto.temporal.api.enums.v1;

/** gRPC's status code UNIMPLEMENTED. */
const grpcUnimplemented = 12;

/** What a cancelled call asks before it cancels its dial. */
export interface HaltDialInput {
  /** Activity ID of the dial. */
  readonly activityId: string;
}

export interface HaltedDial {
  /** True only if the dial is not running and no attempt of it can have reached Amazon Connect. */
  readonly surelyNotSent: boolean;
}

/**
 * Stops a dial that is waiting for its next attempt, and tells whether an earlier attempt may have placed the call.
 *
 * When a waiting activity is cancelled the server answers by itself, and says nothing of earlier attempts. Paused first, its
 * state cannot change any more between the look and the cancellation.
 */
export async function haltDial({ activityId }: HaltDialInput): Promise<HaltedDial> {
  const { client, info } = Context.current();
  const execution = info.workflowExecution;
  if (execution === undefined) return { surelyNotSent: false };
  const look = async () => {
    const { pendingActivities } = await client.workflowService.describeWorkflowExecution({
      namespace: client.options.namespace,
      execution,
    });
    return pendingActivities.find((pending) => pending.activityId === activityId);
  };
  const first = await look();
  // A running attempt answers the cancellation itself, and knows what it did.
  if (first == null || isRunning(first)) return { surelyNotSent: false };
  try {
    await client.workflowService.pauseActivity({
      namespace: client.options.namespace,
      execution,
      id: activityId,
      reason: 'the call is cancelled',
    });
  } catch (error) {
    // Test servers cannot pause; the answer is then as of this look.
    const code: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
    if (code !== grpcUnimplemented) throw error;
  }
  const halted = await look();
  if (halted == null || isRunning(halted)) return { surelyNotSent: false };
  const [details] = await decodeArrayFromPayloads(
    client.options.loadedDataConverter,
    halted.heartbeatDetails?.payloads,
  );
  const surelyNotSent = surelyNothingSent({
    nextAttempt: halted.attempt ?? 1,
    // While an activity waits for its next attempt, its start time is gone; who ran it last stays, also through a reset.
    hasStarted:
      halted.lastStartedTime != null || halted.lastAttemptCompleteTime != null || Boolean(halted.lastWorkerIdentity),
    record: asDialRecord(details),
  });
  return { surelyNotSent };
}

/** Anything but waiting: also an attempt that was already told to stop, and states that a later server may add. */
const isRunning = ({ state }: temporal.api.workflow.v1.IPendingActivityInfo): boolean =>
  state !== PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED &&
  state !== PendingActivityState.PENDING_ACTIVITY_STATE_PAUSED;
