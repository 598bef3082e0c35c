import type { CallResult } from './outcome.js';

/** What is known of an attempt that an earlier run of its follow-up has begun. */
export type AdoptedAttempt =
  | { readonly is: 'ended'; readonly result: CallResult }
  /** It ended, and nothing rang: it may be made again. */
  | { readonly is: 'silent' }
  /** No attempt of this follow-up has that ID. */
  | { readonly is: 'taken' };
