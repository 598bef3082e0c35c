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
  WrongWorkflowTypeError,
} from '../client/index.js';
import {
  InterruptedError,
  interruptedExitCode,
  RecordedOnlyError,
  ServiceRulesError,
  startOutboundVoiceContactName,
  UsageError,
} from './errors.js';

/** The exit code that goes with an error. */
export function exitCodeOf(error: unknown, command: string | undefined): number {
  // Help and version were asked for.
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  if (command === startOutboundVoiceContactName) return awsExitCode(error);
  return (command === 'show' || command === 'list' ? inspectionExitCode(error) : undefined) ?? plainExitCode(error);
}

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
  if (error instanceof UsageError && error.exitCode !== undefined) return error.exitCode;
  if (error instanceof ServiceRulesError) return 254;
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
