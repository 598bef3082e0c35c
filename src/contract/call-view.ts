import type { Outcome } from './outcome.js';

/**
 * Where a call stands. The search attribute `CallPhase` has the last two, and `OPEN` before: each change of it would cost a
 * history event.
 */
export type CallPhase =
  /** Not yet accepted by Amazon Connect. */
  | 'DIALLING'
  /** Accepted: it rings, or somebody talks. */
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
  readonly ContactId?: string;
  /** Since when somebody has been on the line, as far as a contact event has told; ISO 8601. From the client's `view()` only. */
  readonly connectedAt?: string;
  /** What a cancellation has come to so far. */
  readonly cancellation?: Cancellation;
  readonly outcome?: Outcome;
  /** What happened so far, oldest first. */
  readonly timeline: readonly TimelineEntry[];
}

/** What a cancellation has come to. */
export type Cancellation =
  /** Nothing had rung. */
  | 'not-dialled'
  /** Amazon Connect was asked to stop the call. */
  | 'stopped'
  /** Somebody is on the line: the conversation is left to end. */
  | 'left-to-end'
  /** It had ended by then. */
  | 'too-late'
  /** Amazon Connect did not stop it, or there was no contact to stop. */
  | 'not-stopped';

export interface TimelineEntry {
  /** ISO 8601 instant. */
  readonly at: string;
  /** What happened, in words. */
  readonly what: string;
}
