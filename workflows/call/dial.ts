import {
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  patched,
  proxyActivities,
  proxySinks,
  TimeoutFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { Priority } from '@temporalio/common';
import type { HaltedDial } from '../../activities/halt-dial.js';
import type { Activities } from '../../activities/index.js';
import type { AcceptedCall } from '../../src/contract/call.js';
import {
  attemptMarginMs,
  dialActivityId,
  dialHeartbeatTimeoutMs,
  type DialInput,
  type DialResult,
  type PlacedContact,
  type EarlierRuns,
} from '../../src/contract/dial.js';
import { failureTypes, type DialFailureDetails, withoutStack } from '../../src/contract/failures.js';
import type { LineSinks } from '../../src/contract/lines.js';
import { maskPhoneNumber } from '../../src/contract/masking.js';
import { lineDialQueue, searchAttributeKeys, taskQueues } from '../../src/contract/names.js';
import type { Urgency } from '../../src/contract/urgency.js';
import { dialLimitSeconds } from '../../src/contract/request.js';
import { DialStops, type DialStop } from './dial-stops.js';
import { earlierRuns, knownOfEarlierRuns } from './earlier-runs.js';
import type { CallState } from './state.js';

/**
 * How much earlier "never started" is told than "not finished". It is shorter than any retry's delay, so only an activity
 * whose very first attempt no worker took can end by schedule-to-start: that call surely was not dialled.
 */
const neverStartedMarginMs = 500;

/** What became of the dial. What a person must fix is thrown. */
export type Dialled =
  | { readonly step: 'placed'; readonly contact: PlacedContact }
  /** Nothing was sent: an earlier run under the ID has rung, and its end is known. */
  | { readonly step: 'ended-before'; readonly earlier: Extract<EarlierRuns, { is: 'ended' }> }
  /** Surely not dialled, and never will be. */
  | { readonly step: 'expired'; readonly reason: string }
  /** Surely not dialled before `dialBefore`. */
  | { readonly step: 'closed'; readonly reason: string }
  /** Surely not dialled: it is wanted at another time. */
  | { readonly step: 'taken-back' }
  /** It may have rung, and its contact is not known. */
  | { readonly step: 'in-doubt'; readonly reason: string };

/** Dials until Amazon Connect has accepted or refused the call, or it is too late. At most one ring. */
export async function dial(
  { request, options }: AcceptedCall,
  dialBeforeMs: number,
  state: CallState,
): Promise<Dialled> {
  const attemptMs = dialLimitSeconds(request) * 1000 + attemptMarginMs;
  if (Date.now() >= dialBeforeMs)
    return orEarlierRun(closed('Its time was over before it could be dialled; nothing rang'));
  const scheduleToCloseMs = dialBeforeMs - Date.now() + attemptMs;

  // The worker sees to it that a dialler runs for this instance, before this workflow task is done.
  if (options.takesLine) proxySinks<LineSinks>().lines.needed(request.InstanceId);
  const { startOutboundVoiceContact } = proxyActivities<Activities>({
    activityId: dialActivityId,
    // With a line it waits there until one is free.
    taskQueue: options.takesLine ? lineDialQueue(request.InstanceId) : taskQueues.dial,
    // Not at once: what a running attempt has done is worth waiting for.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    summary: dialSummary(request.DestinationPhoneNumber),
    // Said here, also where it is the server's default: a follow-up's attempt runs under another one.
    priority: taskPriority(options.urgency),
    startToCloseTimeout: attemptMs,
    heartbeatTimeout: dialHeartbeatTimeoutMs,
    scheduleToCloseTimeout: scheduleToCloseMs,
    scheduleToStartTimeout: scheduleToCloseMs - neverStartedMarginMs,
    // Failures that say when to come back override this; it is for attempts that died without a word.
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
  });
  const input: DialInput = {
    request,
    dialBefore: new Date(dialBeforeMs).toISOString(),
    resendWindowMs: options.resendWindowMs,
    ...knownOfEarlierRuns(),
  };
  const stops = new DialStops(state);
  let answer: DialResult | undefined;
  let failure: unknown;
  try {
    answer = await stops.run(() => startOutboundVoiceContact(input));
  } catch (error) {
    failure = error;
  }
  const decided = stops.over();
  if (decided !== undefined) await decided;
  if (answer === undefined) {
    // A server whose options of the dial were changed after its worker had died ends it as never started, and much too early.
    if (isNeverStarted(failure) && Date.now() < dialBeforeMs && patched('never-started-too-early'))
      return inDoubt('The server ended it before its time, when it may have rung');
    return dialEndOfFailure(failure, options, stops.stop);
  }
  return 'earlier' in answer ? { step: 'ended-before', ...answer } : { step: 'placed', contact: answer };
}

/** `Dial +1 206 ••• ••00`; of a follow-up's attempt `Attempt 2: +1 206 ••• ••00`. */
function dialSummary(destination: string): string {
  const attempt = workflowInfo().typedSearchAttributes.get(searchAttributeKeys.CallAttempt);
  return `${attempt === undefined ? 'Dial' : `Attempt ${attempt}:`} ${maskPhoneNumber(destination)}`;
}

const isNeverStarted = (error: unknown): boolean =>
  error instanceof ActivityFailure &&
  error.cause instanceof TimeoutFailure &&
  error.cause.timeoutType === 'SCHEDULE_TO_START';

/** A running attempt that is cancelled says itself that it had not sent anything. */
const saidNotSent = ({ details }: CancelledFailure): boolean =>
  (details[0] as Partial<HaltedDial> | undefined)?.surelyNotSent === true;

/** A step where the call just did not come about; a thrown failure where a person must fix something. */
async function dialEndOfFailure(
  error: unknown,
  { takesLine }: AcceptedCall['options'],
  stop: DialStop | undefined,
): Promise<Dialled> {
  if (!(error instanceof ActivityFailure)) throw error;
  const { cause } = error;
  if (cause instanceof CancelledFailure && stop !== undefined) {
    if (!stop.surelyNotSent && !saidNotSent(cause))
      return inDoubt('It was cancelled when its request may have gone out already');
    if (!stop.isCancelled) return { step: 'taken-back' };
  }
  if (cause instanceof TimeoutFailure) {
    if (cause.timeoutType !== 'SCHEDULE_TO_START') return inDoubt('No worker told how the dial went');
    return orEarlierRun(
      closed(`${takesLine ? 'No line of the instance was free' : 'No worker took it'} in its time; nothing rang`),
    );
  }
  if (!(cause instanceof ApplicationFailure))
    throw cause ?? new ApplicationFailure('The dial activity failed without a cause');
  if (cause.type === failureTypes.dialWindowClosed) return closed(cause.message);
  if (cause.type === failureTypes.dialOutcomeUnknown) return inDoubt(cause.message);
  const details = cause.details?.[0] as DialFailureDetails | undefined;
  if (details?.answer === 'refused') {
    throw withoutStack(
      ApplicationFailure.create({
        message: cause.message,
        type: cause.type ?? 'Refused',
        nonRetryable: true,
        details: [details],
      }),
    );
  }
  if (details?.answer !== 'not-now' || details.maybePlacedSince !== undefined) return inDoubt(cause.message);
  // Of a dial that is stopped the server repeats no attempt: it ends as the one that was under way.
  if (stop !== undefined && patched('stopped-while-turned-away')) {
    if (stop.isCancelled) throw new CancelledFailure('Cancelled before the call was placed');
    return { step: 'taken-back' };
  }
  // Retries ran out of time.
  return closed(cause.message);
}

export const expired = (reason: string) => ({ step: 'expired', reason }) as const;
const closed = (reason: string) => ({ step: 'closed', reason }) as const;
export const inDoubt = (reason: string) => ({ step: 'in-doubt', reason }) as const;

/** A call that this run has surely not dialled: it may have rung in an earlier one all the same. */
export async function orEarlierRun<T>(
  undialled: T,
): Promise<T | Extract<Dialled, { step: 'in-doubt' | 'ended-before' }>> {
  const earlier = await earlierRuns();
  switch (earlier.is) {
    case 'silent':
      return undialled;
    case 'maybe':
      return inDoubt('An earlier run under its ID may have placed it, and it is not sent again');
    case 'ended':
      return { step: 'ended-before', earlier };
  }
}

/** Whose turn comes first on a task queue, in Temporal's words. */
const taskPriority = ({ priority, fairnessKey, fairnessWeight }: Urgency): Priority => ({
  priorityKey: priority,
  ...(fairnessKey === undefined ? {} : { fairnessKey }),
  ...(fairnessWeight === undefined ? {} : { fairnessWeight }),
});
