// What may be asked of a follow-up, and what is answered.
import {
  ApplicationFailure,
  CancellationScope,
  condition,
  defineQuery,
  defineUpdate,
  setHandler,
} from '@temporalio/workflow';
import { rescheduled, type AdmissionOptions, type TimesChange } from '../../src/contract/admission-options.js';
import type { FollowUpView } from '../../src/contract/call-view.js';
import type { AcceptedFollowUp } from '../../src/contract/follow-up.js';
import { queryNames, updateNames } from '../../src/contract/names.js';
import { boolean, oneOf, optional } from '../../src/contract/shapes.js';
import { invalidRequest, requireInput, tooLate } from '../shared/errors.js';
import { setStartHandlers } from '../shared/start-update.js';
import { decideNewTimes } from '../shared/times.js';
import { setPaused } from './progress.js';
import { tell, type CallNowWish, type FollowUpState } from './state.js';
import { viewOf } from './words.js';

const callQuery = defineQuery<FollowUpView>(queryNames.call);
const rescheduleUpdate = defineUpdate<FollowUpView, [TimesChange]>(updateNames.reschedule);
const pauseUpdate = defineUpdate<FollowUpView, [unknown?]>(updateNames.pause);
const resumeUpdate = defineUpdate<FollowUpView, [unknown?]>(updateNames.resume);
const callNowUpdate = defineUpdate<FollowUpView, [CallNowWish?]>(updateNames.callNow);
const cancellationUpdate = defineUpdate<FollowUpView, [CancellationWish?]>(updateNames.cancellation);

interface CancellationWish {
  /** Default: `stop`, like Temporal's own cancellation. */
  readonly callInProgress?: 'stop' | 'leave' | 'hang-up';
}

/** Set before the workflow's first `await`, so that no early message is lost. */
export function setHandlers(state: FollowUpState, request: unknown): void {
  setStartHandlers(request, () => answerOfStart(state));
  setHandler(callQuery, () => viewOf(state), { description: 'Where the follow-up stands' });
}

async function answerOfStart(state: FollowUpState): Promise<object> {
  await condition(() => state.maxAttempts !== undefined || state.stage === 'over');
  if (!(state.failure instanceof ApplicationFailure)) return {};
  state.isFailureTold = true;
  throw state.failure;
}

/** For a follow-up whose request and plan are valid. */
export function setUpdateHandlers(state: FollowUpState, followUp: AcceptedFollowUp): void {
  setHandler(pauseUpdate, () => apply(state, () => setPaused(state, true)), {
    validator: (wish?: unknown) => {
      requireInput(wish, {}, 'It goes on.');
      requireGoingOn(state);
    },
    description: 'No further attempt begins until resume; one under way goes on',
  });
  setHandler(resumeUpdate, () => apply(state, () => setPaused(state, false)), {
    validator: (wish?: unknown) => {
      requireInput(wish, {}, 'It is as it was.');
      requireGoingOn(state);
    },
    description: 'Goes on after pause',
  });
  setHandler(callNowUpdate, (wish) => apply(state, () => (state.callNow = wish ?? {})), {
    validator: (wish?: unknown) => requireMayCallNow(state, wish),
    description: 'Makes the next attempt now; { "ignoreCallingHours": true } also outside calling hours',
  });
  setHandler(
    rescheduleUpdate,
    (change) => CancellationScope.nonCancellable(() => reschedule(state, followUp, change)),
    {
      validator: (change: unknown) => void wantedTimes(state, change),
      description: 'Changes notBefore, expiresAt or callingHours of the attempts to come; null takes one away',
    },
  );
  setHandler(cancellationUpdate, (wish) => CancellationScope.nonCancellable(() => cancel(state, wish ?? {})), {
    // Misspelled, it must not stop a call that was to go on.
    validator: (wish?: unknown) =>
      requireInput(wish, { callInProgress: optional(oneOf('stop', 'leave', 'hang-up')) }, 'It goes on.'),
    description: 'No further attempt; { "callInProgress": "stop" | "leave" | "hang-up" } is for one under way',
  });
}

/** What was asked for takes effect before it is answered. */
async function apply(state: FollowUpState, change: () => void): Promise<FollowUpView> {
  change();
  const version = state.mailbox.changed();
  return CancellationScope.nonCancellable(() => untilApplied(state, version));
}

/** @throws ApplicationFailure when the follow-up ends before it does anything about it */
async function untilApplied(state: FollowUpState, version: number): Promise<FollowUpView> {
  const { mailbox } = state;
  await condition(() => mailbox.hasApplied(version) || state.stage !== 'waiting');
  if (!mailbox.hasApplied(version)) requireGoingOn(state);
  return viewOf(state);
}

async function reschedule(state: FollowUpState, { request }: AcceptedFollowUp, change: TimesChange) {
  const version = await state.mailbox.run(async () => {
    const wanted = wantedTimes(state, change);
    await decideNewTimes(request, wanted, keeps);
    // While that was decided, its last attempt may have ended, or it was cancelled.
    requireGoingOn(state);
    state.times = wanted;
    // Whoever names a time means that one, sooner or later than the plan would have it; who takes it away means the plan's.
    if (change.notBefore !== undefined) state.isTimeNamed = change.notBefore !== null;
    if (typeof change.notBefore === 'string') state.callNow = undefined;
    tell(state, 'Rescheduled');
    return state.mailbox.changed();
  });
  return untilApplied(state, version);
}

async function cancel(state: FollowUpState, wish: CancellationWish): Promise<FollowUpView> {
  // null is a member that is left out.
  const callInProgress = wish.callInProgress ?? 'stop';
  // It has ended meanwhile: nothing is cancelled any more.
  if (state.stage === 'over') return viewOf(state);
  const { running } = state;
  state.isCancelled = true;
  state.mailbox.changed();
  tell(
    state,
    `Cancelled: no further attempt${running === undefined ? '' : `; ${callInProgressInWords[callInProgress]}`}`,
  );
  if (running !== undefined && callInProgress !== 'leave') {
    if (callInProgress === 'hang-up') {
      state.isHangUpWanted = true;
      // One that has just ended takes no signal.
      await running.hangUp?.().catch(() => undefined);
    }
    running.scope.cancel();
  }
  await condition(() => state.stage === 'calling' || state.stage === 'over');
  return viewOf(state);
}

const callInProgressInWords = {
  stop: 'the call in progress is stopped if it is not answered yet',
  leave: 'the call in progress goes on',
  'hang-up': 'the call in progress is ended',
} as const;

function wantedTimes(state: FollowUpState, change: unknown): AdmissionOptions {
  requireGoingOn(state);
  const parsed = rescheduled(state.times, change);
  if (!parsed.ok) throw invalidRequest(keeps, parsed.issues);
  return parsed.value;
}

const keeps = 'The follow-up keeps its times.';

function requireGoingOn({ stage, isCancelled }: FollowUpState): void {
  if (stage === 'over') throw tooLate('it has ended');
  if (isCancelled) throw tooLate('it is cancelled');
}

function requireMayCallNow(state: FollowUpState, wish: unknown): void {
  requireGoingOn(state);
  requireInput(wish, { ignoreCallingHours: optional(boolean()) }, 'No attempt was made.');
  if (state.stage === 'calling') throw tooLate('an attempt is under way');
  if (state.isPaused) throw tooLate('it is paused: resume it first');
}
