import { allHandlersFinished, CancellationScope, condition, isCancellation, workflowInfo } from '@temporalio/workflow';
import { parseCall, type AcceptedCall } from '../../src/contract/call.js';
import type { CallResult } from '../../src/contract/outcome.js';
import { CallProgress } from './call-progress.js';
import { resultOfDial, resultOfFollowing } from './call-result.js';
import { CallTimes } from './call-times.js';
import { dialInTime, type DialledInTime } from './dial-in-time.js';
import { followToEnd } from './follow-to-end.js';
import { invalidRequest } from '../shared/invalid-request.js';

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
  const progress = new CallProgress();
  let times: CallTimes | undefined;
  try {
    const call = acceptCall(request, options);
    times = new CallTimes(call, progress);
    const dialled = await dialInTime({ call, times, progress });
    const result = isFollowed(call, dialled)
      ? await followed({ call, progress }, dialled)
      : endedUnfollowed(progress, dialled);
    progress.ended(result);
    return result;
  } catch (error) {
    if (isCancellation(error)) progress.cancelled();
    else progress.failed(error);
    throw error;
  } finally {
    times?.past();
    // A caller that waits for the ContactId gets its answer before the workflow closes, also when it was cancelled.
    if (!allHandlersFinished()) await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  }
}

interface Parts {
  readonly call: AcceptedCall;
  readonly progress: CallProgress;
}

type MayBeFollowed = Exclude<DialledInTime, { step: 'expired' | 'ended-before' }>;

const isFollowed = ({ options }: AcceptedCall, dialled: DialledInTime): dialled is MayBeFollowed =>
  options.isTracked && dialled.step !== 'expired' && dialled.step !== 'ended-before';

function endedUnfollowed(progress: CallProgress, dialled: DialledInTime): CallResult {
  if (dialled.step === 'ended-before') progress.endedBefore(dialled.earlier.runId);
  return resultOfDial(dialled);
}

async function followed({ call, progress }: Parts, dialled: MayBeFollowed): Promise<CallResult> {
  const ContactId = dialled.step === 'placed' ? dialled.contact.ContactId : undefined;
  progress.following(call, dialled);
  return resultOfFollowing(dialled, await followToEnd(call, ContactId, progress));
}

function acceptCall(request: unknown, options: unknown): AcceptedCall {
  const parsed = parseCall(workflowInfo().workflowId, request, options);
  if (parsed.ok) return parsed.value;
  throw invalidRequest('The request cannot be placed; nothing was dialled.', parsed.issues);
}
