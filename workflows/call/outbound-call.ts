import { isCancellation, workflowInfo } from '@temporalio/workflow';
import { issuesUntil06, parseCall, type AcceptedCall } from '../../src/contract/call.js';
import type { CallResult } from '../../src/contract/outcome.js';
import { conductAsBefore } from '../shared/conduct-as-before.js';
import { invalidRequest, refuseAsUntil06 } from '../shared/errors.js';
import { answerLastQuestions } from '../shared/last-questions.js';
import { dialInTime, type DialledInTime } from './admit.js';
import { followToEnd } from './follow.js';
import { setHandlers, setRescheduleHandler } from './handlers.js';
import { readable, resultOfDial, resultOfFollowing } from './result.js';
import { complete, completeCancelled, enterDoubt, fail, startFollowing } from './progress.js';
import { endRescheduling, newCallState, tell, type CallState } from './state.js';

/**
 * One outbound call: validate, wait until it may be dialled and a line is free, dial at most once, follow the contact to its end.
 *
 * @param request input of StartOutboundVoiceContact, in AWS's member names; `ClientToken` absent or equal to the workflow ID
 * @param options `CallOptions`
 * @returns `CallResult` JSON; every outcome completes the workflow
 * @throws ApplicationFailure `InvalidRequest` (details: every issue) before anything is dialled, or AWS's error name when
 *   Amazon Connect refuses the request; both are never retried and nothing rings
 */
export async function outboundCall(request: unknown, options?: unknown): Promise<CallResult> {
  const state = newCallState(request);
  setHandlers(state, request);
  try {
    const call = acceptCall(request, options);
    state.isValid = true;
    state.InstanceId = call.request.InstanceId;
    state.times = call.options.times;
    setRescheduleHandler(state, call);
    const dialled = await dialInTime(call, state);
    const result = readable(
      mayBeFollowed(call, dialled) ? await followed(call, state, dialled) : endedUnfollowed(state, dialled),
    );
    complete(state, result);
    return result;
  } catch (error) {
    if (isCancellation(error)) completeCancelled(state);
    else fail(state, error);
    throw error;
  } finally {
    endRescheduling(state);
    await answerLastQuestions(isRefused(state) ? { isTold: () => state.isFailureTold } : undefined);
  }
}

/** Its request or its options were invalid from the start. */
const isRefused = ({ phase, isValid }: CallState): boolean => phase === 'FAILED' && !isValid;

function acceptCall(request: unknown, options: unknown): AcceptedCall {
  const { workflowId } = workflowInfo();
  const parsed = parseCall(workflowId, request, conductAsBefore(options));
  const message = 'The request cannot be placed; nothing was dialled.';
  if (!parsed.ok) throw invalidRequest(message, parsed.issues);
  refuseAsUntil06(message, issuesUntil06(workflowId, request));
  return parsed.value;
}

type MayBeFollowed = Exclude<DialledInTime, { step: 'expired' | 'ended-before' }>;

const mayBeFollowed = ({ options }: AcceptedCall, dialled: DialledInTime): dialled is MayBeFollowed =>
  options.isTracked && dialled.step !== 'expired' && dialled.step !== 'ended-before';

function endedUnfollowed(state: CallState, dialled: DialledInTime): CallResult {
  if (dialled.step === 'ended-before')
    tell(
      state,
      `Nothing was sent: an earlier run under this ID has placed the call (run ${dialled.earlier.runId}); this run ends as that one did`,
    );
  return resultOfDial(dialled);
}

async function followed(call: AcceptedCall, state: CallState, dialled: MayBeFollowed): Promise<CallResult> {
  const ContactId = dialled.step === 'placed' ? dialled.contact.ContactId : undefined;
  if (dialled.step === 'placed') startFollowing(state, call, dialled.contact.ContactId);
  else enterDoubt(state, call, dialled.reason);
  return resultOfFollowing(dialled, await followToEnd(call, ContactId, state));
}
