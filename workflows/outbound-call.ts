import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  patched,
  workflowInfo,
} from '@temporalio/workflow';
import { parseCall, type AcceptedCall } from '../src/contract/call.js';
import { tokenLifeMs } from '../src/contract/call-options.js';
import { failureTypes } from '../src/contract/failures.js';
import { formatIssues } from '../src/contract/issues.js';
import type { CallResult } from '../src/contract/outcome.js';
import { CallProgress } from './call-progress.js';
import { resultOfDial, resultOfFollowing } from './call-result.js';
import { dial, type Dialled } from './dial.js';
import { followToEnd } from './follow-to-end.js';

/**
 * One outbound call: validate, dial at most once, follow the contact to its end.
 *
 * @param request input of StartOutboundVoiceContact, in AWS's member names; `ClientToken` absent or equal to the workflow ID
 * @param options `CallOptions`
 * @returns `CallResult` JSON; every outcome completes the workflow
 * @throws ApplicationFailure `InvalidRequest` (details: every issue) before anything is dialled, or AWS's error name when
 *   Amazon Connect refuses the request; both are never retried and nothing rings
 */
export async function outboundCall(request: unknown, options?: unknown): Promise<CallResult> {
  const progress = new CallProgress();
  try {
    const call = acceptCall(request, options);
    const dialBeforeMs = dialBefore(call);
    progress.dialling(call, dialBeforeMs);
    const dialled = await dial(call, dialBeforeMs);
    const result = await followed(call, dialled, progress);
    progress.ended(result);
    return result;
  } catch (error) {
    if (isCancellation(error)) progress.cancelled();
    else progress.failed(error);
    throw error;
  } finally {
    // A caller that waits for the ContactId gets its answer before the workflow closes, also when it was cancelled.
    if (!allHandlersFinished()) await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  }
}

async function followed(call: AcceptedCall, dialled: Dialled, progress: CallProgress): Promise<CallResult> {
  if (dialled.step === 'expired' || !call.options.isTracked) return resultOfDial(dialled);
  // Calls of 0.1.0 ended with Amazon Connect's answer. Asked for tracked calls only: the marker is two events of history.
  if (!patched('follow-to-end')) return resultOfDial(dialled);
  const ContactId = dialled.step === 'placed' ? dialled.contact.ContactId : undefined;
  progress.following(call, dialled);
  return resultOfFollowing(dialled, await followToEnd(call, ContactId, progress));
}

function acceptCall(request: unknown, options: unknown): AcceptedCall {
  const parsed = parseCall(workflowInfo().workflowId, request, options);
  if (parsed.ok) return parsed.value;
  throw ApplicationFailure.create({
    type: failureTypes.invalidRequest,
    message: `The request cannot be placed; nothing was dialled. ${formatIssues(parsed.issues)}`,
    nonRetryable: true,
    details: [...parsed.issues],
  });
}

/** A waiting call waits until it expires, and never longer than Amazon Connect remembers its token. */
function dialBefore({ options }: AcceptedCall): number {
  return Math.min(options.expiresAtMs ?? Infinity, workflowInfo().startTime.getTime() + tokenLifeMs);
}
