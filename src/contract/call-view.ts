import type { HoldReason } from './admission.js';
import type { Attempt, FollowUpEnding } from './follow-up.js';
import type { Outcome } from './outcome.js';

/**
 * Where a call stands; the search attribute `CallPhase` has it too. `OPEN` there is of a call that was started before version 0.6.
 */
export type CallPhase =
  /** It may not be dialled yet: `hold` says why and until when. */
  | 'WAITING'
  /** Not yet accepted by Amazon Connect. */
  | 'DIALLING'
  /** Accepted: it rings, or someone is talking. */
  | 'FOLLOWING'
  /** The dial's answer was lost: a contact event may still bring the contact. */
  | 'IN_DOUBT'
  | 'ENDED'
  | 'FAILED';

/** The answer of the query `call`. Holds no phone number in clear. */
export interface CallView {
  readonly phase: CallPhase;
  /** Masked: `+1 206 ••• ••00`. Missing when the request is invalid. */
  readonly destination?: string;
  /** Not dialled at or after this instant, ISO 8601. */
  readonly dialBefore?: string;
  /** Of a call that waits. */
  readonly hold?: Hold;
  readonly ContactId?: string;
  /** Since when someone has been on the line, as far as a contact event has told; ISO 8601. From the client's `view()` only. */
  readonly connectedAt?: string;
  /** Of a call at its dial: how that goes. From the client's `view()` only: Temporal knows it, the workflow does not. */
  readonly dial?: DialUnderWay;
  /** Of a call whose contact was asked about. From the client's `view()` only. */
  readonly lastQuery?: ContactQuery;
  /** What a person, or a rule of the namespace, holds back of it. From the client's `view()` only. */
  readonly paused?: PausedActivity;
  /** What a cancellation has come to so far. */
  readonly cancellation?: Cancellation;
  readonly outcome?: Outcome;
  /** What happened so far, oldest first. */
  readonly timeline: readonly TimelineEntry[];
}

/** A dial that Amazon Connect has not accepted yet. */
export interface DialUnderWay {
  /** Begun so far, those included that were turned away; 0: its turn under the dial rate has not come, or no worker runs. */
  readonly attempts: number;
  /** What the last one came to, in words, phone numbers masked. */
  readonly lastAnswer?: string;
  /** When the next one is due, ISO 8601. Missing while one is under way. */
  readonly nextTryAt?: string;
  /** A request is out, or an earlier one may have arrived. `false`: surely nothing rings. */
  readonly mayBeRinging: boolean;
}

/** Amazon Connect was asked about a contact that has not ended, for no event had told of its end by then. */
export interface ContactQuery {
  /** What Amazon Connect said, or why it could not be asked and what to do; phone numbers masked. */
  readonly answer: string;
  /** When it is asked again, unless an event comes first; ISO 8601. Missing while a query is under way. */
  readonly nextAt?: string;
}

/** An activity that is paused: the call stands still until it is unpaused. */
export interface PausedActivity {
  /** Activity ID: `dial`, or `outcome` while its contact is followed. */
  readonly activityId: string;
  /** Who paused it: the identity of a client, or a rule of the namespace. */
  readonly by?: string;
  /** ISO 8601. */
  readonly since?: string;
  readonly reason?: string;
}

/** What a call, or the next attempt of a follow-up, waits for. */
export interface Hold {
  readonly reason: HoldReason;
  /** Until when, ISO 8601 in UTC; missing where nobody knows: while a follow-up is paused, or no line is free. */
  readonly until?: string;
  /** The same on the callee's clock: `Tue 24 Nov 2026 09:00 PST`. */
  readonly inWords?: string;
  /** Release of the time zones that the worker has decided by: `2026f`. Missing where they decided nothing. */
  readonly timeZoneVersion?: string;
}

/** Where a follow-up stands. */
export type FollowUpPhase =
  /** The next attempt is not due yet, or the hours are closed. */
  | 'WAITING'
  | 'PAUSED'
  /** An attempt is under way: its own workflow tells where it stands. */
  | 'CALLING'
  | 'ENDED'
  | 'FAILED';

/** The answer of the query `call` of a follow-up. Holds no phone number in clear. */
export interface FollowUpView {
  readonly phase: FollowUpPhase;
  readonly destination?: string;
  /** Number of the attempt that is under way, or comes next. */
  readonly attempt: number;
  readonly maxAttempts?: number;
  /** No attempt begins until `resume`; one that is under way goes on. */
  readonly isPaused?: true;
  readonly hold?: Hold;
  /** No attempt at or after this instant, ISO 8601. */
  readonly expiresAt?: string;
  readonly attempts: readonly Attempt[];
  readonly outcome?: Outcome;
  readonly ended?: FollowUpEnding;
  /** What happened so far, oldest first; of a long plan the newest. */
  readonly timeline: readonly TimelineEntry[];
}

/** What a cancellation has come to. */
export type Cancellation =
  /** Nothing had rung. */
  | 'not-dialled'
  /** Amazon Connect was asked to stop the call. */
  | 'stopped'
  /** Someone is on the line: the conversation is left to end. */
  | 'left-to-end'
  /** It had ended by then. */
  | 'too-late'
  /** Amazon Connect did not stop it, or there was no contact to stop. */
  | 'not-stopped';

/** Something that has happened to a call or follow-up. */
export interface TimelineEntry {
  /** ISO 8601 instant. */
  readonly at: string;
  /** What happened, in words. */
  readonly what: string;
}
