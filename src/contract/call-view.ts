import type { Outcome } from './outcome.js';

/** Where a call stands. Also the values of the search attribute `CallPhase`. */
export type CallPhase = 'DIALLING' | 'ENDED' | 'FAILED';

/** The answer of the query `call`. Holds no phone number in clear. */
export interface CallView {
  readonly phase: CallPhase;
  /** Masked: `+1 206 ••• ••00`. Missing when the request is invalid. */
  readonly destination?: string;
  /** Not dialled at or after this instant, ISO 8601. */
  readonly dialBefore?: string;
  readonly ContactId?: string;
  readonly outcome?: Outcome;
  /** What happened so far, oldest first. */
  readonly timeline: readonly TimelineEntry[];
}

export interface TimelineEntry {
  /** ISO 8601 instant. */
  readonly at: string;
  /** What happened, in words. */
  readonly what: string;
}
