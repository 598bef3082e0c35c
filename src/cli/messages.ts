// What the command line prints when it ends with an error.

import { isGrpcServiceError } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { CommanderError } from 'commander';
import { CallRefusedError, InvalidRequestError, RingonceError } from '../client/index.js';
import { formatIssues } from '../contract/issues.js';
import { namespaceMissing } from '../temporal/errors.js';
import { isGrpcStatus, withoutFrame } from '../temporal/grpc-status.js';
import { ServiceRulesError, UsageError } from './errors.js';
import { inTypedWords, type Typed } from './typed.js';

/** The message of an error, and where to read more; undefined when commander has printed its own. */
export function reportOf(error: unknown, typed?: Typed): string | undefined {
  const ours = error instanceof NamespaceNotFoundError ? namespaceMissing(error.namespace, error) : error;
  const message = messageOf(ours, typed);
  return message !== undefined && ours instanceof RingonceError ? `${message}\nSee ${ours.help}` : message;
}

/** @param typed what a person typed; nothing before a command was found */
export function messageOf(
  error: unknown,
  typed: Typed = { has: () => false, isGiven: () => false },
): string | undefined {
  if (error instanceof CommanderError) return undefined;
  if (error instanceof UsageError) return `error: ${inWordsTyped(error, typed)}`;
  if (error instanceof InvalidRequestError) return invalidRequest(error, typed);
  // AWS's own sentence: scripts look for it.
  if (error instanceof CallRefusedError) return `${awsSentence(error.type)} ${withoutType(error)}`;
  if (!(error instanceof Error)) return `error: ${String(error)}`;
  // "Failed to start Workflow" alone helps nobody: the server said why. Our own errors have explained it already.
  if (error instanceof RingonceError || !isGrpcServiceError(error.cause)) return `error: ${error.message}`;
  const { details } = error.cause;
  if (isGrpcStatus(error, 'unavailable'))
    return `error: Temporal cannot be reached any more (${withoutFrame(details)}).`;
  return `error: ${error.message}: ${details}`;
}

const awsSentence = (name: string): string =>
  `An error occurred (${name}) when calling the StartOutboundVoiceContact operation:`;

/** The failure begins with its name and status; AWS's sentence has the name already. */
const withoutType = ({ type, message }: CallRefusedError): string => {
  const named = `Amazon Connect refused the call: ${type}`;
  return message.startsWith(named) ? message.slice(named.length).replace(/^(?: \(HTTP \d{3}\))?: /, '') : message;
};

/** Of a message that ends with its issues. */
function inWordsTyped({ issues, message }: InvalidRequestError | UsageError, typed: Typed): string {
  const listed = formatIssues(issues);
  return listed !== '' && message.endsWith(listed)
    ? message.slice(0, -listed.length) + issues.map((issue) => inTypedWords(issue, typed)).join('; ')
    : message;
}

function invalidRequest(error: InvalidRequestError, typed: Typed): string {
  const { issues, message } = error;
  // A change that was refused has a message of its own.
  if (error instanceof ServiceRulesError) {
    const lines = issues.map((issue) => `  ${inTypedWords(issue, typed)}`);
    return [`${awsSentence(error.awsError)} nothing was started or dialled:`, ...lines].join('\n');
  }
  if (message !== new InvalidRequestError(issues).message) return `error: ${inWordsTyped(error, typed)}`;
  const lines = issues.map((issue) => `  ${inTypedWords(issue, typed)}`);
  return ['Parameter validation failed; nothing was started or dialled:', ...lines].join('\n');
}
