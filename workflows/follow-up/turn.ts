import { ApplicationFailure, workflowInfo } from '@temporalio/workflow';
import type { AdmissionAnswer, HeldUntil } from '../../src/contract/admission.js';
import type { AdmissionOptions } from '../../src/contract/admission-options.js';
import { failureTypes, withoutStack } from '../../src/contract/failures.js';
import type { AcceptedFollowUp } from '../../src/contract/follow-up.js';
import { invalidRequest } from '../shared/errors.js';
import { decideAdmission, mustBeFixed } from '../shared/times.js';
import { timerSummary } from '../shared/words.js';
import { startPause, startWaiting } from './progress.js';
import type { FollowUpState } from './state.js';

/** The next attempt may begin, or none does, or another run shall wait for it. */
export type Turn =
  | { readonly is: 'attempt'; readonly callingHours: AdmissionOptions['callingHours'] }
  | { readonly is: 'hand-over' }
  | { readonly is: 'end'; readonly ended: 'cancelled' | 'expired'; readonly reason: string };

/** Waits for the next attempt's turn: its time, open hours, and until it is resumed if it is paused. */
export async function untilTurn(state: FollowUpState, followUp: AcceptedFollowUp): Promise<Turn> {
  const { mailbox } = state;
  state.stage = 'waiting';
  for (;;) {
    await mailbox.untilIdle();
    if (state.isCancelled) return { is: 'end', ended: 'cancelled', reason: 'it was cancelled' };
    const { version } = mailbox;
    // Between two wishes: the run that has heard one answers it.
    if (isHistoryLong() && mailbox.hasApplied(version)) return { is: 'hand-over' };
    if (state.isPaused) {
      startPause(state);
      mailbox.apply();
      await (isHistoryLong() ? undefined : mailbox.untilChanged());
      continue;
    }
    const times = timesNow(state);
    const answer = await decideAdmission(followUp.request, times, Date.now());
    if (version !== mailbox.version) continue;
    if (answer.is === 'never') return never(state, followUp, { answer, times });
    if (answer.is === 'wait') {
      await untilDueOrChanged(state, answer);
      continue;
    }
    // `decideAdmission` is not asked where there is nothing but an expiry.
    if (times.expiresAt !== undefined && Date.now() >= Date.parse(times.expiresAt))
      return { is: 'end', ended: 'expired', reason: 'its time was over' };
    begin(state);
    return { is: 'attempt', callingHours: times.callingHours };
  }
}

/** `callNow` passes over its time, and over its hours if it says so. */
function timesNow({ times, callNow, isTimeNamed, dueMs }: FollowUpState): AdmissionOptions {
  const { notBefore, callingHours, ...limits } = times;
  const hours = callingHours === undefined || callNow?.ignoreCallingHours === true ? {} : { callingHours };
  if (callNow !== undefined) return { ...limits, ...hours };
  const notBeforeMs = notBefore === undefined ? 0 : Date.parse(notBefore);
  const fromMs = isTimeNamed ? notBeforeMs : Math.max(dueMs ?? 0, notBeforeMs);
  return { ...limits, ...hours, ...(fromMs === 0 ? {} : { notBefore: new Date(fromMs).toISOString() }) };
}

/** @throws ApplicationFailure `InvalidRequest` when a person must fix something */
async function never(
  { attempts }: FollowUpState,
  { request }: AcceptedFollowUp,
  { answer, times }: { readonly answer: Extract<AdmissionAnswer, { is: 'never' }>; readonly times: AdmissionOptions },
): Promise<Turn> {
  const isFirst = attempts.length === 0;
  const isNews = isFirst || !answer.isTimeOver;
  if (!isNews || !(await mustBeFixed(request, times, answer)))
    return { is: 'end', ended: 'expired', reason: answer.why };
  const invalid = invalidRequest(
    'The follow-up cannot be carried out.',
    answer.issues.map(({ member, message }) => ({ member: `plan.${member}`, message })),
  );
  // Only before the first attempt may be said that nothing rang.
  throw isFirst ? invalid : withoutStack(ApplicationFailure.nonRetryable(invalid.message, failureTypes.attemptInvalid));
}

function untilDueOrChanged(state: FollowUpState, held: HeldUntil): Promise<void> {
  const { untilMs, reason, inWords } = held;
  const { notBefore = 0 } = state.times;
  // By which of the two is later, and not by the millisecond: a replay may see the last attempt end a little earlier or later.
  const isDueLater = !state.isTimeNamed && (state.dueMs ?? 0) > new Date(notBefore).getTime();
  const isBetween = reason === 'NOT_BEFORE' && isDueLater;
  const hold = { ...held, reason: isBetween ? ('BETWEEN_ATTEMPTS' as const) : reason };
  startWaiting(state, hold);
  state.mailbox.apply();
  // Then another run waits.
  if (isHistoryLong()) return Promise.resolve();
  return state.mailbox.untilChanged(untilMs, timerSummary(hold.reason, inWords));
}

/** What was said of this attempt's time says nothing of the next one's. */
function begin(state: FollowUpState): void {
  const { expiresAt, callingHours } = state.times;
  state.times = {
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(callingHours === undefined ? {} : { callingHours }),
  };
  state.callNow = undefined;
  state.dueMs = undefined;
  state.isTimeNamed = false;
  state.stage = 'calling';
}

/** A history that has grown so long is handed over; an attempt takes about twenty events, a wish about ten. */
const maxHistoryLength = 300;

function isHistoryLong(): boolean {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  return historyLength > maxHistoryLength || continueAsNewSuggested;
}
