import { Context } from '@temporalio/activity';
import { isGrpcServiceError } from '@temporalio/client';
import proto, { type temporal } from '@temporalio/proto';
import { heartbeatDetailsOf, pendingActivity } from '../src/temporal/pending-activity.js';
import { asDialRecord, surelyNothingSent } from '../src/connect/resend-window.js';

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
  /** An earlier run of the call may have dialled, ISO 8601: then nothing is sure. */
  readonly maybePlacedSince?: string;
}

export interface HaltedDial {
  /** True only if the dial is not running and no attempt of it can have reached Amazon Connect. */
  readonly surelyNotSent: boolean;
}

/** How a pause of ours is told from a person's: only ours is ever released. */
const ourReason = 'ringonce asks whether the dial was sent';

/**
 * Stops a dial that is waiting for its next attempt, and tells whether an earlier attempt may have placed the call.
 *
 * When a waiting activity is cancelled the server answers by itself, and says nothing of earlier attempts. Paused first, its
 * state cannot change any more between this query and the cancellation.
 */
export async function haltDial(input: HaltDialInput): Promise<HaltedDial> {
  const { activityId, keepIfMaybeSent = false, maybePlacedSince } = input;
  const context = Context.current();
  const first = await pendingActivity(context, activityId);
  // A running attempt answers the cancellation itself, and knows what it did.
  if (first === undefined || isRunning(first)) return { surelyNotSent: false };
  if (!isPaused(first)) await pause(context, activityId);
  const halted = await pendingActivity(context, activityId);
  const isHalted = halted !== undefined && !isRunning(halted);
  const surelyNotSent = isHalted && maybePlacedSince === undefined && (await surelyUnsent(context, halted));
  if (!surelyNotSent && keepIfMaybeSent) await release(context, halted);
  return { surelyNotSent };
}

/**
 * Lets a dial go on that {@link haltDial} has paused: for the case that its worker died before it could. What a person has paused
 * stays paused.
 */
export async function releaseDial({ activityId }: Pick<HaltDialInput, 'activityId'>): Promise<void> {
  const context = Context.current();
  await release(context, await pendingActivity(context, activityId));
}

async function pause(context: Context, id: string): Promise<void> {
  const { client } = context;
  await client.workflowService
    .pauseActivity({ ...activityOf(context, id), reason: ourReason })
    .catch(unlessUnimplemented);
}

async function release(context: Context, dial: PendingActivity | undefined): Promise<void> {
  if (dial?.activityId == null || dial.pauseInfo?.manual?.reason !== ourReason) return;
  const { client } = context;
  // It may have ended meanwhile.
  await client.workflowService.unpauseActivity(activityOf(context, dial.activityId)).catch((error: unknown) => {
    if (!isGrpcServiceError(error) || (error.code as number) !== grpcNotFound) unlessUnimplemented(error);
  });
}

const activityOf = ({ client, info }: Context, id: string) => ({
  namespace: client.options.namespace,
  execution: info.workflowExecution ?? null,
  id,
});

/** Test servers cannot pause; the answer is then as of that moment. */
function unlessUnimplemented(error: unknown): void {
  if (!isGrpcServiceError(error) || (error.code as number) !== grpcUnimplemented) throw error;
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

const isPaused = ({ state, paused }: PendingActivity): boolean =>
  paused === true || state === PendingActivityState.PENDING_ACTIVITY_STATE_PAUSED;
