import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { isGrpcServiceError } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import proto, { type temporal } from '@temporalio/proto';
import type { LinePoolState } from '../src/contract/lines.js';
import { lineSignals, queryNames } from '../src/contract/names.js';
import { isUnimplemented, quoted } from './earlier-runs.js';

const { HistoryEventFilterType } = proto.temporal.api.enums.v1;

/**
 * What the pool before this one, under the same ID, knew when it ended: asks it, which works of a workflow that has ended. Answers that it had
 * not sent for certain are sent again; calls do not mind to hear one twice.
 *
 * @returns null when there was none
 * @throws when it cannot be learned
 */
export async function recoverLines(): Promise<LinePoolState | null> {
  const { client, info } = Context.current();
  const { workflowId, runId } = info.workflowExecution ?? {};
  if (workflowId === undefined) return null;
  const last = await lastRunBefore(client, { workflowId, runId });
  if (last === undefined) return null;
  const handle = client.workflow.getHandle(workflowId, last);
  const state = await handle.query<LinePoolState | null>(queryNames.linePoolState);
  await sendAgain(client, await handle.fetchHistory());
  return state;
}

interface Run {
  readonly workflowId: string;
  readonly runId: string | undefined;
}

async function lastRunBefore(client: Client, { workflowId, runId }: Run): Promise<string | undefined> {
  let last: { readonly runId: string; readonly startTime: Date } | undefined;
  try {
    for await (const run of client.workflow.list({ query: `WorkflowId = ${quoted(workflowId)}` }))
      if (run.runId !== runId && (last === undefined || run.startTime > last.startTime)) last = run;
  } catch (error) {
    // Test servers list no workflows.
    if (!isUnimplemented(error)) throw error;
  }
  if (last === undefined) return undefined;
  // The list is a moment behind: runs that continued that one may be missing in it.
  let lastId = last.runId;
  for (;;) {
    const next = await continuedBy(client, { workflowId, runId: lastId });
    if (next === undefined || next === runId) return lastId;
    lastId = next;
  }
}

async function continuedBy(client: Client, execution: Run): Promise<string | undefined> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId: execution.workflowId, runId: execution.runId ?? null },
    historyEventFilterType: HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT,
  });
  return history?.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
}

/** A workflow that somebody terminates takes along what the server had not delivered yet. */
async function sendAgain(client: Client, { events }: temporal.api.history.v1.IHistory): Promise<void> {
  const delivered = new Set(
    (events ?? []).map(
      ({
        externalWorkflowExecutionSignaledEventAttributes: signaled,
        signalExternalWorkflowExecutionFailedEventAttributes: failed,
      }) => String((signaled ?? failed)?.initiatedEventId),
    ),
  );
  for (const { eventId, signalExternalWorkflowExecutionInitiatedEventAttributes: initiated } of events ?? []) {
    if (initiated == null || delivered.has(String(eventId))) continue;
    await deliver(client, initiated);
  }
}

async function deliver(
  client: Client,
  { input, workflowExecution }: temporal.api.history.v1.ISignalExternalWorkflowExecutionInitiatedEventAttributes,
): Promise<void> {
  const args = await decodeArrayFromPayloads(client.options.loadedDataConverter, input?.payloads);
  const handle = client.workflow.getHandle(workflowExecution?.workflowId ?? '');
  await handle.signal<unknown[]>(lineSignals.answer, ...args).catch((error: unknown) => {
    // The call has ended: who watches the pool's calls will see it.
    const isGone =
      error instanceof Error && (error.name === 'WorkflowNotFoundError' || isGrpcServiceError(error.cause));
    if (!isGone) throw error;
  });
}
