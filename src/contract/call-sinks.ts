import type { Outcome } from './outcome.js';

/** How a call has ended, as far as it is counted. */
export interface CountedEnd {
  readonly InstanceId: string;
  readonly outcome: Outcome;
  readonly ringSeconds?: number;
  readonly talkSeconds?: number;
}

/** Why a call has failed: its request is invalid, Amazon Connect has refused it, or anything else. */
export type CountedFailure = 'invalid' | 'refused' | 'other';

/** What a call's workflow has its worker count, at no cost in its history. A replay counts nothing. */
export type CallSinks = {
  readonly calls: {
    ended(end: CountedEnd): void;
    failed(reason: CountedFailure): void;
    /** It may have rung, and nobody knows its contact. */
    inDoubt(InstanceId: string): void;
  };
};
