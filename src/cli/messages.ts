import { isGrpcServiceError } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { CommanderError } from 'commander';
import { CallRefusedError, InvalidRequestError, RingonceError } from '../client/index.js';
import { isGrpcStatus, withoutFrame } from '../temporal/grpc-status.js';
import { namespaceMissing } from '../temporal/errors.js';
import { formatIssues } from '../contract/issues.js';
import { UsageError } from './errors.js';
import { inTypedWords, type Typed } from './typed.js';

/** What to tell of an error; undefined when it has been told. */
export function messageOf(error: unknown, typed: Typed = nothingTyped): string | undefined {
  // commander has printed its own.
  if (error instanceof CommanderError) return undefined;
  if (error instanceof UsageError) return `error: ${inWordsTyped(error, typed)}`;
  if (error instanceof InvalidRequestError) return invalidRequest(error, typed);
  // AWS's own sentence: scripts look for it.
  if (error instanceof CallRefusedError)
    return `An error occurred (${error.type}) when calling the StartOutboundVoiceContact operation: ${withoutType(error)}`;
  if (error instanceof NamespaceNotFoundError) return `error: ${namespaceMissing(error.namespace, error).message}`;
  if (!(error instanceof Error)) return `error: ${String(error)}`;
  // "Failed to start Workflow" alone helps nobody: the server said why. Our own errors have explained it already.
  if (error instanceof RingonceError || !isGrpcServiceError(error.cause)) return `error: ${error.message}`;
  const { details } = error.cause;
  if (isGrpcStatus(error, 'unavailable'))
    return `error: Temporal cannot be reached any more (${withoutFrame(details)}).`;
  return `error: ${error.message}: ${details}`;
}

/** The failure says whose word it is, name and status first: AWS's sentence has the name already. */
const withoutType = ({ type, message }: CallRefusedError): string => {
  const named = `Amazon Connect refused the call: ${type}`;
  return message.startsWith(named) ? message.slice(named.length).replace(/^(?: \(HTTP \d{3}\))?: /, '') : message;
};

/** Before a command was found. */
const nothingTyped: Typed = { has: () => false, isGiven: () => false };

/** A message that ends in its issues. */
function inWordsTyped({ issues, message }: InvalidRequestError | UsageError, typed: Typed): string {
  const listed = formatIssues(issues);
  return listed !== '' && message.endsWith(listed)
    ? message.slice(0, -listed.length) + issues.map((issue) => inTypedWords(issue, typed)).join('; ')
    : message;
}

function invalidRequest(error: InvalidRequestError, typed: Typed): string {
  const { issues, message: whole } = error;
  // Of a change: it has words of its own.
  if (whole !== new InvalidRequestError(issues).message) return `error: ${inWordsTyped(error, typed)}`;
  const lines = issues.map((issue) => `  ${inTypedWords(issue, typed)}`);
  return ['Parameter validation failed; nothing was started or dialled:', ...lines].join('\n');
}
