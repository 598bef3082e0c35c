import { proxyLocalActivities, workflowInfo } from '@temporalio/workflow';
import type { LocalActivities } from '../../activities/index.js';
import type { AdmissionAnswer } from '../../src/contract/admission.js';
import { hasTimes, type AdmissionOptions } from '../../src/contract/admission-options.js';
import { dialLimitSeconds, type StartOutboundVoiceContactRequest } from '../../src/contract/request.js';

/** Whether a call may be dialled at a moment. Costs nothing for a call that may be dialled at any time. */
export async function decideAdmission(
  request: StartOutboundVoiceContactRequest,
  times: AdmissionOptions,
  nowMs: number,
): Promise<AdmissionAnswer> {
  if (!hasTimes(times)) return { is: 'dial' };
  const activities = proxyLocalActivities<LocalActivities>({ startToCloseTimeout: '10s' });
  return activities.decideAdmission({
    nowMs,
    times,
    dialLimitMs: dialLimitSeconds(request) * 1000,
    DestinationPhoneNumber: request.DestinationPhoneNumber,
  });
}

/**
 * Whether somebody has to mend times that can never be kept: they were wrong from the start. Else it has just become too late for them,
 * because no worker ran or somebody held the call back.
 */
export async function areToBeMended(
  request: StartOutboundVoiceContactRequest,
  times: AdmissionOptions,
  { issues, isTimeOver }: Extract<AdmissionAnswer, { is: 'never' }>,
): Promise<boolean> {
  if (issues.length === 0 || !isTimeOver) return issues.length > 0;
  return (await decideAdmission(request, times, workflowInfo().startTime.getTime())).is === 'never';
}
