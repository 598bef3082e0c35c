import { ApplicationFailure, workflowInfo } from '@temporalio/workflow';
import { failureTypes, type DialFailureDetails } from '../src/contract/failures.js';
import { callIdAttribute } from '../src/contract/names.js';
import type { Outcome } from '../src/contract/outcome.js';

/** What a person does next about a call that has ended, in words. */
export function nextStepAfter(outcome: Outcome): string {
  switch (outcome) {
    case 'PLACED':
      return 'Amazon Connect accepted the call. What became of it is in Amazon Connect: search for the contact ID.';
    case 'EXPIRED':
      return 'Nothing rang: its time was over. If it is still wanted, start it under a new ID with a later `expiresAt`.';
    case 'UNKNOWN':
      return `It may have rung. Search Amazon Connect's contacts for the attribute \`${callIdAttribute}\` = \`${workflowInfo().workflowId}\`; start it under another ID only if there is none: a new ID is a new call.`;
    case 'CANCELLED':
      return 'Nothing rang. If it is wanted after all, start it again: under the same ID with a corrected request, or under another.';
    case 'ANSWERED':
    case 'VOICEMAIL':
    case 'NO_ANSWER':
    case 'BUSY':
    case 'INVALID_NUMBER':
    case 'BLOCKED':
    case 'FAILED':
      return 'The call has ended.';
  }
}

/** What a person does next about a call that has failed. Only what is known to have rung nobody is said to. */
export function nextStepAfterFailure(failure: unknown): string {
  const surelySilent =
    failure instanceof ApplicationFailure &&
    (failure.type === failureTypes.invalidRequest ||
      (failure.details?.[0] as DialFailureDetails | undefined)?.answer === 'refused');
  return surelySilent
    ? 'Nothing rang. Mend what is named below, then **start the call again**: with a corrected request under the same ID, or under another ID if the request was right. (Do not reset it: a reset call must assume that it has rung.)'
    : 'It may have rung: this failure is none that ringonce knows. Look for the contact in Amazon Connect.';
}
