// Runs of workflows as Temporal tells them in clear: no payload is decoded, so neither a worker nor a key is needed.
import { ServiceError, type Client, type WorkflowExecutionInfo } from '@temporalio/client';
import { executionInfoFromRaw } from '@temporalio/client/lib/helpers.js';
import type { temporal } from '@temporalio/proto';
import { asQueryError } from './errors.js';
import { isGrpcStatus } from './grpc-status.js';

export type RecordedRun = WorkflowExecutionInfo;

type RawInfo = temporal.api.workflow.v1.IWorkflowExecutionInfo;

/** The latest run under an ID and what the server knows besides; undefined when nobody knows one. */
export async function latestRun(client: Client, workflowId: string) {
  const { namespace } = client.options;
  try {
    const raw = await client.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId } });
    return { run: await runOf(client, raw.workflowExecutionInfo ?? {}), raw };
  } catch (error) {
    const known = asQueryError(error, namespace);
    if (known !== error) throw known;
    if (isGrpcStatus(error, 'notFound')) return undefined;
    throw new ServiceError('Temporal could not be asked', { cause: error as Error });
  }
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
  try {
    const { executions, nextPageToken } = await client.workflowService.listWorkflowExecutions({
      namespace,
      query,
      pageSize,
      nextPageToken: token,
    });
    const runs = await Promise.all(executions.map((raw) => runOf(client, raw)));
    return nextPageToken.length === 0 ? { runs } : { runs, next: nextPageToken };
  } catch (error) {
    const known = asQueryError(error, namespace);
    throw known === error ? new ServiceError('Temporal could not list calls', { cause: error as Error }) : known;
  }
}

/** Without its memo, the one payload that would be decoded. */
const runOf = ({ options }: Client, raw: RawInfo): Promise<RecordedRun> =>
  executionInfoFromRaw({ ...raw, memo: null }, options.loadedDataConverter, raw, options.namespace);
