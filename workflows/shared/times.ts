import { defineSearchAttributeKey } from '@temporalio/common';
import { proxyLocalActivities, workflowInfo } from '@temporalio/workflow';
import type { LocalActivities } from '../../activities/index.js';
import type { AdmissionAnswer } from '../../src/contract/admission.js';
import { hasTimes, withExpiryFrom, type AdmissionOptions } from '../../src/contract/admission-options.js';
import { dialLimitSeconds, type StartOutboundVoiceContactRequest } from '../../src/contract/request.js';
import { invalidRequest } from './errors.js';

/** Whether a call may be dialled at a moment. Costs nothing for a call that may be dialled at any time. */
export async function decideAdmission(
  request: StartOutboundVoiceContactRequest,
  times: AdmissionOptions,
  nowMs: number,
): Promise<AdmissionAnswer> {
  if (!hasTimes(times)) return { is: 'dial' };
  const activities = proxyLocalActivities<LocalActivities>({
    startToCloseTimeout: '10s',
    summary: 'May it be dialled?',
  });
  return activities.decideAdmission({
    nowMs,
    times,
    dialLimitMs: dialLimitSeconds(request) * 1000,
    DestinationPhoneNumber: request.DestinationPhoneNumber,
  });
}

/** A start that finds no server is tried again for minutes: what its client had found to be in time may be late when it arrives. */
const startMayTakeMs = 10 * 60_000;

/**
 * Whether a person must fix times that can never be kept: they were wrong from the start. Else it has just become too late for them,
 * because no worker ran, the call was held back or its start was.
 */
export async function mustBeFixed(
  request: StartOutboundVoiceContactRequest,
  times: AdmissionOptions,
  { issues, isTimeOver }: Extract<AdmissionAnswer, { is: 'never' }>,
): Promise<boolean> {
  if (issues.length === 0 || !isTimeOver) return issues.length > 0;
  const askedForAtMs = workflowInfo().startTime.getTime() - startMayTakeMs;
  return (await decideAdmission(request, times, askedForAtMs)).is === 'never';
}

/**
 * What new times come to that are asked for instead of the old ones.
 *
 * @param otherwise what stays as it is when they cannot be kept, in words
 * @throws ApplicationFailure `InvalidRequest` when they cannot be kept
 */
export async function decideNewTimes(
  request: StartOutboundVoiceContactRequest,
  times: AdmissionOptions,
  otherwise: string,
): Promise<Exclude<AdmissionAnswer, { is: 'never' }>> {
  const nowMs = Date.now();
  const hasPassed = [{ member: 'expiresAt', message: 'has passed' }];
  // `decideAdmission` is not asked where there is nothing but an expiry.
  if (times.expiresAt !== undefined && nowMs >= Date.parse(times.expiresAt)) throw invalidRequest(otherwise, hasPassed);
  const answer = await decideAdmission(request, times, nowMs);
  if (answer.is === 'never') throw invalidRequest(otherwise, answer.issues.length > 0 ? answer.issues : hasPassed);
  return answer;
}

/** Set by the server on runs of a schedule: the time that the schedule meant, however late the run. */
const scheduledStartTime = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

/** The times of this run, `expiresAfter` having become `expiresAt`. */
export function withExpiry(times: AdmissionOptions, expiresAfterMs: number | undefined): AdmissionOptions {
  const { typedSearchAttributes, startTime } = workflowInfo();
  return withExpiryFrom(times, expiresAfterMs, (typedSearchAttributes.get(scheduledStartTime) ?? startTime).getTime());
}
