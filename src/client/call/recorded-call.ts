import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { searchAttributeKeys } from '../../contract/names.js';
import type { Outcome } from '../../contract/outcome.js';
import { membersThatDiffer } from '../../contract/same-request.js';
import { isGrpcStatus } from '../../temporal/grpc-status.js';
import { endOf } from '../../temporal/run-end.js';

/** What Temporal has on record under an ID. */
export interface RecordedCall {
  readonly type: string;
  /** The call's first run; an operator's reset begins another. */
  readonly firstRunId: string;
  readonly isRunning: boolean;
  /** Of one that has ended with an outcome. */
  readonly outcome?: Outcome;
  /** It failed or was cancelled while surely nothing could ring. */
  readonly endedBeforeRinging: boolean;
  /** Names of the request's members whose values differ from those on record; ClientToken apart, which is the ID. */
  readonly membersThatDiffer: (request: object) => string[];
}

/** The latest call of an ID, or undefined. Reads the input from the start event, so whoever started it does not matter. */
export async function recordedCall(client: Client, workflowId: string): Promise<RecordedCall | undefined> {
  try {
    const { type, runId, status, raw, typedSearchAttributes } = await client.workflow.getHandle(workflowId).describe();
    const outcome = typedSearchAttributes.get(searchAttributeKeys.CallOutcome) as Outcome | undefined;
    const [recorded] = await recordedInput(client, { workflowId, runId });
    // One with an outcome needs no request more: it has a result.
    const end = status.name === 'COMPLETED' ? undefined : await endOf(client, { workflowId, runId }, status.name);
    return {
      type,
      firstRunId: raw.workflowExecutionInfo?.firstRunId ?? runId,
      isRunning: end?.is === 'goes-on',
      ...(outcome === undefined ? {} : { outcome }),
      endedBeforeRinging: end?.is === 'silent',
      membersThatDiffer: (request) => membersThatDiffer(recorded, request, workflowId),
    };
  } catch (error) {
    // Its history may go between two requests, and the second is one whose errors the SDK does not wrap.
    if (error instanceof WorkflowNotFoundError || isGrpcStatus(error, 'notFound')) return undefined;
    throw error;
  }
}

/** The input of a run, as its start event has it. */
export async function recordedInput(
  client: Client,
  execution: { readonly workflowId: string; readonly runId: string },
): Promise<unknown[]> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution,
    maximumPageSize: 1,
  });
  const started = history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  return decodeArrayFromPayloads(client.options.loadedDataConverter, started?.input?.payloads);
}
