import { RingonceError } from '../contract/errors.js';

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

/** What whoever starts, shows or changes a call is told. */
export function namespaceMissing(namespace: string, cause: unknown): NamespaceNotReadyError {
  return new NamespaceNotReadyError(`Namespace ${namespace} does not exist: create it, or set TEMPORAL_NAMESPACE.`, {
    cause,
  });
}

/** The Temporal connection settings are contradictory or point to nothing. */
export class ConnectionSettingsError extends RingonceError {
  override readonly name = 'ConnectionSettingsError';
  readonly code = 'CONNECTION_SETTINGS';
}
