import type { CallResult } from './outcome.js';

/** What a run of a call knows by itself of those before it. It goes into the inputs of activities, and decides nothing else. */
export interface EarlierRunsInput {
  /** Set when an operator has reset the workflow: since when an earlier run may have dialled, ISO 8601. */
  readonly maybePlacedSince?: string;
  /** Whoever started the call has made sure that no earlier call under its ID can have dialled. */
  readonly isFirstUseOfId?: boolean;
}

/** What earlier runs under a call's ID have done. */
export type EarlierRuns =
  /** There are none, or surely nothing rang. */
  | { readonly is: 'silent' }
  /** One may have dialled, first at `sinceMs`, epoch milliseconds; its end is not known. */
  | { readonly is: 'maybe'; readonly sinceMs: number }
  /** One has rung, and its end is known: this call is that one. */
  | { readonly is: 'ended'; readonly runId: string; readonly result: CallResult };
