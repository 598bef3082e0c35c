import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure, ServerFailure, TimeoutFailure } from '@temporalio/common';
import {
  decodeArrayFromPayloads,
  decodeOptionalFailureToOptionalError,
} from '@temporalio/common/lib/internal-non-workflow/index.js';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
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
  /** Whether any attempt was ever started. */
  readonly hasStarted: boolean;
  /** Of an activity that waits for its next attempt. */
  readonly nextAttemptAt?: Date;
  /** How the last attempt failed; ringonce's own failures are masked. */
  readonly lastFailure?: AttemptFailure;
  /** What its last heartbeat said. */
  readonly heartbeatDetails?: unknown;
  /** Set while a person or a rule holds it; a paused attempt that runs goes on to its end. */
  readonly pause?: Pause;
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
  description: Pick<WorkflowExecutionDescription, 'raw'> | undefined,
): Promise<PendingActivity[]> {
  return Promise.all((description?.raw.pendingActivities ?? []).map((raw) => pendingActivityOf(client, raw)));
}

/** One of them as it is now; undefined when it is not pending. */
export async function pendingActivity(
  client: Client,
  { workflowId, runId }: { readonly workflowId: string; readonly runId: string },
  activityId: string,
): Promise<PendingActivity | undefined> {
  const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
  const pending = raw.pendingActivities?.find((activity) => activity.activityId === activityId);
  return pending && pendingActivityOf(client, pending);
}

async function pendingActivityOf(client: Client, raw: Raw): Promise<PendingActivity> {
  const converter = client.options.loadedDataConverter;
  const [heartbeatDetails] = await decodeArrayFromPayloads(converter, raw.heartbeatDetails?.payloads);
  const failure = await decodeOptionalFailureToOptionalError(converter, raw.lastFailure);
  const nextAttemptAt = optionalTsToDate(raw.nextAttemptScheduleTime);
  return {
    activityId: raw.activityId ?? '',
    type: raw.activityType?.name ?? '',
    state: stateOf(raw),
    attempt: raw.attempt ?? 1,
    // While an activity waits for its next attempt, its start time is gone; who ran it last stays, also through a reset.
    hasStarted: raw.lastStartedTime != null || raw.lastAttemptCompleteTime != null || Boolean(raw.lastWorkerIdentity),
    ...(raw.activityOptions?.taskQueue?.name == null ? {} : { taskQueue: raw.activityOptions.taskQueue.name }),
    ...(nextAttemptAt === undefined ? {} : { nextAttemptAt }),
    ...(failure === undefined ? {} : { lastFailure: attemptFailure(failure) }),
    ...(heartbeatDetails === undefined ? {} : { heartbeatDetails }),
    ...(raw.paused === true ? { pause: pauseOf(raw.pauseInfo) } : {}),
  };
}

const stateNames: Partial<Record<NonNullable<Raw['state']>, PendingState>> = {
  [PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED]: 'waiting',
  [PendingActivityState.PENDING_ACTIVITY_STATE_STARTED]: 'running',
  [PendingActivityState.PENDING_ACTIVITY_STATE_CANCEL_REQUESTED]: 'cancelling',
  [PendingActivityState.PENDING_ACTIVITY_STATE_PAUSED]: 'paused',
  [PendingActivityState.PENDING_ACTIVITY_STATE_PAUSE_REQUESTED]: 'pausing',
};

/** A state that a later server may add counts as running: such an attempt may send. */
function stateOf({ state, paused }: Raw): PendingState {
  const known = stateNames[state ?? PendingActivityState.PENDING_ACTIVITY_STATE_UNSPECIFIED] ?? 'running';
  return known === 'waiting' && paused === true ? 'paused' : known;
}

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
