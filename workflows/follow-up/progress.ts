// The moments of a follow-up that are told: each changes the record, and where it is due the search attributes and the UI's current details.
import { ApplicationFailure, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { HeldUntil } from '../../src/contract/admission.js';
import { statusOfFailure, statusOfResult } from '../../src/contract/call-status.js';
import type { FollowUpPhase, Hold } from '../../src/contract/call-view.js';
import type { AcceptedFollowUp, Attempt, FollowUpResult } from '../../src/contract/follow-up.js';
import { nextStepAfterFailedFollowUp, nextStepAfterFollowUp } from '../../src/contract/next-step.js';
import { needsPerson } from '../../src/contract/outcome.js';
import { describeRequest } from '../../src/contract/static-details.js';
import { holdAttributes, noHold, upsert, whom } from '../shared/search-attributes.js';
import { endInWords, failureInWords, holdInWords, holdOf } from '../shared/words.js';
import { nextNumber, tell, type FollowUpState } from './state.js';
import * as words from './words.js';

function show(state: FollowUpState, status: string, next: string): void {
  setCurrentDetails(words.details(state, status, next));
}

export function accept(state: FollowUpState, { request, plan }: AcceptedFollowUp): void {
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
  const status = words.statusOfWaiting(state, hold);
  upsert({
    ...whom(state.destination),
    CallPhase: phase,
    CallStatus: status,
    CallAttempt: nextNumber(state),
    ...holdAttributes(hold),
  });
  show(state, status, words.nextOfWaiting(state, hold));
}

/** Also while an attempt is under way, which goes on. */
export function setPaused(state: FollowUpState, isPaused: boolean): void {
  const isUnderWay = state.stage === 'calling' ? '; the attempt under way goes on' : '';
  if (state.isPaused !== isPaused)
    tell(state, isPaused ? `Paused: no further attempt until it is resumed${isUnderWay}` : 'Resumed');
  state.isPaused = isPaused;
  if (state.phase === 'CALLING') show(state, words.statusOfCalling(state), words.nextOfCalling(state));
}

export function startCalling(state: FollowUpState, workflowId: string): void {
  state.phase = 'CALLING';
  const status = words.statusOfCalling(state);
  upsert({
    ...whom(state.destination),
    CallPhase: 'CALLING',
    CallStatus: status,
    CallAttempt: nextNumber(state),
    ...(state.hold === undefined ? {} : noHold),
  });
  state.hold = undefined;
  tell(state, `Attempt ${nextNumber(state)} begins: workflow ${workflowId}`);
  state.underWay = workflowId;
  show(state, status, words.nextOfCalling(state));
}

/** An attempt has ended. */
export function recordAttempt(state: FollowUpState, attempt: Attempt): void {
  state.attempts.push(attempt);
  tell(state, `Attempt ${attempt.attempt}: ${endInWords(attempt)}`);
}

export function complete(state: FollowUpState, result: FollowUpResult): void {
  state.result = result;
  const status = words.statusOfEnd(result);
  close(state, 'ENDED', status);
  tell(state, `Ended: ${result.reason ?? result.ended}`);
  show(state, status, result.nextStep ?? nextStepAfterFollowUp(result));
}

/** Before anything could ring. */
export function completeCancelled(state: FollowUpState): void {
  const status = statusOfResult({ outcome: 'CANCELLED' });
  close(state, 'ENDED', status);
  tell(state, 'Cancelled: nothing rang');
  show(state, status, 'Nothing rang. If it is wanted after all, start it again.');
}

export function fail(state: FollowUpState, error: unknown): void {
  state.failure = error;
  const { type, details } = error instanceof ApplicationFailure ? error : {};
  const status = statusOfFailure(type, details ?? undefined);
  close(state, 'FAILED', status);
  for (const line of failureInWords(error)) tell(state, line);
  show(state, status, nextStepAfterFailedFollowUp(type, details ?? undefined));
}

function close(state: FollowUpState, phase: 'ENDED' | 'FAILED', status: string): void {
  state.phase = phase;
  const isForPerson = phase === 'FAILED' || (state.result !== undefined && needsPerson(state.result.outcome));
  upsert({
    ...whom(state.destination),
    CallPhase: phase,
    CallStatus: status,
    ...(isForPerson ? { CallNeedsAttention: true } : {}),
    ...(state.result === undefined ? {} : { CallOutcome: state.result.outcome }),
    ...(state.hold === undefined ? {} : noHold),
  });
  state.hold = undefined;
}
