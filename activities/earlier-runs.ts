import type { Context } from '@temporalio/activity';
import { isGrpcServiceError, WorkflowFailedError, type WorkflowExecutionInfo } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { saysNothingRang } from '../src/contract/failures.js';

/** gRPC's status code UNIMPLEMENTED: test servers list no workflows. */
const grpcUnimplemented = 12;

const lookTimeoutMs = 3_000;

/**
 * Since when an earlier call under the same ID may have dialled, epoch milliseconds; undefined: surely none.
 *
 * An ID stands for one call, and our client starts none twice. But a person may terminate a call and start it again under its ID,
 * and so may a program whose start allows duplicates; then only Temporal's list of workflows tells of the earlier one.
 *
 * @throws when Temporal cannot be asked
 */
export async function earlierRunSinceMs({ client, info }: Context): Promise<number | undefined> {
  const { workflowId, runId } = info.workflowExecution ?? {};
  if (workflowId === undefined) return undefined;
  return client.withDeadline(Date.now() + lookTimeoutMs, async () => {
    let sinceMs: number | undefined;
    try {
      for await (const run of client.workflow.list({ query: `WorkflowId = ${quoted(workflowId)}` })) {
        if (run.runId === runId || (await nothingRang(client, run))) continue;
        sinceMs = Math.min(sinceMs ?? Infinity, run.startTime.getTime());
      }
    } catch (error) {
      if (!isUnimplemented(error)) throw error;
    }
    return sinceMs;
  });
}

/** Whether a run has ended in words that say so. What was terminated, or timed out, says nothing. */
async function nothingRang(client: Context['client'], run: WorkflowExecutionInfo): Promise<boolean> {
  if (run.status.name !== 'FAILED' && run.status.name !== 'CANCELLED') return false;
  const end: unknown = await client.workflow
    .getHandle(run.workflowId, run.runId)
    .result()
    .catch((error: unknown) => error);
  if (!(end instanceof WorkflowFailedError)) return false;
  const { cause } = end;
  if (cause instanceof CancelledFailure) return true;
  return cause instanceof ApplicationFailure && saysNothingRang(cause.type, cause.details ?? []);
}

/** A string of the visibility query language. */
export const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

export function isUnimplemented(error: unknown): boolean {
  const cause = error instanceof Error && !isGrpcServiceError(error) ? error.cause : error;
  return isGrpcServiceError(cause) && (cause.code as number) === grpcUnimplemented;
}
