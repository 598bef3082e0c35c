import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  ChildWorkflowFailure,
  isCancellation,
  proxyActivities,
  startChild,
  TerminatedFailure,
  workflowInfo,
  type ChildWorkflowHandle,
  type ChildWorkflowOptions,
  type Workflow,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { Activities } from '../../activities/index.js';
import { type AdoptedAttempt, attemptId, type AcceptedFollowUp, type Attempt } from '../../src/contract/follow-up.js';
import type { CallOptions } from '../../src/contract/call-options.js';
import type { CallResult } from '../../src/contract/outcome.js';
import { failureTypes, type DialFailureDetails, withoutStack } from '../../src/contract/failures.js';
import { statusAtDial } from '../../src/contract/call-status.js';
import { maskPhoneNumber } from '../../src/contract/masking.js';
import {
  firstUseMemo,
  hangUpSignal,
  searchAttributeKeys as keys,
  taskQueues,
  workflowTypes,
} from '../../src/contract/names.js';
import type { StartOutboundVoiceContactRequest } from '../../src/contract/request.js';
import { describeRequest } from '../../src/contract/static-details.js';
import { startCalling } from './progress.js';
import { nextNumber, tell, type FollowUpState } from './state.js';
import type { Turn } from './turn.js';

interface Plan {
  readonly followUp: AcceptedFollowUp;
  readonly state: FollowUpState;
}

/**
 * Makes the next attempt: a call of its own, followed to its outcome.
 *
 * @throws ApplicationFailure when the attempt failed for a reason that a person must fix
 */
export async function runAttempt(turn: Extract<Turn, { is: 'attempt' }>, plan: Plan): Promise<Attempt> {
  const { state } = plan;
  const attempt = nextNumber(state);
  const workflowId = attemptId(workflowInfo().workflowId, attempt);
  startCalling(state, workflowId);
  // Who cancels from now on means it too, also before its workflow exists.
  const scope = new CancellationScope();
  state.running = { scope };
  try {
    const result = await scope.run(async () => {
      const call = await startAttempt({ attempt, workflowId, turn }, plan);
      return 'result' in call ? call.result : ((await call.handle.result()) as CallResult);
    });
    return { attempt, workflowId, ...withoutVersion(result) };
  } catch (error) {
    return { attempt, workflowId, ...resultInSpiteOf(error, state.attempts.length === 0) };
  }
}

/** The follow-up's own result has one. */
function withoutVersion(result: CallResult): Omit<CallResult, 'schemaVersion'> {
  const rest = { ...result };
  delete rest.schemaVersion;
  return rest;
}

/** Its workflow exists. @param hangUp has a cancellation end a conversation too; touches no workflow but the attempt's */
function begun(state: FollowUpState, hangUp: () => Promise<void>): void {
  if (state.running !== undefined) state.running = { ...state.running, hangUp };
}

interface Which {
  readonly attempt: number;
  readonly workflowId: string;
  readonly turn: Extract<Turn, { is: 'attempt' }>;
}

type StartedAttempt = { readonly handle: ChildWorkflowHandle<Workflow> } | { readonly result: CallResult };

async function startAttempt(which: Which, { followUp, state }: Plan): Promise<StartedAttempt> {
  const { attempt, workflowId, turn } = which;
  const request = requestOf(followUp, state.attempts);
  const { callingHours } = turn;
  const { expiresAt } = state.times;
  const options: CallOptions = {
    ...followUp.callOptions,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(callingHours === undefined ? {} : { callingHours }),
  };
  const start = (more: Partial<ChildWorkflowOptions>) =>
    cancelledOnceItExists(() =>
      startChild(workflowTypes.outboundCall, {
        workflowId,
        args: [request, options],
        // Whoever ends the follow-up from outside wants no more calls.
        parentClosePolicy: 'REQUEST_CANCEL',
        typedSearchAttributes: [
          { key: keys.CallPhase, value: 'DIALLING' },
          { key: keys.CallTo, value: maskPhoneNumber(request.DestinationPhoneNumber) },
          { key: keys.CallStatus, value: statusAtDial },
          { key: keys.CallAttempt, value: attempt },
        ],
        staticSummary: `Attempt ${attempt} of ${followUp.plan.maxAttempts}: call ${maskPhoneNumber(request.DestinationPhoneNumber)}`,
        staticDetails: describeRequest(request),
        // Before the follow-ups that are woken at the same moment: else none is dialled until all are awake.
        priority: { priorityKey: Math.min(2, followUp.callOptions.priority ?? 2) },
        ...more,
      }),
    );
  try {
    // A server may begin a child of the run before a reset anew, under the same ID; then its dial has to ask what was.
    const memo = isResetRun() ? {} : { [firstUseMemo]: true };
    const handle = await start({ workflowIdReusePolicy: 'REJECT_DUPLICATE', memo });
    begun(state, () => handle.signal(hangUpSignal));
    return { handle };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
  // The follow-up was reset, or begun anew under its ID: the attempt exists, and is not made twice.
  tell(state, `Attempt ${attempt} exists already: ${workflowId}`);
  const adopted = await adopt(workflowId, state);
  if (adopted.is === 'ended') return { result: adopted.result };
  // Nothing of ours rings; whose workflow it is does not matter any more.
  if (CancellationScope.current().consideredCancelled || state.isCancelled)
    return { result: { outcome: 'CANCELLED', reason: 'cancelled before the dial' } };
  if (adopted.is === 'silent') {
    const handle = await start({ workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY' });
    begun(state, () => handle.signal(hangUpSignal));
    return { handle };
  }
  throw withoutStack(
    ApplicationFailure.nonRetryable(
      `The ID ${workflowId} belongs to another workflow. Start the follow-up under another ID.`,
      failureTypes.attemptIdTaken,
    ),
  );
}

/**
 * Unlike a call's `wasReset`, also right for a run that continues another one. What a reset run does must not depend on it: it replays what the
 * run before has done.
 */
function isResetRun(): boolean {
  const { runId, originalExecutionRunId } = workflowInfo();
  return runId !== originalExecutionRunId;
}

/**
 * Starts a child that the current scope's cancellation reaches. Between the command and the child's start the server has nothing to cancel,
 * and forgets it: so it is passed on when the child exists.
 */
async function cancelledOnceItExists<T>(start: () => Promise<T>): Promise<T> {
  const outer = CancellationScope.current();
  if (outer.consideredCancelled) await outer.cancelRequested;
  const shield = new CancellationScope({ cancellable: false });
  const scope = new CancellationScope({ cancellable: true, parent: shield });
  const child = await scope.run(start);
  outer.cancelRequested.catch(() => scope.cancel());
  return child;
}

/** Each attempt has its own token, and may be linked to the one before. */
function requestOf(
  { request, plan }: AcceptedFollowUp,
  attempts: readonly Attempt[],
): StartOutboundVoiceContactRequest {
  const before = attempts.findLast(({ ContactId }) => ContactId !== undefined)?.ContactId;
  return plan.linkAttempts && before !== undefined ? { ...request, RelatedContactId: before } : request;
}

/** Waits for an attempt that another run has begun; whether it is one, the activities find out, which touch nobody else's workflow. */
async function adopt(workflowId: string, state: FollowUpState): Promise<AdoptedAttempt> {
  const { awaitAttempt, stopAttempt } = proxyActivities<Activities>({
    taskQueue: taskQueues.contacts,
    summary: `Attempt ${nextNumber(state)} of an earlier run`,
    startToCloseTimeout: '30s',
  });
  const stop = () => stopAttempt({ workflowId, hangUp: state.isHangUpWanted });
  begun(state, stop);
  try {
    return await awaitAttempt({ workflowId });
  } catch (error) {
    if (!isCancellation(error)) throw error;
  }
  // It goes the way of a child: what is not dialled is not, what rings is stopped, and what became of it is awaited.
  return CancellationScope.nonCancellable(async () => {
    await stop();
    return awaitAttempt({ workflowId });
  });
}

/** What an attempt came to that has no result. */
function resultInSpiteOf(error: unknown, isFirst: boolean): CallResult {
  if (!(error instanceof ChildWorkflowFailure)) throw error;
  const { cause } = error;
  if (cause instanceof CancelledFailure) return { outcome: 'CANCELLED', reason: 'cancelled before the dial' };
  if (cause instanceof ApplicationFailure) throw refused(cause, isFirst);
  const what = cause instanceof TerminatedFailure ? 'was terminated' : 'ended without a result';
  return { outcome: 'UNKNOWN', reason: `its workflow ${what}; it may have rung` };
}

/** A person must fix it. Only of a first attempt may be said that nothing rang. */
function refused(cause: ApplicationFailure, isFirst: boolean): ApplicationFailure {
  if (isFirst) {
    return withoutStack(
      ApplicationFailure.create({
        message: cause.message,
        type: cause.type ?? 'Refused',
        nonRetryable: true,
        details: cause.details ?? [],
      }),
    );
  }
  const isInvalid = cause.type === failureTypes.invalidRequest;
  return withoutStack(
    ApplicationFailure.create({
      message: cause.message,
      type: isInvalid ? failureTypes.attemptInvalid : (cause.type ?? 'Refused'),
      nonRetryable: true,
      details: [{ answer: 'unknown' } satisfies DialFailureDetails],
    }),
  );
}
