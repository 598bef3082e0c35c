import { Context } from '@temporalio/activity';
import { isGrpcServiceError } from '@temporalio/client';
import proto, { type temporal } from '@temporalio/proto';
import { heartbeatDetailsOf, pendingActivity } from './pending-activity.js';
import { asDialRecord, surelyNothingSent } from './resend-window.js';

const { PendingActivityState } = proto.temporal.api.enums.v1;

type PendingActivity = temporal.api.workflow.v1.IPendingActivityInfo;

/** gRPC's status codes NOT_FOUND and UNIMPLEMENTED. */
const grpcNotFound = 5;
const grpcUnimplemented = 12;

/** What a call asks before it cancels its dial, or takes it back for another time. */
export interface HaltDialInput {
  /** Activity ID of the dial. */
  readonly activityId: string;
  /** Let the dial go on, unless surely nothing was sent. */
  readonly keepIfMaybeSent?: boolean;
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
export async function haltDial({ activityId, keepIfMaybeSent = false }: HaltDialInput): Promise<HaltedDial> {
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
      reason: keepIfMaybeSent ? 'the call is rescheduled' : 'the call is cancelled',
    });
  } catch (error) {
    // Test servers cannot pause; the answer is then as of this look.
    const code: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
    if (code !== grpcUnimplemented) throw error;
  }
  const halted = await pendingActivity(context, activityId);
  const isHalted = halted !== undefined && !isRunning(halted);
  const surelyNotSent = isHalted && (await surelyUnsent(context, halted));
  if (!surelyNotSent && keepIfMaybeSent) await unpause(context, activityId);
  return { surelyNotSent };
}

async function unpause({ client, info }: Context, id: string): Promise<void> {
  await client.workflowService
    .unpauseActivity({ namespace: client.options.namespace, execution: info.workflowExecution ?? null, id })
    .catch((error: unknown) => {
      // Test servers cannot, and it may have ended meanwhile.
      const code: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
      if (code !== grpcUnimplemented && code !== grpcNotFound) throw error;
    });
}

async function surelyUnsent(context: Context, halted: PendingActivity): Promise<boolean> {
  return surelyNothingSent({
    nextAttempt: halted.attempt ?? 1,
    // While an activity waits for its next attempt, its start time is gone; who ran it last stays, also through a reset.
    hasStarted:
      halted.lastStartedTime != null || halted.lastAttemptCompleteTime != null || Boolean(halted.lastWorkerIdentity),
    record: asDialRecord(await heartbeatDetailsOf(context, halted)),
  });
}

/** Anything but waiting: also an attempt that was already told to stop, and states that a later server may add. */
const isRunning = ({ state }: PendingActivity): boolean =>
  state !== PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED &&
  state !== PendingActivityState.PENDING_ACTIVITY_STATE_PAUSED;
