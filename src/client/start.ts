import { randomUUID } from 'node:crypto';
import {
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
  type Client,
} from '@temporalio/client';
import type { AdmissionOptions } from '../contract/admission-options.js';
import { statusAtDial } from '../contract/call-status.js';
import { InvalidRequestError } from '../contract/errors.js';
import {
  firstUseMemo,
  searchAttributeKeys as keys,
  taskQueues,
  updateNames,
  workflowTypes,
} from '../contract/names.js';
import { maskPhoneNumber } from '../contract/masking.js';
import type { StartOutboundVoiceContactRequest } from '../contract/request.js';
import { CallConflictError, type Started } from '../contract/started.js';
import { describeRequest, titleOf } from '../contract/static-details.js';
import { asStartError } from '../temporal/errors.js';
import { recordedCall, type RecordedCall } from './call/recorded-call.js';
import { previewTimes } from './preview.js';

/** A call or a follow-up that is valid; request and arguments without nulls. */
export interface Start {
  readonly type: (typeof workflowTypes)[keyof typeof workflowTypes];
  readonly workflowId: string;
  readonly request: StartOutboundVoiceContactRequest;
  /** Of the workflow: the request, then options or plan. */
  readonly args: readonly unknown[];
  readonly times: AdmissionOptions;
  readonly expiresAfterMs: number | undefined;
  /** Of calls: one that ended before anything could ring is dialled anew, whatever its request; default: the same request finds it. */
  readonly dialsAnew?: boolean;
  /** Of calls: the update `contactId` goes with the start, which is answered when a worker has taken both up; default: no. */
  readonly asksForContact?: boolean;
}

export type StartedRun = Started & {
  readonly runId: string;
  /** Of the update `contactId` that went with the start. */
  readonly updateId?: string;
};

/** A start that loses a race against another start of the same ID asks again; more rounds than this are no race. */
const maxRounds = 5;

/**
 * Starts a call or a follow-up, or finds the one that an earlier start with the same request has made.
 *
 * Times that can never be kept fail here, not on the day. What can be kept depends on the clock, what was started does not: the same
 * request again is found at any hour.
 *
 * @throws InvalidRequestError, CallConflictError, NamespaceNotReadyError
 */
export async function startOrFind(client: Client, start: Start): Promise<StartedRun> {
  const { type, workflowId, request } = start;
  try {
    await previewTimes({ ...start, nowMs: Date.now() }, type === workflowTypes.followUp ? 'plan' : 'options');
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error;
    const existing = await recordedCall(client, workflowId);
    if (existing?.type !== type || existing.membersThatDiffer(request).length > 0) throw error;
    if (start.dialsAnew === true && nothingRang(existing)) throw error;
    return foundAgain(existing);
  }
  return startOnce(client, start);
}

async function startOnce(client: Client, start: Start): Promise<StartedRun> {
  const { type, workflowId, request, dialsAnew = false } = start;
  let reusePolicy: ReusePolicy = WorkflowIdReusePolicy.REJECT_DUPLICATE;
  for (let round = 1; ; round++) {
    const started = await startWorkflow(client, start, reusePolicy);
    if (started !== undefined) return { ...started, state: 'started' };

    const existing = await recordedCall(client, workflowId);
    // Gone between two queries: its retention has just ended.
    if (existing === undefined && round < maxRounds) continue;
    if (existing?.type !== type) throw new CallConflictError(workflowId, []);
    const differing = existing.membersThatDiffer(request);
    const isFree = dialsAnew ? nothingRang(existing) : existing.endedBeforeRinging && differing.length > 0;
    if (!isFree || round >= maxRounds) {
      if (differing.length === 0) return foundAgain(existing);
      throw new CallConflictError(workflowId, differing);
    }
    // If another client has started and completed the call meanwhile, this must lose. What has expired has completed, so that Temporal
    // cannot tell: there the run itself looks for earlier ones before it dials, and ends as the one that has rung.
    reusePolicy = existing.endedBeforeRinging
      ? WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY
      : WorkflowIdReusePolicy.ALLOW_DUPLICATE;
  }
}

type ReusePolicy = (typeof WorkflowIdReusePolicy)[keyof typeof WorkflowIdReusePolicy];

/** The run that was started, or undefined when the ID is taken. */
async function startWorkflow(
  client: Client,
  { type, workflowId, request, args, asksForContact = false }: Start,
  reusePolicy: ReusePolicy,
): Promise<Omit<StartedRun, 'state'> | undefined> {
  const options = {
    workflowId,
    taskQueue: taskQueues.calls,
    args: [...args],
    workflowIdReusePolicy: reusePolicy,
    // FAIL rather than USE_EXISTING: it starts as few calls, and only it tells who started one.
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
    typedSearchAttributes: attributesAtStart(type, request),
    // Only where Temporal vouches for it.
    ...(reusePolicy === WorkflowIdReusePolicy.ALLOW_DUPLICATE ? {} : { memo: { [firstUseMemo]: true } }),
    staticSummary: titleOf(type, request),
    staticDetails: describeRequest(request),
  };
  try {
    if (!asksForContact) return { runId: (await client.workflow.start(type, options)).firstExecutionRunId };
    const { workflowRunId: runId = '', updateId } = await client.workflow.startUpdateWithStart(updateNames.contactId, {
      // Its own: a start whose update is known is no start for the server, and joins any call, however it differs.
      updateId: randomUUID(),
      waitForStage: 'ACCEPTED',
      startWorkflowOperation: new WithStartWorkflowOperation(type, options),
    });
    return { runId, updateId };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
    throw asStartError(error, client.options.namespace);
  }
}

/** The search attributes that calls and follow-ups begin with: they cost no event. */
export const attributesAtStart = (
  type: Start['type'],
  { DestinationPhoneNumber }: StartOutboundVoiceContactRequest,
) => [
  { key: keys.CallTo, value: maskPhoneNumber(DestinationPhoneNumber) },
  { key: keys.CallStatus, value: statusAtDial },
  { key: keys.CallPhase, value: type === workflowTypes.followUp ? 'WAITING' : 'DIALLING' },
];

/** Of a follow-up that ran out of time an attempt may have rung. */
const nothingRang = ({ type, outcome, endedBeforeRinging }: RecordedCall): boolean =>
  endedBeforeRinging || (type === workflowTypes.outboundCall && outcome === 'EXPIRED');

function foundAgain(recorded: RecordedCall): StartedRun {
  const { firstRunId, isRunning, outcome } = recorded;
  if (isRunning) return { runId: firstRunId, state: 'in-progress' };
  return {
    runId: firstRunId,
    state: 'finished',
    ...(outcome === undefined ? {} : { outcome }),
    ...(nothingRang(recorded) ? { nothingRang: true } : {}),
  };
}
