import { RingonceError } from '../client/index.js';
import type { Issue } from '../contract/issues.js';

/** The command line cannot be understood. Nothing was started. Never holds a value: it may be a phone number. */
export class UsageError extends RingonceError {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
  /** What the message lists, where it lists members. */
  readonly issues: readonly Issue[];
  constructor(
    message: string,
    { issues = [], ...options }: ErrorOptions & { readonly issues?: readonly Issue[] } = {},
  ) {
    super(message, options);
    this.issues = issues;
  }
}

/** The command did what it could, and what came of it is not known, or not what was asked for. */
export class UnsettledError extends RingonceError {
  override readonly name = 'UnsettledError';
  readonly code = 'UNSETTLED';
}

/** Ctrl-C ended the command before its work was done; what was done stands. */
export class InterruptedError extends RingonceError {
  override readonly name = 'InterruptedError';
  readonly code = 'INTERRUPTED';
}
