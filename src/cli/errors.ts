// The errors that the command line itself throws. No more is loaded: every command needs them.

import { InvalidRequestError, RingonceError } from '../contract/errors.js';
import type { Issue } from '../contract/issues.js';
import type { ServiceErrorOfIssues } from '../contract/service-error.js';

/** The command line cannot be understood. Nothing was started. Never holds a value: it may be a phone number. */
export class UsageError extends RingonceError {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
  /** What the message lists, where it lists members. */
  readonly issues: readonly Issue[];
  /** Where the AWS CLI has another exit code for it than for most wrong usage. */
  readonly exitCode: number | undefined;
  constructor(
    message: string,
    {
      issues = [],
      exitCode,
      ...options
    }: ErrorOptions & { readonly issues?: readonly Issue[]; readonly exitCode?: number } = {},
  ) {
    super(message, options);
    this.issues = issues;
    this.exitCode = exitCode;
  }
}

/** The command did what it could. What came of it is not known, or is not what was asked for. */
export class UnsettledError extends RingonceError {
  override readonly name = 'UnsettledError';
  readonly code = 'UNSETTLED';
}

/**
 * The service would refuse the request, by the rules that it publishes; nothing was started. Told as the service tells it, because
 * scripts look for its error's name.
 */
export class ServiceRulesError extends InvalidRequestError {
  /** @param awsError the name of the service's error */
  constructor(
    issues: readonly Issue[],
    readonly awsError: ServiceErrorOfIssues,
  ) {
    super(issues);
  }
}

/** The command waited as long as it may for a call that has not been dialled. The call goes on. */
export class StillWaitingError extends RingonceError {
  override readonly name = 'StillWaitingError';
  readonly code = 'STILL_WAITING';
}

/** No worker answers for a call that goes on. What Temporal has recorded of it was printed. */
export class RecordedOnlyError extends RingonceError {
  override readonly name = 'RecordedOnlyError';
  readonly code = 'RECORDED_ONLY';
  /** @param isOnOtherQueue none ever will: it waits on a task queue that workers of ringonce do not serve */
  constructor(
    readonly isOnOtherQueue: boolean,
    message: string,
  ) {
    super(message);
  }
}

/** Ctrl-C ended the command before its work was done; what was done stands. */
export class InterruptedError extends RingonceError {
  override readonly name = 'InterruptedError';
  readonly code = 'INTERRUPTED';
}

/** What a shell reports of a program that Ctrl-C has ended: 128 + SIGINT. */
export const interruptedExitCode = 130;

/** The exit code of a program whose output nobody reads any more: what a shell gives one that ended by SIGPIPE. */
export const closedPipeExitCode = 141;

/** Its exit codes are AWS's. */
export const startOutboundVoiceContactName = 'start-outbound-voice-contact';

/** Of `show` and `list`: what stands in the way has a code of its own. */
export const inspectionExitCodes = `
Exit codes: 0 ok, 1 failed (such as Temporal cannot be reached), 2 wrong usage, 130 interrupted, and
  3  no call or follow-up has the ID
  4  it goes on, and no worker answered: what Temporal has recorded is shown
  5  a key is missing or wrong (RINGONCE_ENCRYPTION_KEYS): what is not encrypted is shown
  6  the namespace does not exist, or lacks ringonce's search attributes
  7  it waits on a task queue that no worker of ringonce serves`;
