// Whether a Temporal namespace is ready for calls.

import type { Connection, ConnectionLike } from '@temporalio/client';
import { searchAttributes } from '../contract/names.js';
import { connectTemporal } from './connection.js';
import { requireConnectionSettings, type ConnectionSettings } from './connection-settings.js';
import { NamespaceNotReadyError } from './errors.js';

/** A call's ID must be remembered as long as Amazon Connect remembers it as a token. */
const minRetentionDays = 7;
export const daySeconds = 24 * 3600;
export const minRetentionMs = minRetentionDays * daySeconds * 1000;

export interface NamespaceState {
  readonly retentionDays: number;
  readonly missingSearchAttributes: readonly SearchAttributeName[];
}

type SearchAttributeName = keyof typeof searchAttributes;

/**
 * Reads what calls need of a namespace.
 * @throws NamespaceNotReadyError when it does not exist, or may not be read with these credentials
 */
export async function inspectNamespace(connection: ConnectionLike, namespace: string): Promise<NamespaceState> {
  try {
    const { config } = await connection.workflowService.describeNamespace({ namespace });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    return {
      retentionDays: Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / daySeconds,
      missingSearchAttributes: (Object.keys(searchAttributes) as SearchAttributeName[]).filter(
        (name) => !(name in customAttributes),
      ),
    };
  } catch (error) {
    const why = error instanceof Error && /not ?found/i.test(error.message) ? 'does not exist' : 'cannot be read';
    throw new NamespaceNotReadyError(
      `Namespace ${namespace} ${why}: create it (temporal operator namespace create --namespace ${namespace} --retention ${minRetentionDays}d) or set TEMPORAL_NAMESPACE.`,
      { cause: error },
    );
  }
}

/** @throws NamespaceNotReadyError saying what to do, unless calls can run here */
export async function requireNamespace(connection: Connection, namespace: string): Promise<void> {
  const { retentionDays, missingSearchAttributes } = await inspectNamespace(connection, namespace);
  requireRetention(namespace, retentionDays);
  requireSearchAttributes(namespace, missingSearchAttributes);
}

/**
 * Of who only reads: the retention is a matter of those who start calls.
 * @throws NamespaceNotReadyError saying what to do, unless calls can be looked for here
 */
export async function requireReadableNamespace(connection: ConnectionLike, namespace: string): Promise<void> {
  const { missingSearchAttributes } = await inspectNamespace(connection, namespace);
  requireSearchAttributes(namespace, missingSearchAttributes);
}

function requireSearchAttributes(namespace: string, missing: NamespaceState['missingSearchAttributes']): void {
  if (missing.length === 0) return;
  throw new NamespaceNotReadyError(
    `Namespace ${namespace} lacks the search attributes ${missing.join(', ')}: run \`ringonce setup\` once.`,
  );
}

/**
 * Checks that the namespace is ready for calls, over a connection of its own.
 * @throws TemporalUnreachableError, NamespaceNotReadyError
 */
export async function requireReadyNamespace(settings: ConnectionSettings): Promise<void> {
  requireConnectionSettings(settings);
  const connection = await connectTemporal(settings);
  try {
    await requireNamespace(connection, settings.namespace);
  } finally {
    await connection.close();
  }
}

/** @throws NamespaceNotReadyError when the namespace forgets a call sooner than Amazon Connect forgets its token */
export function requireRetention(namespace: string, retentionDays: number): void {
  if (retentionDays >= minRetentionDays) return;
  throw new NamespaceNotReadyError(
    `Namespace ${namespace} keeps closed calls for ${inDays(retentionDays)}; at least ${minRetentionDays} are needed, as long as Amazon Connect remembers a client token: run \`ringonce setup --retention ${minRetentionDays}d\`.`,
  );
}

export const inDays = (days: number): string => `${Math.round(days * 100) / 100} ${days === 1 ? 'day' : 'days'}`;
