import type { Context } from '@temporalio/activity';
import type { WorkflowExecutionInfo } from '@temporalio/client';
import type { EarlierRuns, EarlierRunsInput } from '../contract/dial.js';
import { workflowTypes } from '../contract/names.js';
import { endOf, goesOn, type RunEnd } from './run-end.js';
import { runsOf } from './visibility.js';

const queryTimeoutMs = 3_000;

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
  return client.withDeadline(Date.now() + queryTimeoutMs, async () => {
    const runs = await otherRuns(context, workflowId);
    // A run that was reset has at least one before it.
    if (runs.length === 0) return asKnown;
    let sinceMs: number | undefined;
    for (const run of runs) {
      const did = await whatItDid(context, run);
      if (did.is === 'ended') return did;
      if (did.is === 'maybe') sinceMs = Math.min(sinceMs ?? Infinity, did.sinceMs);
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
  for (let queries = 0; ; queries++) {
    const runs = await runsOf(client, workflowId);
    const others = runs.filter(({ runId }) => runId !== info.workflowExecution?.runId);
    if (others.length < runs.length) return others.filter(({ type }) => type === workflowTypes.outboundCall);
    const lagMs = listLagMs[queries];
    if (lagMs === undefined) throw new Error("Temporal's list of workflows does not name this run yet.");
    await context.sleep(lagMs);
  }
}

async function whatItDid({ client }: Context, listed: WorkflowExecutionInfo): Promise<EarlierRuns> {
  const { runId, startTime } = listed;
  const handle = client.workflow.getHandle(listed.workflowId, runId);
  // The list may not know yet that it has ended.
  const status = goesOn(listed.status.name) ? (await handle.describe()).status.name : listed.status.name;
  const end = await endOf(client, listed, status).catch((error: unknown): RunEnd => {
    // One without a result may have rung; whether one with a result did is worth another try.
    if (status === 'COMPLETED') throw error;
    return { is: 'maybe-rang' };
  });
  if (end.is === 'silent') return { is: 'silent' };
  if (end.is !== 'result' || end.result.outcome === 'UNKNOWN') return { is: 'maybe', sinceMs: startTime.getTime() };
  if (end.result.outcome === 'EXPIRED') return { is: 'silent' };
  return { is: 'ended', runId: end.result.earlierRunId ?? runId, result: end.result };
}
