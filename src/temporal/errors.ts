import { RingonceError } from '../contract/errors.js';
import { grpcStatusOf } from './grpc-status.js';

/** Temporal does not answer. Check the address (`TEMPORAL_ADDRESS`), TLS and API key. */
export class TemporalUnreachableError extends RingonceError {
  override readonly name = 'TemporalUnreachableError';
  readonly code = 'TEMPORAL_UNREACHABLE';
  constructor(
    readonly address: string,
    options?: ErrorOptions,
  ) {
    super(
      `Temporal cannot be reached at ${address}. Check TEMPORAL_ADDRESS, TLS and API key, and that the server runs.`,
      options,
    );
  }
}

/** Temporal answers, but the namespace is missing or not prepared. */
export class NamespaceNotReadyError extends RingonceError {
  override readonly name = 'NamespaceNotReadyError';
  readonly code = 'NAMESPACE_NOT_READY';
}

/** Said to everyone who starts, shows or changes a call there. */
export function namespaceMissing(namespace: string, cause: unknown): NamespaceNotReadyError {
  return new NamespaceNotReadyError(`Namespace ${namespace} does not exist: create it, or set TEMPORAL_NAMESPACE.`, {
    cause,
  });
}

/** What the server refuses of a start, or of a schedule, as our own error where it is one. */
export const asStartError = (error: unknown, namespace: string): unknown =>
  asNotReady(error, namespace, /search attribute/i);

/** The same of a query of Temporal's list. */
export const asQueryError = (error: unknown, namespace: string): unknown =>
  asNotReady(error, namespace, /search attribute|column name/i);

function asNotReady(error: unknown, namespace: string, lacksAttribute: RegExp): unknown {
  const details = grpcStatusOf(error)?.details ?? '';
  if (lacksAttribute.test(details)) {
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

/** The Temporal connection settings are contradictory or point to nothing. */
export class ConnectionSettingsError extends RingonceError {
  override readonly name = 'ConnectionSettingsError';
  readonly code = 'CONNECTION_SETTINGS';
}
