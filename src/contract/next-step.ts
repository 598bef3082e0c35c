// What a person does next about a call or follow-up, in words: the UI's current details, `nextStep` of a result, `ringonce show`.
import type { FollowUpResult } from './follow-up.js';
import { saysNothingRang } from './failures.js';
import { callIdAttribute } from './names.js';
import { needsPerson, type CallResult } from './outcome.js';

export const actionsWhileWaiting =
  '"ringonce reschedule" changes its times, "ringonce cancel" ends it; both are answered at once.';

export const actionsInDoubt =
  'Nothing yet. It waits a dial limit for a contact event that tells of it; if none comes it ends as UNKNOWN, and says where to look.';

export const actionsWhileFollowUpWaits =
  '"ringonce call-now" makes the attempt at once, "ringonce reschedule" changes its time, "ringonce pause" holds it.';

/** Of a call that has ended. @param followUpId of which it is an attempt: whether there is another is not for a person to decide */
export function nextStepAfter({ outcome, ContactId }: CallResult, workflowId: string, followUpId?: string): string {
  if (followUpId !== undefined && !needsPerson(outcome))
    return `It is an attempt of the follow-up ${followUpId}, which says what comes next.`;
  switch (outcome) {
    case 'PLACED':
      return 'Amazon Connect accepted the call. What became of it is in Amazon Connect: search for the contact ID.';
    case 'EXPIRED':
      return 'Nothing rang: its time was over. If it is still wanted, start it under a new ID with a later expiresAt.';
    case 'UNKNOWN':
      return ContactId === undefined
        ? `It may have rung. Search Amazon Connect's contacts for the attribute ${callIdAttribute} = ${workflowId}; start it under another ID only if there is none: a new ID is a new call. (Where the instance does not make that attribute searchable, search by time and number: a search that finds none then proves nothing.)`
        : `Amazon Connect accepted it, and what became of it could not be learned. Look at contact ${ContactId} in Amazon Connect before the number is called again.`;
    case 'CANCELLED':
      return ContactId === undefined
        ? 'Nothing rang. If it is wanted after all, start it again: under the same ID with a corrected request, or under another.'
        : 'It was stopped before anyone answered. If it is wanted after all, start it under another ID.';
    case 'ANSWERED':
      return 'Someone picked up. Nothing is left to do.';
    case 'VOICEMAIL':
      return 'A machine took the call. To reach a person, call again at another time of day, under a new ID.';
    case 'NO_ANSWER':
    case 'BUSY':
      return 'Nobody was reached. Call again later, under a new ID.';
    case 'INVALID_NUMBER':
      return 'The number reaches no person. Correct it; never call it again.';
    case 'BLOCKED':
      return 'The networks suggest that calls from this source number are blocked. Call again at most once, from another number.';
    case 'FAILED':
      return 'It ended unanswered, for trouble on the way or because the instance had no free line. Call again later, under a new ID.';
  }
}

/** Of a call that has failed. Only what is known to have rung nobody is said to. */
export const nextStepAfterFailure = (
  type: string | null | undefined,
  details: readonly unknown[] | undefined,
): string =>
  saysNothingRang(type, details)
    ? 'Nothing rang. Fix what the failure names, then start the call again: with a corrected request under the same ID, or under another ID if the request was right. (Do not reset it: a reset call must assume that it has rung.)'
    : 'It may have rung: ringonce does not know this failure. Search for the contact in Amazon Connect.';

/** Of a follow-up. */
export const nextStepAfterFollowUp = ({ ended, reason }: Pick<FollowUpResult, 'ended' | 'reason'>): string =>
  ended === 'goal'
    ? 'The goal is reached. Nothing is left to do.'
    : `No further attempt: ${reason ?? ended}. If the call is still wanted, start another follow-up under a new ID.`;

/** Of a follow-up that has failed. */
export const nextStepAfterFailedFollowUp = (
  type: string | null | undefined,
  details: readonly unknown[] | undefined,
): string =>
  saysNothingRang(type, details)
    ? 'Nothing rang. Fix what the failure names, then start the follow-up again, under the same ID or another.'
    : 'Fix what the failure names. Attempts that were made stand; for further ones start another follow-up under a new ID.';
