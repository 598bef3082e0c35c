import { Context } from '@temporalio/activity';
import { isGrpcServiceError } from '@temporalio/client';
import proto, { type temporal } from '@temporalio/proto';
import { heartbeatDetailsOf, pendingActivity } from './pending-activity.js';
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
  const context = Context.current();
  const { client, info } = context;
  const first = await pendingActivity(context, activityId);
  // A running attempt answers the cancellation itself, and knows what it did.
  if (first === undefined || isRunning(first)) return { surelyNotSent: false };
  try {
    await client.workflowService.pauseActivity({
      namespace: client.options.namespace,
      execution: info.workflowExecution ?? null,
      id: activityId,
      reason: 'the call is cancelled',
    });
  } catch (error) {
    // Test servers cannot pause; the answer is then as of this look.
    const code: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
    if (code !== grpcUnimplemented) throw error;
  }
  const halted = await pendingActivity(context, activityId);
  if (halted === undefined || isRunning(halted)) return { surelyNotSent: false };
  const surelyNotSent = surelyNothingSent({
    nextAttempt: halted.attempt ?? 1,
    // While an activity waits for its next attempt, its start time is gone; who ran it last stays, also through a reset.
    hasStarted:
      halted.lastStartedTime != null || halted.lastAttemptCompleteTime != null || Boolean(halted.lastWorkerIdentity),
    record: asDialRecord(await heartbeatDetailsOf(context, halted)),
  });
  return { surelyNotSent };
}

/** Anything but waiting: also an attempt that was already told to stop, and states that a later server may add. */
const isRunning = ({ state }: temporal.api.workflow.v1.IPendingActivityInfo): boolean =>
  state !== PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED &&
  state !== PendingActivityState.PENDING_ACTIVITY_STATE_PAUSED;
