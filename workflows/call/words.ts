// A call in words, for the query, the timeline and the UI's current details. Nothing here changes anything.
import { ApplicationFailure, workflowInfo } from '@temporalio/workflow';
import type { AcceptedCall } from '../../src/contract/call.js';
import type { CallView, Cancellation, Hold } from '../../src/contract/call-view.js';
import { firstLookMarginMs } from '../../src/contract/contact.js';
import { saysNothingRang } from '../../src/contract/failures.js';
import { callIdAttribute } from '../../src/contract/names.js';
import type { CallResult } from '../../src/contract/outcome.js';
import { dialLimitSeconds, type StartOutboundVoiceContactRequest } from '../../src/contract/request.js';
import { detailsInMarkdown, holdInWords, readable } from '../shared/words.js';
import type { CallState } from './state.js';

export function viewOf(state: CallState): CallView {
  const { phase, destination, dialBefore, hold, ContactId, cancellation, outcome, timeline } = state;
  return {
    phase,
    ...(destination === undefined ? {} : { destination }),
    ...(dialBefore === undefined ? {} : { dialBefore }),
    ...(hold === undefined ? {} : { hold }),
    ...(ContactId === undefined ? {} : { ContactId }),
    ...(cancellation === undefined ? {} : { cancellation }),
    ...(outcome === undefined ? {} : { outcome }),
    timeline,
  };
}

/** Markdown. @param next what comes next */
export function details({ phase, destination, dialBefore, timeline }: CallState, status: string, next: string): string {
  const title = [destination, status].filter((part) => part !== undefined).join(': ');
  const isWaiting = dialBefore !== undefined && phase === 'DIALLING';
  const until = isWaiting ? ` Not dialled at or after ${readable(Date.parse(dialBefore))}.` : '';
  return detailsInMarkdown({ title, next: `${next}${until}`, timeline });
}

export const nextOfWaiting = (hold: Hold): string =>
  `It waits: ${holdInWords(hold)}. Nothing rings before. "ringonce reschedule" changes its times, "ringonce cancel" ends it; both are answered at once.`;

export const nextOfDialling = (takesLine: boolean): string =>
  `Waiting for Amazon Connect to accept the call. Each attempt, the last answer and the next try are in the tab Pending Activities; pending without an attempt, ${takesLine ? 'no line of the instance is free (see "ringonce lines"), ' : ''}its turn under the dial rate has not come, or no worker runs. The request carries the workflow ID as client token: Amazon Connect places one call for it.`;

const firstQuery = (request: StartOutboundVoiceContactRequest): string =>
  readable(Date.now() + dialLimitSeconds(request) * 1000 + firstLookMarginMs);

export const nextOfFollowing = ({ request, options }: AcceptedCall): string =>
  `It rings, or someone is talking. A contact event tells its end at once; without one Amazon Connect is asked, first at ${firstQuery(request)}: what the last query saw is in the tab Pending Activities. It ends as UNKNOWN if nothing is known by ${readable(Date.now() + options.maxCallLengthMs)}.`;

export const nextInDoubt = (request: StartOutboundVoiceContactRequest): string =>
  `It may be ringing, and its ContactId is not known. A contact event that tells of it is waited for until ${firstQuery(request)}; then it ends as UNKNOWN.`;

export const cancellationInWords: Readonly<Record<Cancellation, string>> = {
  'not-dialled': 'nothing had rung',
  stopped: 'Amazon Connect was asked to stop the contact',
  'left-to-end': 'someone is on the line; the conversation is left to end',
  'too-late': 'it had ended by then',
  'not-stopped': 'it could not be stopped',
};

export const nextOfCancelled = (cancellation: Cancellation): string =>
  cancellation === 'left-to-end'
    ? 'Someone is on the line. The conversation is left to end; "ringonce cancel --hang-up" ends it.'
    : 'It was cancelled; what became of it is awaited.';

/** What a person does next about a call that has ended, in words. */
export function nextStepAfter({ outcome, ContactId }: CallResult): string {
  switch (outcome) {
    case 'PLACED':
      return 'Amazon Connect accepted the call. What became of it is in Amazon Connect: search for the contact ID.';
    case 'EXPIRED':
      return 'Nothing rang: its time was over. If it is still wanted, start it under a new ID with a later expiresAt.';
    case 'UNKNOWN':
      return ContactId === undefined
        ? `It may have rung. Search Amazon Connect's contacts for the attribute ${callIdAttribute} = ${workflowInfo().workflowId}; start it under another ID only if there is none: a new ID is a new call. (Where the instance does not make that attribute searchable, search by time and number: a search that finds none then proves nothing.)`
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

/** What a person does next about a call that has failed. Only what is known to have rung nobody is said to. */
export function nextStepAfterFailure(failure: unknown): string {
  const surelySilent =
    failure instanceof ApplicationFailure && saysNothingRang(failure.type, failure.details ?? undefined);
  return surelySilent
    ? 'Nothing rang. Fix what is named below, then start the call again: with a corrected request under the same ID, or under another ID if the request was right. (Do not reset it: a reset call must assume that it has rung.)'
    : 'It may have rung: ringonce does not know this failure. Search for the contact in Amazon Connect.';
}
