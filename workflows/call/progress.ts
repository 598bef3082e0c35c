// The moments of a call that are told: each changes the record, and where it is due the search attributes and the UI's current details.
import { setCurrentDetails } from '@temporalio/workflow';
import type { HeldUntil } from '../../src/contract/admission.js';
import type { AcceptedCall } from '../../src/contract/call.js';
import type { Cancellation } from '../../src/contract/call-view.js';
import { maskPhoneNumber } from '../../src/contract/masking.js';
import type { CallResult } from '../../src/contract/outcome.js';
import { holdAttributes, noHold, upsert } from '../shared/search-attributes.js';
import { endInWords, failureInWords, holdInWords, holdOf } from '../shared/words.js';
import { wasReset } from './earlier-runs.js';
import { tell, type CallState } from './state.js';
import * as words from './words.js';

/** Current details cost nothing: they are computed when the call is opened in the UI. */
function show(state: CallState, next: string): void {
  setCurrentDetails(words.details(state, next));
}

/** Not yet: why, and until when. */
export function startWaiting(state: CallState, { request }: AcceptedCall, held: HeldUntil): void {
  begins(state, request.DestinationPhoneNumber);
  const hold = holdOf(held);
  state.phase = 'WAITING';
  state.dialBefore = undefined;
  state.hold = hold;
  tell(state, `Waits: ${holdInWords(hold)}`);
  upsert({ CallPhase: 'WAITING', ...holdAttributes(hold) });
  show(state, words.nextOfWaiting(hold));
}

/** Its dial begins: from here on a change of its times has to take the dial back first. */
export function startDialling(state: CallState, { request, options }: AcceptedCall, dialBeforeMs: number): void {
  state.canBeRescheduled = 'if-taken-back';
  state.mailbox.apply();
  begins(state, request.DestinationPhoneNumber);
  state.phase = 'DIALLING';
  state.dialBefore = new Date(dialBeforeMs).toISOString();
  if (state.hold !== undefined) upsert({ CallPhase: 'OPEN', ...noHold });
  tell(state, 'Waiting to be dialled');
  state.hold = undefined;
  show(state, words.nextOfDialling(options.takesLine));
}

function begins(state: CallState, destination: string): void {
  if (state.destination !== undefined) return;
  state.destination = maskPhoneNumber(destination);
  if (wasReset()) tell(state, 'Reset by an operator; an earlier run may already have placed this call');
  tell(state, 'Request accepted');
}

/** Amazon Connect has accepted it, and it is followed. */
export function startFollowing(state: CallState, call: AcceptedCall, ContactId: string): void {
  state.phase = 'FOLLOWING';
  accepted(state, ContactId);
  show(state, words.nextOfFollowing(call));
}

/** It may be ringing, and nobody knows its contact. */
export function enterDoubt(state: CallState, { request }: AcceptedCall, reason: string): void {
  state.phase = 'IN_DOUBT';
  tell(state, reason);
  show(state, words.nextInDoubt(request));
}

function accepted(state: CallState, ContactId: string): void {
  state.ContactId = ContactId;
  tell(state, `Amazon Connect accepted the call: contact ${ContactId}`);
}

export function recordCancellation(state: CallState, cancellation: Cancellation): void {
  state.cancellation = cancellation;
  tell(state, `Cancelled: ${words.cancellationInWords[cancellation]}`);
  show(state, words.nextOfCancelled(cancellation));
}

export function complete(state: CallState, result: CallResult): void {
  const isNews = state.ContactId === undefined;
  close(state, result);
  if (result.ContactId !== undefined && isNews) accepted(state, result.ContactId);
  if (result.outcome !== 'PLACED') tell(state, endInWords(result));
  show(state, words.nextStepAfter(result));
}

/** Before the dial. */
export function completeCancelled(state: CallState): void {
  state.cancellation = 'not-dialled';
  close(state, { outcome: 'CANCELLED' });
  tell(state, 'Cancelled before the dial: nothing rang');
  show(state, words.nextStepAfter({ outcome: 'CANCELLED' }));
}

export function fail(state: CallState, error: unknown): void {
  state.failure = error;
  close(state, {});
  for (const line of failureInWords(error)) tell(state, line);
  show(state, words.nextStepAfterFailure(error));
}

/** One upsert a call: each costs a history event and, on Temporal Cloud, an Action. */
function close(state: CallState, { outcome, ContactId }: Partial<CallResult>): void {
  state.phase = outcome === undefined ? 'FAILED' : 'ENDED';
  state.outcome = outcome;
  upsert({
    CallPhase: state.phase,
    ...(outcome === undefined ? {} : { CallOutcome: outcome }),
    ...(ContactId === undefined ? {} : { ConnectContactId: ContactId }),
    ...(state.hold === undefined ? {} : noHold),
  });
  state.hold = undefined;
}
