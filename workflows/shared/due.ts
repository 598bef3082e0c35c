import { defineSearchAttributeKey } from '@temporalio/common';
import { workflowInfo } from '@temporalio/workflow';
import type { AdmissionOptions } from '../../src/contract/admission-options.js';

/** Set by the server on runs of a schedule: the time that the schedule meant, however late the run. */
const scheduledStartTime = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

/** Times in which `expiresAfter` has become `expiresAt`. */
export function withExpiry(times: AdmissionOptions, expiresAfterMs: number | undefined): AdmissionOptions {
  if (times.expiresAt !== undefined || expiresAfterMs === undefined) return times;
  const { typedSearchAttributes, startTime } = workflowInfo();
  const startedMs = (typedSearchAttributes.get(scheduledStartTime) ?? startTime).getTime();
  const dueMs = Math.max(startedMs, times.notBefore === undefined ? 0 : Date.parse(times.notBefore));
  return { ...times, expiresAt: new Date(dueMs + expiresAfterMs).toISOString() };
}
