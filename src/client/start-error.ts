import { isGrpcServiceError } from '@temporalio/client';
import { namespaceMissing, NamespaceNotReadyError } from '../temporal/errors.js';

/** What the server refuses of a start, or of a schedule, as our own error where it is one. */
export function asStartError(error: unknown, namespace: string): unknown {
  const details = error instanceof Error && isGrpcServiceError(error.cause) ? error.cause.details : '';
  if (/search attribute/i.test(details)) {
    return new NamespaceNotReadyError(
      `Namespace ${namespace} lacks ringonce's search attributes: run \`ringonce setup\` once.`,
      { cause: error },
    );
  }
  if (/namespace .*not found/i.test(details) || (error instanceof Error && error.name === 'NamespaceNotFoundError')) {
    return namespaceMissing(namespace, error);
  }
  return error;
}
