// The moments of a follow-up that are told: each changes the record, and where it is due the search attributes and the UI's current details.
import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { HeldUntil } from '../../src/contract/admission.js';
import type { FollowUpPhase, Hold } from '../../src/contract/call-view.js';
import type { AcceptedFollowUp, Attempt, FollowUpResult } from '../../src/contract/follow-up.js';
import { maskPhoneNumber } from '../../src/contract/masking.js';
import { describeRequest } from '../../src/contract/static-details.js';
import { holdAttributes, noHold, upsert } from '../shared/search-attributes.js';
import { endInWords, failureInWords, holdInWords, holdOf } from '../shared/words.js';
import { nextNumber, tell, type FollowUpState } from './state.js';
import * as words from './words.js';

function show(state: FollowUpState, next: string): void {
  setCurrentDetails(words.details(state, next));
}

export function accept(state: FollowUpState, { request, plan }: AcceptedFollowUp): void {
  state.destination = maskPhoneNumber(request.DestinationPhoneNumber);
  if (workflowInfo().continuedFromExecutionRunId !== undefined) state.request = describeRequest(request);
  state.maxAttempts = plan.maxAttempts;
  if (state.timeline.length === 0) tell(state, 'Request and plan accepted');
}

/** The next attempt waits for its time. */
export const startWaiting = (state: FollowUpState, held: Omit<HeldUntil, 'is'>): void =>
  startHold(state, 'WAITING', holdOf(held));

/** The next attempt waits until it is resumed. */
export const startPause = (state: FollowUpState): void => startHold(state, 'PAUSED', { reason: 'PAUSED' });

function startHold(state: FollowUpState, phase: FollowUpPhase, hold: Hold): void {
  state.hold = hold;
  state.phase = phase;
  const waits = `Attempt ${nextNumber(state)} waits: ${holdInWords(hold)}`;
  // The next run of a long plan finds what the one before has told.
  if (state.timeline.at(-1)?.what !== waits) tell(state, waits);
  upsert({ CallPhase: 'WAITING', CallAttempt: nextNumber(state), ...holdAttributes(hold) });
  show(state, words.nextOfWaiting(state, hold));
}

/** Also while an attempt is under way, which goes on. */
export function setPaused(state: FollowUpState, isPaused: boolean): void {
  const isUnderWay = state.stage === 'calling' ? '; the attempt under way goes on' : '';
  if (state.isPaused !== isPaused)
    tell(state, isPaused ? `Paused: no further attempt until it is resumed${isUnderWay}` : 'Resumed');
  state.isPaused = isPaused;
  if (state.phase === 'CALLING') show(state, words.nextOfCalling(state));
}

export function startCalling(state: FollowUpState, workflowId: string): void {
  state.phase = 'CALLING';
  upsert({ CallPhase: 'OPEN', CallAttempt: nextNumber(state), ...(state.hold === undefined ? {} : noHold) });
  state.hold = undefined;
  tell(state, `Attempt ${nextNumber(state)} begins: workflow ${workflowId}`);
  state.underWay = workflowId;
  show(state, words.nextOfCalling(state));
}

/** An attempt has ended. */
export function recordAttempt(state: FollowUpState, attempt: Attempt): void {
  state.attempts.push(attempt);
  tell(state, `Attempt ${attempt.attempt}: ${endInWords(attempt)}`);
}

export function complete(state: FollowUpState, result: FollowUpResult): void {
  state.result = result;
  close(state, 'ENDED');
  tell(state, `Ended: ${result.reason ?? result.ended}`);
  show(state, words.nextAfterEnd(result));
}

/** Before anything could ring. */
export function completeCancelled(state: FollowUpState): void {
  close(state, 'ENDED');
  tell(state, 'Cancelled: nothing rang');
  show(state, 'Nothing rang. If it is wanted after all, start it again.');
}

export function fail(state: FollowUpState, error: unknown): void {
  close(state, 'FAILED');
  for (const line of failureInWords(error)) tell(state, line);
  show(state, words.nextAfterFailure(error));
}

function close(state: FollowUpState, phase: FollowUpPhase): void {
  state.phase = phase;
  upsert({
    CallPhase: phase,
    ...(state.result === undefined ? {} : { CallOutcome: state.result.outcome }),
    ...(state.hold === undefined ? {} : noHold),
  });
  state.hold = undefined;
}
