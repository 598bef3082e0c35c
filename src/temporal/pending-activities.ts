import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure, ServerFailure, TimeoutFailure } from '@temporalio/common';
import {
  decodeArrayFromPayloads,
  decodeOptionalFailureToOptionalError,
} from '@temporalio/common/lib/internal-non-workflow/index.js';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import type { DialUnderWay, PausedActivity } from '../contract/call-view.js';
import { outcomeActivityId } from '../contract/contact.js';
import { dialActivityId } from '../contract/dial.js';
import { taskQueues, workflowTypes } from '../contract/names.js';
import { instantInWords } from '../contract/hold-in-words.js';
import type { DialFailureDetails } from '../contract/failures.js';
import proto, { type temporal } from '@temporalio/proto';

const { PendingActivityState } = proto.temporal.api.enums.v1;

type Raw = temporal.api.workflow.v1.IPendingActivityInfo;

/** An activity that a workflow waits for, as the server has it: no worker is needed to tell it. */
export interface PendingActivity {
  readonly activityId: string;
  /** The activity's name: `startOutboundVoiceContact`. */
  readonly type: string;
  readonly state: PendingState;
  readonly taskQueue?: string;
  /** Number of the attempt that runs or comes next; 1 for the first. */
  readonly attempt: number;
  /** When the attempt that runs was begun. */
  readonly startedAt?: Date;
  /** Of an activity that waits for its next attempt. */
  readonly nextAttemptAt?: Date;
  /** How the last attempt failed; ringonce's own failures are masked. */
  readonly lastFailure?: AttemptFailure;
  /** What its last heartbeat said. */
  readonly heartbeatDetails?: unknown;
  /** Set while a person or a rule holds it; a paused attempt that runs goes on to its end. */
  readonly pause?: Pause;
}

/** The dial of a call, undefined when it has none at the moment. */
export function dialUnderWay(activities: readonly PendingActivity[]): DialUnderWay | undefined {
  const dial = activities.find(({ activityId }) => activityId === dialActivityId);
  if (dial === undefined) return undefined;
  const { state, attempt, lastFailure, nextAttemptAt } = dial;
  const isRunning = state !== 'waiting' && state !== 'paused';
  const [details] = (lastFailure?.details ?? []) as readonly Partial<DialFailureDetails>[];
  // An attempt that ended without a word may have sent.
  const mayHaveArrived =
    lastFailure !== undefined && (details?.answer === undefined || details.maybePlacedSince !== undefined);
  return {
    attempts: isRunning ? attempt : attempt - 1,
    ...(lastFailure === undefined ? {} : { lastAnswer: lastFailure.message }),
    ...(isRunning || nextAttemptAt === undefined ? {} : { nextTryAt: nextAttemptAt.toISOString() }),
    mayBeRinging: isRunning || mayHaveArrived,
  };
}

/** Whether the dial waits for a line of its instance, or for its turn under the instance's rate. */
export function waitsForLine(activities: readonly PendingActivity[]): boolean {
  const dial = activities.find(({ activityId }) => activityId === dialActivityId);
  const hasLines = dial?.taskQueue?.startsWith(`${taskQueues.dial}-`) ?? false;
  // One that a worker polled when no line was free any more was turned away.
  return hasLines && dial?.state === 'waiting' && (dial.attempt === 1 || dial.lastFailure?.type === 'HeldBack');
}

/** The first that somebody has paused. */
export async function pausedActivity(
  client: Client,
  description: WorkflowExecutionDescription | undefined,
): Promise<PausedActivity | undefined> {
  return pausedAmong(await pendingActivities(client, description));
}

/** IDs of calls of which somebody has paused an activity. One request. */
export async function pausedCalls({ workflow }: Client): Promise<ReadonlySet<string>> {
  const query = `WorkflowType = '${workflowTypes.outboundCall}' AND TemporalPauseInfo IS NOT NULL`;
  const paused = new Set<string>();
  for await (const { workflowId } of workflow.list({ query })) paused.add(workflowId);
  return paused;
}

export function pausedAmong(activities: readonly PendingActivity[]): PausedActivity | undefined {
  const found = activities.find(({ pause }) => pause !== undefined);
  if (found?.pause === undefined) return undefined;
  const { activityId, pause } = found;
  return {
    activityId,
    ...(pause.by === undefined ? {} : { by: pause.by }),
    ...(pause.at === undefined ? {} : { since: pause.at.toISOString() }),
    ...(pause.reason === undefined ? {} : { reason: pause.reason }),
  };
}

/** `the activity dial is paused by ann@example.com since 2026-11-24 17:00:00 UTC: the carrier has trouble` */
export function pausedInWords({ activityId, by, since, reason }: PausedActivity): string {
  const what = activityId === outcomeActivityId ? 'following its contact' : `the activity ${activityId}`;
  const who = by === undefined ? '' : ` by ${by}`;
  const when = since === undefined ? '' : ` since ${instantInWords(since)}`;
  return `${what} is paused${who}${when}${reason === undefined ? '' : `: ${reason}`}`;
}

/** `waiting`: for a worker, or for the time of its next attempt. */
export type PendingState = 'waiting' | 'running' | 'cancelling' | 'pausing' | 'paused';

export interface AttemptFailure {
  /** AWS's error name, or one of ours; `Timeout` when a worker did not answer in time. */
  readonly type: string;
  readonly message: string;
  readonly details: readonly unknown[];
}

export interface Pause {
  /** Who paused it: the identity of a client, or a rule of the namespace. */
  readonly by?: string;
  readonly at?: Date;
  readonly reason?: string;
}

/** All of them, in the server's order. */
export function pendingActivities(
  client: Client,
  description: WorkflowExecutionDescription | undefined,
): Promise<PendingActivity[]> {
  return Promise.all((description?.raw.pendingActivities ?? []).map((raw) => pendingActivityOf(client, raw)));
}

async function pendingActivityOf(client: Client, raw: Raw): Promise<PendingActivity> {
  const converter = client.options.loadedDataConverter;
  const [heartbeatDetails] = await decodeArrayFromPayloads(converter, raw.heartbeatDetails?.payloads);
  const failure = await decodeOptionalFailureToOptionalError(converter, raw.lastFailure);
  const startedAt = optionalTsToDate(raw.lastStartedTime);
  const nextAttemptAt = optionalTsToDate(raw.nextAttemptScheduleTime);
  return {
    activityId: raw.activityId ?? '',
    type: raw.activityType?.name ?? '',
    state: stateOf(raw),
    attempt: raw.attempt ?? 1,
    ...(raw.activityOptions?.taskQueue?.name == null ? {} : { taskQueue: raw.activityOptions.taskQueue.name }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(nextAttemptAt === undefined ? {} : { nextAttemptAt }),
    ...(failure === undefined ? {} : { lastFailure: attemptFailure(failure) }),
    ...(heartbeatDetails === undefined ? {} : { heartbeatDetails }),
    ...(raw.paused === true ? { pause: pauseOf(raw.pauseInfo) } : {}),
  };
}

const stateNames: Partial<Record<NonNullable<Raw['state']>, PendingState>> = {
  [PendingActivityState.PENDING_ACTIVITY_STATE_STARTED]: 'running',
  [PendingActivityState.PENDING_ACTIVITY_STATE_CANCEL_REQUESTED]: 'cancelling',
  [PendingActivityState.PENDING_ACTIVITY_STATE_PAUSED]: 'paused',
  [PendingActivityState.PENDING_ACTIVITY_STATE_PAUSE_REQUESTED]: 'pausing',
};

const stateOf = ({ state, paused }: Raw): PendingState =>
  stateNames[state ?? PendingActivityState.PENDING_ACTIVITY_STATE_UNSPECIFIED] ??
  (paused === true ? 'paused' : 'waiting');

function attemptFailure(error: Error): AttemptFailure {
  const { message } = error;
  if (error instanceof ApplicationFailure) {
    return { type: error.type ?? 'Error', message, details: error.details ?? [] };
  }
  if (error instanceof TimeoutFailure) return { type: 'Timeout', message, details: [] };
  const inner = error instanceof ActivityFailure || error instanceof ServerFailure ? error.cause : undefined;
  return inner === undefined ? { type: error.name, message, details: [] } : attemptFailure(inner);
}

function pauseOf(info: Raw['pauseInfo']): Pause {
  const at = optionalTsToDate(info?.pauseTime);
  const { identity, reason } = info?.manual ?? info?.rule ?? {};
  // A rule's own name tells more than who wrote it.
  const by = info?.rule?.ruleId ? `rule ${info.rule.ruleId}` : identity;
  return {
    ...(by == null || by === '' ? {} : { by }),
    ...(at === undefined ? {} : { at }),
    ...(reason == null || reason === '' ? {} : { reason }),
  };
}
