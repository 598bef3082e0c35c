import type { AdmissionOptions } from './admission-options.js';
import type { Issue } from './issues.js';

/** Why a call that is wanted is not dialled yet. All but `NO_LINE` are values of the search attribute `CallHoldReason` too. */
export type HoldReason =
  /** `notBefore` has not come. */
  | 'NOT_BEFORE'
  /** The callee's hours are closed. */
  | 'CALLING_HOURS'
  | 'CLOSED_DATE'
  | 'HOLIDAY'
  /** A follow-up waits after the last attempt's outcome. */
  | 'BETWEEN_ATTEMPTS'
  /** The follow-up is paused. */
  | 'PAUSED'
  /** It waits for a line of its instance, or for its turn under the rate: told by the client's `view()` alone. */
  | 'NO_LINE';

/** What a workflow asks the local activity `decideAdmission`. */
export interface AdmissionInput {
  /** The workflow's clock, epoch milliseconds. */
  readonly nowMs: number;
  readonly times: AdmissionOptions;
  readonly dialLimitMs: number;
  /** Its zones stand in for a time zone that is not given. */
  readonly DestinationPhoneNumber: string;
}

/** Whether a call may be dialled now, must wait, or must not happen. Recorded: the next version of a worker has newer data. */
export type AdmissionAnswer =
  | {
      readonly is: 'dial';
      /** Never dial at or after it; left out: no option sets a limit. */
      readonly untilMs?: number;
    }
  | HeldUntil
  | {
      readonly is: 'never';
      /** Why, in words. */
      readonly why: string;
      /** It could have been dialled at another time. */
      readonly isTimeOver: boolean;
      /** What a person must correct; empty when the time is over. */
      readonly issues: readonly Issue[];
    };

/** It must wait: why, and until when. */
export interface HeldUntil {
  readonly is: 'wait';
  readonly untilMs: number;
  readonly reason: HoldReason;
  /** `untilMs` on the callee's clock: `Tue 24 Nov 2026 09:00 PST`. */
  readonly inWords: string;
  /** Release of the time zones that the worker has decided by: `2026f`. */
  readonly timeZoneVersion?: string;
}
