import { defineSearchAttributeKey } from '@temporalio/common';
import { workflowInfo } from '@temporalio/workflow';
import { withExpiryFrom, type AdmissionOptions } from '../../src/contract/admission-options.js';

/** Set by the server on runs of a schedule: the time that the schedule meant, however late the run. */
const scheduledStartTime = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

/** The times of this run, `expiresAfter` having become `expiresAt`. */
export function withExpiry(times: AdmissionOptions, expiresAfterMs: number | undefined): AdmissionOptions {
  const { typedSearchAttributes, startTime } = workflowInfo();
  return withExpiryFrom(times, expiresAfterMs, (typedSearchAttributes.get(scheduledStartTime) ?? startTime).getTime());
}
