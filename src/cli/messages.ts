import { isGrpcServiceError } from '@temporalio/client';
import { CommanderError } from 'commander';
import { CallRefusedError, InvalidRequestError, RingonceError } from '../client/index.js';
import { UsageError } from './errors.js';

/** What to tell of an error; undefined when it has been told. */
export function messageOf(error: unknown): string | undefined {
  // commander has printed its own.
  if (error instanceof CommanderError) return undefined;
  if (error instanceof UsageError) return `error: ${error.message}`;
  if (error instanceof InvalidRequestError) return invalidRequest(error);
  // AWS's own sentence: scripts look for it.
  if (error instanceof CallRefusedError)
    return `An error occurred (${error.type}) when calling the StartOutboundVoiceContact operation: ${error.message}`;
  if (!(error instanceof Error)) return `error: ${String(error)}`;
  // "Failed to start Workflow" alone helps nobody: the server said why. Our own errors have explained it already.
  const details =
    !(error instanceof RingonceError) && isGrpcServiceError(error.cause) ? `: ${error.cause.details}` : '';
  return `error: ${error.message}${details}`;
}

function invalidRequest({ issues }: InvalidRequestError): string {
  const lines = issues.map(({ member, message }) => `  ${member === '' ? 'request' : member}: ${message}`);
  return ['Parameter validation failed; nothing was started or dialled:', ...lines].join('\n');
}
