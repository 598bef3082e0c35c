// The moments of a call that are told: each changes the record, and where it is due the search attributes and the UI's current details.
import { ApplicationFailure, proxySinks, setCurrentDetails } from '@temporalio/workflow';
import type { HeldUntil } from '../../src/contract/admission.js';
import type { AcceptedCall } from '../../src/contract/call.js';
import type { CallSinks, CountedFailure } from '../../src/contract/call-sinks.js';
import {
  statusAtDial,
  statusInDoubt,
  statusOfFailure,
  statusOfHold,
  statusOfPlaced,
  statusOfResult,
} from '../../src/contract/call-status.js';
import type { Cancellation } from '../../src/contract/call-view.js';
import { failureTypes, saysNothingRang } from '../../src/contract/failures.js';
import { nextStepAfterFailure } from '../../src/contract/next-step.js';
import { needsPerson, type CallResult } from '../../src/contract/outcome.js';
import { holdAttributes, noHold, tellsMore, upsert, whom, type Attributes } from '../shared/search-attributes.js';
import { endInWords, failureInWords, holdInWords, holdOf } from '../shared/words.js';
import { wasReset } from './earlier-runs.js';
import { tell, type CallState } from './state.js';
import * as words from './words.js';

/** Current details cost nothing: they are computed when the call is opened in the UI. @param next what comes next */
function show(state: CallState, status: string, next: string): void {
  setCurrentDetails(words.details(state, status, next));
}

/** Not yet: why, and until when. */
export function startWaiting(state: CallState, held: HeldUntil): void {
  begins(state);
  const hold = holdOf(held);
  state.phase = 'WAITING';
  state.dialBefore = undefined;
  state.hold = hold;
  tell(state, `Waits: ${holdInWords(hold)}`);
  const status = statusOfHold(hold);
  upsert({ ...whom(state.destination), CallPhase: 'WAITING', CallStatus: status, ...holdAttributes(hold) });
  show(state, status, words.nextOfWaiting(hold));
}

/** Its dial begins: from here on a change of its times has to take the dial back first. */
export function startDialling(state: CallState, { options }: AcceptedCall, dialBeforeMs: number): void {
  state.canBeRescheduled = 'if-taken-back';
  state.mailbox.apply();
  begins(state);
  state.phase = 'DIALLING';
  state.dialBefore = new Date(dialBeforeMs).toISOString();
  if (state.hold !== undefined) upsert({ CallPhase: 'DIALLING', CallStatus: statusAtDial, ...noHold });
  tell(state, 'Waiting to be dialled');
  state.hold = undefined;
  show(state, statusAtDial, words.nextOfDialling(options.takesLine));
}

function begins(state: CallState): void {
  if (state.hasBegun) return;
  state.hasBegun = true;
  if (wasReset()) tell(state, 'Reset by an operator; an earlier run may already have placed this call');
  tell(state, 'Request accepted');
}

/** Amazon Connect has accepted it, and it is followed. */
export function startFollowing(state: CallState, call: AcceptedCall, ContactId: string): void {
  state.phase = 'FOLLOWING';
  accepted(state, ContactId);
  const status = statusOfPlaced(Date.now());
  tellMore(state, { CallStatus: status, ConnectContactId: ContactId });
  show(state, status, words.nextOfFollowing(call));
}

/** It may be ringing, and nobody knows its contact. */
export function enterDoubt(state: CallState, { request }: AcceptedCall, reason: string): void {
  state.phase = 'IN_DOUBT';
  tell(state, reason);
  proxySinks<CallSinks>().calls.inDoubt(request.InstanceId);
  tellMore(state, { CallStatus: statusInDoubt });
  show(state, statusInDoubt, words.nextInDoubt(request));
}

/** What the list page has of a live call besides its waits: an event and, on Temporal Cloud, an Action. */
function tellMore({ phase, destination }: CallState, attributes: Attributes): void {
  if (tellsMore()) upsert({ ...whom(destination), CallPhase: phase, ...attributes });
}

function accepted(state: CallState, ContactId: string): void {
  state.ContactId = ContactId;
  tell(state, `Amazon Connect accepted the call: contact ${ContactId}`);
}

export function recordCancellation(state: CallState, cancellation: Cancellation): void {
  state.cancellation = cancellation;
  tell(state, `Cancelled: ${words.cancellationInWords[cancellation]}`);
  show(state, 'cancelled', words.nextOfCancelled(cancellation));
}

export function complete(state: CallState, result: CallResult): void {
  const isNews = state.ContactId === undefined;
  const status = statusOfResult(result);
  countEnd(state, result);
  close(state, status, result);
  if (result.ContactId !== undefined && isNews) accepted(state, result.ContactId);
  if (result.outcome !== 'PLACED') tell(state, endInWords(result));
  show(state, status, words.nextStep(result));
}

/** A run that ends as an earlier one did is no other call. */
function countEnd({ InstanceId }: CallState, result: CallResult): void {
  const { outcome, ringSeconds, talkSeconds, earlierRunId } = result;
  if (earlierRunId !== undefined || InstanceId === undefined) return;
  proxySinks<CallSinks>().calls.ended({
    InstanceId,
    outcome,
    ...(ringSeconds === undefined ? {} : { ringSeconds }),
    ...(talkSeconds === undefined ? {} : { talkSeconds }),
  });
}

/** Before the dial. */
export function completeCancelled(state: CallState): void {
  state.cancellation = 'not-dialled';
  const result: CallResult = { outcome: 'CANCELLED' };
  const status = statusOfResult(result);
  countEnd(state, result);
  close(state, status, result);
  tell(state, 'Cancelled before the dial: nothing rang');
  show(state, status, words.nextStep(result));
}

export function fail(state: CallState, error: unknown): void {
  state.failure = error;
  const { type, details } = error instanceof ApplicationFailure ? error : {};
  proxySinks<CallSinks>().calls.failed(countedFailure(type, details ?? undefined));
  const status = statusOfFailure(type, details ?? undefined);
  close(state, status, {});
  for (const line of failureInWords(error)) tell(state, line);
  show(state, status, nextStepAfterFailure(type, details ?? undefined));
}

function countedFailure(type: string | null | undefined, details: readonly unknown[] | undefined): CountedFailure {
  if (type === failureTypes.invalidRequest) return 'invalid';
  return saysNothingRang(type, details) ? 'refused' : 'other';
}

/** The last upsert: each costs a history event and, on Temporal Cloud, an Action. */
function close(state: CallState, status: string, { outcome, ContactId }: Partial<CallResult>): void {
  state.phase = outcome === undefined ? 'FAILED' : 'ENDED';
  state.outcome = outcome;
  upsert({
    ...whom(state.destination),
    CallPhase: state.phase,
    CallStatus: status,
    ...(outcome === undefined || needsPerson(outcome) ? { CallNeedsAttention: true } : {}),
    ...(outcome === undefined ? {} : { CallOutcome: outcome }),
    ...(ContactId === undefined ? {} : { ConnectContactId: ContactId }),
    ...(state.hold === undefined ? {} : noHold),
  });
  state.hold = undefined;
}
