import type { temporal } from '@temporalio/proto';
import type { RingonceClient } from '../../src/client/index.js';

/** One run of a workflow that continues as new. */
export interface Run {
  readonly runId: string;
  readonly events: number;
  /** Of these, how many came while a child was under way. */
  readonly eventsDuringChild: number;
  readonly isContinued: boolean;
}

/** Every run of a workflow, from its first to the one that is there now. */
export async function runsOf({ client }: RingonceClient, workflowId: string, firstRunId: string): Promise<Run[]> {
  const runs: Run[] = [];
  for (let runId: string | undefined = firstRunId; runId !== undefined;) {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const next: string | null | undefined =
      events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    runs.push({
      runId,
      events: events?.length ?? 0,
      eventsDuringChild: duringChild(events ?? []),
      isContinued: Boolean(next),
    });
    runId = next ?? undefined;
  }
  return runs;
}

function duringChild(events: readonly temporal.api.history.v1.IHistoryEvent[]): number {
  let isUnderWay = false;
  let count = 0;
  for (const event of events) {
    if (event.childWorkflowExecutionCompletedEventAttributes) isUnderWay = false;
    if (isUnderWay) count++;
    if (event.startChildWorkflowExecutionInitiatedEventAttributes) isUnderWay = true;
  }
  return count;
}
