// The errors that the command line itself throws, and the exit code of every error.

import { NamespaceNotFoundError } from '@temporalio/common';
import { CommanderError } from 'commander';
import {
  CallConflictError,
  CallNotFoundError,
  CallRefusedError,
  ConnectionSettingsError,
  DecryptionError,
  EncryptionKeysError,
  InvalidRequestError,
  NamespaceNotReadyError,
  RingonceError,
  WrongWorkflowTypeError,
} from '../client/index.js';
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

/** The command did what it could. What came of it is not known, or is not what was asked for. */
export class UnsettledError extends RingonceError {
  override readonly name = 'UnsettledError';
  readonly code = 'UNSETTLED';
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

/** Its exit codes are AWS's. */
export const startOutboundVoiceContactName = 'start-outbound-voice-contact';

/** The exit code that goes with an error. */
export function exitCodeOf(error: unknown, command: string | undefined): number {
  // Help and version were asked for.
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  if (command === startOutboundVoiceContactName) return awsExitCode(error);
  return (command === 'show' || command === 'list' ? inspectionExitCode(error) : undefined) ?? plainExitCode(error);
}

/** Of `show` and `list`: what stands in the way has a code of its own. */
export const inspectionExitCodes = `
Exit codes: 0 ok, 1 failed (such as Temporal cannot be reached), 2 wrong usage, 130 interrupted, and
  3  no call or follow-up has the ID
  4  it goes on, and no worker answered: what Temporal has recorded is shown
  5  a key is missing or wrong (RINGONCE_ENCRYPTION_KEYS): what is not encrypted is shown
  6  the namespace does not exist, or lacks ringonce's search attributes
  7  it waits on a task queue that no worker of ringonce serves`;

function inspectionExitCode(error: unknown): number | undefined {
  if (error instanceof CallNotFoundError || error instanceof WrongWorkflowTypeError) return 3;
  if (error instanceof RecordedOnlyError) return error.isOnOtherQueue ? 7 : 4;
  if (error instanceof DecryptionError || error instanceof EncryptionKeysError) return 5;
  if (error instanceof NamespaceNotReadyError || error instanceof NamespaceNotFoundError) return 6;
  return undefined;
}

/**
 * Those of AWS CLI v2, so that a script notices no difference.
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-returncodes.html
 */
function awsExitCode(error: unknown): number {
  if (isWrongUsage(error) || error instanceof InvalidRequestError) return 252;
  const isSetUpWrongly = [ConnectionSettingsError, NamespaceNotReadyError, EncryptionKeysError, DecryptionError];
  if (isSetUpWrongly.some((wrong) => error instanceof wrong)) return 253;
  if (error instanceof CallRefusedError || error instanceof CallConflictError) return 254;
  return 255;
}

function plainExitCode(error: unknown): number {
  if (error instanceof InterruptedError) return interruptedExitCode;
  return isWrongUsage(error) ? 2 : 1;
}

const isWrongUsage = (error: unknown): boolean => error instanceof CommanderError || error instanceof UsageError;
