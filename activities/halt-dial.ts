import { Context } from '@temporalio/activity';
import { asDialRecord, surelyNothingSent } from '../src/connect/resend-window.js';
import { haltRetryMs } from '../src/contract/dial.js';
import { isGrpcStatus } from '../src/temporal/grpc-status.js';
import { pendingActivities, type PendingActivity } from '../src/temporal/pending-activities.js';

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
  const first = await dialNow(activityId);
  // A running attempt answers the cancellation itself, and knows what it did.
  if (first.dial === undefined || isRunning(first.dial)) return { surelyNotSent: false };
  if (first.dial.pause === undefined) await pause(first, activityId);
  const halted = await dialNow(activityId);
  const isHalted = halted.dial !== undefined && !isRunning(halted.dial);
  const surelyNotSent = isHalted && maybePlacedSince === undefined && surelyUnsent(halted.dial);
  if (!surelyNotSent && keepIfMaybeSent) await release(halted);
  return { surelyNotSent };
}

/**
 * Lets a dial go on that {@link haltDial} has paused: for the case that its worker died before it could. What a person has paused
 * stays paused.
 */
export async function releaseDial({ activityId }: Pick<HaltDialInput, 'activityId'>): Promise<void> {
  await release(await dialNow(activityId));
}

/** The dial as it was at a moment. */
interface DialThen {
  readonly dial: PendingActivity | undefined;
  /** By `performance.now()`. */
  readonly askedAtMs: number;
}

/**
 * Asks also whether this attempt is still the one that counts. If its worker stood still, another one has done its work meanwhile, and the next
 * dial of the call, under the same activity ID, would be paused for ever, or released while it is asked about.
 */
async function dialNow(activityId: string): Promise<DialThen> {
  const { client, info } = Context.current();
  const { workflowId = '', runId = '' } = info.workflowExecution ?? {};
  const askedAtMs = performance.now();
  const activities = await pendingActivities(client, await client.workflow.getHandle(workflowId, runId).describe());
  const own = activities.find((activity) => activity.activityId === info.activityId);
  if (own?.attempt !== info.attempt) throw overtaken();
  return { dial: activities.find((activity) => activity.activityId === activityId), askedAtMs };
}

/** Sooner than another attempt can begin. */
function requireRecent({ askedAtMs }: DialThen): void {
  if (performance.now() - askedAtMs > haltRetryMs) throw overtaken();
}

const overtaken = () => new Error('It took so long that another attempt may have begun');

async function pause(then: DialThen, activityId: string): Promise<void> {
  const { client } = Context.current();
  requireRecent(then);
  await client.workflowService.pauseActivity({ ...requestOf(activityId), reason: ourReason });
}

async function release(then: DialThen): Promise<void> {
  const { dial } = then;
  if (dial?.pause?.reason !== ourReason) return;
  const { client } = Context.current();
  requireRecent(then);
  await client.workflowService.unpauseActivity(requestOf(dial.activityId)).catch((error: unknown) => {
    // It may have ended meanwhile.
    if (!isGrpcStatus(error, 'notFound')) throw error;
  });
}

function requestOf(id: string) {
  const { client, info } = Context.current();
  return { namespace: client.options.namespace, execution: info.workflowExecution ?? null, id };
}

const surelyUnsent = ({ attempt, hasStarted, heartbeatDetails }: PendingActivity): boolean =>
  surelyNothingSent({ nextAttempt: attempt, hasStarted, record: asDialRecord(heartbeatDetails) });

/** Anything but waiting: also an attempt that was already told to stop, and states that a later server may add. */
const isRunning = ({ state }: PendingActivity): boolean => state !== 'waiting' && state !== 'paused';
