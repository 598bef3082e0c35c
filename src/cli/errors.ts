// The errors that the command line itself throws, and the exit code of every error.

import { CommanderError } from 'commander';
import {
  CallConflictError,
  CallRefusedError,
  ConnectionSettingsError,
  DecryptionError,
  EncryptionKeysError,
  InvalidRequestError,
  NamespaceNotReadyError,
  RingonceError,
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
  return command === startOutboundVoiceContactName ? awsExitCode(error) : plainExitCode(error);
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
