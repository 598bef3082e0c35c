// A call in words, for the query, the timeline and the UI's current details. Nothing here changes anything.
import { workflowInfo } from '@temporalio/workflow';
import type { AcceptedCall } from '../../src/contract/call.js';
import type { CallView, Cancellation, Hold } from '../../src/contract/call-view.js';
import { firstLookMarginMs } from '../../src/contract/contact.js';
import { actionsWhileWaiting, nextStepAfter } from '../../src/contract/next-step.js';
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

/** What a person does next about a call that has ended. */
export function nextStep(result: CallResult): string {
  const { workflowId, parent } = workflowInfo();
  return nextStepAfter(result, workflowId, parent?.workflowId);
}

/** Markdown. @param next what comes next */
export function details({ phase, destination, dialBefore, timeline }: CallState, status: string, next: string): string {
  const title = [destination, status].filter((part) => part !== undefined).join(': ');
  const isWaiting = dialBefore !== undefined && phase === 'DIALLING';
  const until = isWaiting ? ` Not dialled at or after ${readable(Date.parse(dialBefore))}.` : '';
  return detailsInMarkdown({ title, next: `${next}${until}`, timeline });
}

export const nextOfWaiting = (hold: Hold): string =>
  `It waits: ${holdInWords(hold)}. Nothing rings before. ${actionsWhileWaiting}`;

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
