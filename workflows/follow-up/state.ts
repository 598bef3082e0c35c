// What is known of one follow-up, and what people ask of it: one record, changed by handlers and steps.
import type { CancellationScope } from '@temporalio/workflow';
import type { AdmissionOptions } from '../../src/contract/admission-options.js';
import type { FollowUpPhase, Hold, TimelineEntry } from '../../src/contract/call-view.js';
import type { Attempt, FollowUpResult } from '../../src/contract/follow-up.js';
import { maskedDestination } from '../../src/contract/masking.js';
import { Mailbox } from '../shared/mailbox.js';

/** What a run of a long plan hands to the next one. */
export interface Carried {
  readonly times: AdmissionOptions;
  /** When the next attempt is due after the last one's outcome, epoch milliseconds. */
  readonly dueMs?: number;
  /** `notBefore` was named for this very attempt: it stands instead of when it is due. */
  readonly isTimeNamed: boolean;
  readonly isPaused: boolean;
  /** Wanted, and not made yet: the hours are closed. */
  readonly callNow?: CallNowWish;
  readonly attempts: readonly Attempt[];
  readonly timeline: readonly TimelineEntry[];
  /** Search attributes of a wait outlive the run. */
  readonly hold?: Hold;
}

export interface CallNowWish {
  /** Dial although the hours are closed. Default: they hold. */
  readonly ignoreCallingHours?: boolean;
}

export interface FollowUpState {
  /** What it is told to do. */
  phase: FollowUpPhase;
  /** What it does. While it decides what comes next, `phase` still tells the last thing. */
  stage: 'waiting' | 'calling' | 'handing-over' | 'over';
  /** Masked; undefined where the request has no phone number. */
  readonly destination: string | undefined;
  /** In words, of a run that continues another one: Temporal does not pass its summary and details on. */
  request: string | undefined;
  maxAttempts: number | undefined;
  hold: Hold | undefined;
  /** Workflow ID of the attempt under way. */
  underWay: string | undefined;
  result: FollowUpResult | undefined;
  failure: unknown;
  /** Somebody has been told why it fails. */
  isFailureTold: boolean;
  timeline: readonly TimelineEntry[];
  readonly attempts: Attempt[];
  times: AdmissionOptions;
  dueMs: number | undefined;
  isTimeNamed: boolean;
  isPaused: boolean;
  callNow: CallNowWish | undefined;
  isCancelled: boolean;
  /** A cancellation shall also end a conversation. */
  isHangUpWanted: boolean;
  /** The attempt under way: what ends it, and once its workflow exists what has a cancellation end a conversation too. */
  running: { readonly scope: CancellationScope; readonly hangUp?: () => Promise<void> } | undefined;
  readonly mailbox: Mailbox;
}

export const newFollowUpState = (request: unknown, carried: Carried | undefined): FollowUpState => ({
  phase: 'WAITING',
  stage: 'waiting',
  destination: maskedDestination(request),
  request: undefined,
  maxAttempts: undefined,
  hold: carried?.hold,
  underWay: undefined,
  result: undefined,
  failure: undefined,
  isFailureTold: false,
  timeline: [...(carried?.timeline ?? [])],
  attempts: [...(carried?.attempts ?? [])],
  times: carried?.times ?? {},
  dueMs: carried?.dueMs,
  isTimeNamed: carried?.isTimeNamed ?? false,
  isPaused: carried?.isPaused ?? false,
  callNow: carried?.callNow,
  isCancelled: false,
  isHangUpWanted: false,
  running: undefined,
  mailbox: new Mailbox(),
});

export function carriedOf(state: FollowUpState): Carried {
  const { times, dueMs, isTimeNamed, isPaused, callNow, attempts, timeline, hold } = state;
  return {
    times,
    isTimeNamed,
    isPaused,
    ...(dueMs === undefined ? {} : { dueMs }),
    ...(callNow === undefined ? {} : { callNow }),
    attempts,
    timeline,
    ...(hold === undefined ? {} : { hold }),
  };
}

/** A plan of a hundred attempts has its newest lines; the attempts themselves are all kept. */
const maxTimeline = 60;

/** Adds to what happened. */
export function tell(state: FollowUpState, what: string): void {
  state.timeline = [...state.timeline, { at: new Date().toISOString(), what }].slice(-maxTimeline);
}

/** The number of the attempt that comes next or is under way. */
export const nextNumber = ({ attempts }: FollowUpState): number => attempts.length + 1;
