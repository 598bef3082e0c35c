import { CommanderError } from 'commander';
import {
  CallConflictError,
  CallRefusedError,
  ConnectionSettingsError,
  InvalidRequestError,
  NamespaceNotReadyError,
} from '../client/index.js';
import { startOutboundVoiceContactName } from './command-names.js';
import { InterruptedError, UsageError } from './errors.js';

/** What a shell reports of a program that Ctrl-C has ended: 128 + SIGINT. */
export const interruptedExitCode = 130;

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
  if (error instanceof ConnectionSettingsError || error instanceof NamespaceNotReadyError) return 253;
  if (error instanceof CallRefusedError || error instanceof CallConflictError) return 254;
  return 255;
}

function plainExitCode(error: unknown): number {
  if (error instanceof InterruptedError) return interruptedExitCode;
  return isWrongUsage(error) ? 2 : 1;
}

function isWrongUsage(error: unknown): boolean {
  return error instanceof CommanderError || error instanceof UsageError;
}
