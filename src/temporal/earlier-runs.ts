import type { Context } from '@temporalio/activity';
import { isGrpcServiceError, WorkflowFailedError, type WorkflowExecutionInfo } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { EarlierRuns, EarlierRunsInput } from '../contract/dial.js';
import { saysNothingRang } from '../contract/failures.js';
import { workflowTypes } from '../contract/names.js';
import type { CallResult } from '../contract/outcome.js';
import { goesOn } from '../contract/workflow-status.js';

/** gRPC's status code UNIMPLEMENTED: test servers list no workflows. */
const grpcUnimplemented = 12;

const lookTimeoutMs = 3_000;

/** Temporal's list lags behind. Once it names this run, it names what ended before it: so it is asked again until it does. */
const listLagMs = [50, 100, 200, 400, 800];

/**
 * What earlier runs under the same ID may have done: calls that were terminated and started again, backfilled, or reset.
 *
 * An ID stands for one call, and our client starts none twice. But Temporal's own backfill does, an operator may start a call
 * again, and so may a program whose start allows duplicates; then only Temporal's list of workflows tells of the earlier one.
 *
 * @throws when Temporal cannot be asked, or its list lags behind by more than two seconds
 */
export async function findEarlierRuns(
  context: Context,
  { maybePlacedSince, isFirstUseOfId = false }: EarlierRunsInput,
): Promise<EarlierRuns> {
  if (maybePlacedSince === undefined && isFirstUseOfId) return { is: 'silent' };
  const asKnown = knownFromReset(maybePlacedSince);
  const { client, info } = context;
  const { workflowId } = info.workflowExecution ?? {};
  if (workflowId === undefined) return asKnown;
  return client.withDeadline(Date.now() + lookTimeoutMs, async () => {
    let sinceMs: number | undefined;
    try {
      const runs = await otherRuns(context, workflowId);
      // A run that was reset has at least one before it.
      if (runs.length === 0) return asKnown;
      for (const run of runs) {
        const end = await endOf(context, run);
        if (end.is === 'ended') return end;
        if (end.is === 'maybe') sinceMs = Math.min(sinceMs ?? Infinity, end.sinceMs);
      }
    } catch (error) {
      if (!isUnimplemented(error)) throw error;
      return asKnown;
    }
    return sinceMs === undefined ? { is: 'silent' } : { is: 'maybe', sinceMs };
  });
}

/** All a reset run knows by itself: the run before it may have dialled. */
export const knownFromReset = (maybePlacedSince: string | undefined): EarlierRuns =>
  maybePlacedSince === undefined ? { is: 'silent' } : { is: 'maybe', sinceMs: Date.parse(maybePlacedSince) };

/** Calls under the same ID, latest first. */
async function otherRuns(context: Context, workflowId: string): Promise<WorkflowExecutionInfo[]> {
  const { client, info } = context;
  const query = `WorkflowId = ${quoted(workflowId)}`;
  for (let looks = 0; ; looks++) {
    const runs: WorkflowExecutionInfo[] = [];
    for await (const run of client.workflow.list({ query })) runs.push(run);
    const others = runs.filter(({ runId }) => runId !== info.workflowExecution?.runId);
    if (others.length < runs.length) return others.filter(({ type }) => type === workflowTypes.outboundCall);
    const lagMs = listLagMs[looks];
    if (lagMs === undefined) throw new Error("Temporal's list of workflows does not name this run yet.");
    await context.sleep(lagMs);
  }
}

async function endOf({ client }: Context, listed: WorkflowExecutionInfo): Promise<EarlierRuns> {
  const handle = client.workflow.getHandle(listed.workflowId, listed.runId);
  const maybe: EarlierRuns = { is: 'maybe', sinceMs: listed.startTime.getTime() };
  // The list may not know yet that it has ended. What was terminated, or timed out, says nothing.
  const status = goesOn(listed.status.name) ? (await handle.describe()).status.name : listed.status.name;
  if (status === 'COMPLETED') return endOfCompleted(listed, (await handle.result()) as CallResult);
  if (status !== 'FAILED' && status !== 'CANCELLED') return maybe;
  const end: unknown = await handle.result().catch((error: unknown) => error);
  if (!(end instanceof WorkflowFailedError)) return maybe;
  const { cause } = end;
  const isSilent =
    cause instanceof CancelledFailure ||
    (cause instanceof ApplicationFailure && saysNothingRang(cause.type, cause.details ?? []));
  return isSilent ? { is: 'silent' } : maybe;
}

function endOfCompleted({ runId, startTime }: WorkflowExecutionInfo, result: CallResult): EarlierRuns {
  if (result.outcome === 'EXPIRED') return { is: 'silent' };
  if (result.outcome === 'UNKNOWN') return { is: 'maybe', sinceMs: startTime.getTime() };
  return { is: 'ended', runId: result.earlierRunId ?? runId, result };
}

/** A string of the visibility query language. */
export const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

export function isUnimplemented(error: unknown): boolean {
  const cause = error instanceof Error && !isGrpcServiceError(error) ? error.cause : error;
  return isGrpcServiceError(cause) && (cause.code as number) === grpcUnimplemented;
}
