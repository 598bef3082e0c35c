import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import proto, { type temporal } from '@temporalio/proto';
import type { LineMessage, LinePoolState, RecoveredLines } from '../src/contract/lines.js';
import { lineSignals, queryNames } from '../src/contract/names.js';
import { isUnimplemented, quoted } from './earlier-runs.js';

const { HistoryEventFilterType } = proto.temporal.api.enums.v1;

/**
 * What the pools before this one, under the same ID, knew when they ended. The last one that has lent is asked, which works of a workflow
 * that has ended; it has then also worked on what had come to it just before. One that was ended before it had begun to lend knows
 * nothing: what has come to it is read from its history.
 *
 * @throws when it cannot be learned
 * @see https://docs.temporal.io/sending-messages#send-query
 */
export async function recoverLines(): Promise<RecoveredLines> {
  const { client, info } = Context.current();
  const { workflowId = '', runId } = info.workflowExecution ?? {};
  const messages: LineMessage[] = [];
  for (const run of await runsBefore(client, { workflowId, runId })) {
    const handle = client.workflow.getHandle(workflowId, run);
    const history = await handle.fetchHistory();
    // The server refuses to ask one that no worker has ever worked on.
    const hasBegun = history.events?.some(({ workflowTaskCompletedEventAttributes: done }) => done != null) ?? false;
    const state = hasBegun ? await handle.query<LinePoolState | null>(queryNames.linePoolState) : null;
    if (state !== null) return { state, messages };
    messages.unshift(...(await messagesIn(client, history)));
  }
  return { state: null, messages };
}

interface Run {
  readonly workflowId: string;
  readonly runId: string | undefined;
}

/** The last one first. */
async function runsBefore(client: Client, { workflowId, runId }: Run): Promise<string[]> {
  const runs: { readonly runId: string; readonly closeTime?: Date | undefined }[] = [];
  try {
    for await (const run of client.workflow.list({ query: `WorkflowId = ${quoted(workflowId)}` }))
      if (run.runId !== runId) runs.push(run);
  } catch (error) {
    // Test servers list no workflows.
    if (!isUnimplemented(error)) throw error;
  }
  // When they began does not tell: one that a reset has begun tells when the one before it has.
  const closedAt = ({ closeTime }: { readonly closeTime?: Date | undefined }) => closeTime?.getTime() ?? Infinity;
  const ids = runs.sort((one, other) => closedAt(other) - closedAt(one)).map((run) => run.runId);
  // The list is a moment behind: runs that continued the last one may be missing in it.
  for (;;) {
    const next = ids[0] === undefined ? undefined : await continuedBy(client, { workflowId, runId: ids[0] });
    if (next === undefined || next === runId || ids.includes(next)) return ids;
    ids.unshift(next);
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

async function messagesIn(client: Client, { events }: temporal.api.history.v1.IHistory): Promise<LineMessage[]> {
  const messages: LineMessage[] = [];
  for (const { workflowExecutionSignaledEventAttributes: signaled } of events ?? []) {
    const signal = signaled?.signalName;
    if (signal !== lineSignals.ask && signal !== lineSignals.giveBack) continue;
    const [message] = await decodeArrayFromPayloads(client.options.loadedDataConverter, signaled?.input?.payloads);
    messages.push({ signal, message } as LineMessage);
  }
  return messages;
}
