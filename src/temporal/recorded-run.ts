// Runs of workflows as Temporal tells them in clear: no payload is decoded, so neither a worker nor a key is needed.
import { isGrpcServiceError, ServiceError, type Client, type WorkflowExecutionInfo } from '@temporalio/client';
import { executionInfoFromRaw, rethrowKnownErrorTypes } from '@temporalio/client/lib/helpers.js';
import type { temporal } from '@temporalio/proto';
import { asQueryError } from './errors.js';
import { isGrpcStatus } from './grpc-status.js';

export type RecordedRun = WorkflowExecutionInfo;

type RawInfo = temporal.api.workflow.v1.IWorkflowExecutionInfo;

/** The latest run under an ID and what the server knows besides; undefined when nobody knows one. */
export async function latestRun(client: Client, workflowId: string) {
  const { namespace } = client.options;
  const raw = await client.workflowService
    .describeWorkflowExecution({ namespace, execution: { workflowId } })
    .catch((error: unknown) => {
      const known = asKnown(error, namespace, 'Temporal could not be asked');
      if (isGrpcStatus(known, 'notFound')) return undefined;
      throw known;
    });
  return raw && { run: await runOf(client, raw.workflowExecutionInfo ?? {}), raw };
}

interface Page {
  /** At most so many. */
  readonly pageSize: number;
  /** Where an earlier page ended. */
  readonly token?: Uint8Array | undefined;
}

/**
 * One page of Temporal's list: running ones first, then the latest end first; a moment behind the calls themselves.
 * @throws NamespaceNotReadyError when the namespace is missing, or lacks a search attribute that the query names
 */
export async function listRuns(
  client: Client,
  query: string,
  { pageSize, token = new Uint8Array() }: Page,
): Promise<{ readonly runs: readonly RecordedRun[]; readonly next?: Uint8Array }> {
  const { namespace } = client.options;
  const { executions, nextPageToken } = await client.workflowService
    .listWorkflowExecutions({ namespace, query, pageSize, nextPageToken: token })
    .catch((error: unknown) => {
      throw asKnown(error, namespace, 'Temporal could not list calls');
    });
  const runs = await Promise.all(executions.map((raw) => runOf(client, raw)));
  return nextPageToken.length === 0 ? { runs } : { runs, next: nextPageToken };
}

/** What gRPC says as the SDK's own error, which says what was wanted; or as ours, where it is one. */
function asKnown(error: unknown, namespace: string, otherwise: string): unknown {
  if (!isGrpcServiceError(error)) return error;
  try {
    rethrowKnownErrorTypes(error);
  } catch (named) {
    return asQueryError(named, namespace);
  }
  const known = asQueryError(error, namespace);
  return known === error ? new ServiceError(otherwise, { cause: error }) : known;
}

/** Without its memo, the one payload that would be decoded. What the server leaves out has its default in the message's prototype. */
const runOf = ({ options }: Client, raw: RawInfo): Promise<RecordedRun> =>
  executionInfoFromRaw(Object.assign(raw, { memo: null }), options.loadedDataConverter, raw, options.namespace);
