import type { DialAnswerKind } from '../contract/failures.js';

/** A request that was sent, as it is counted. */
export interface SentDial {
  readonly InstanceId: string;
  readonly answer: 'accepted' | DialAnswerKind;
  /** An earlier copy of it may have arrived. */
  readonly isResend: boolean;
  /** From the moment from which the call might be dialled, by the server's clock, to the answer. */
  readonly sinceDueMs: number;
}
