import proto from '@temporalio/proto';
import type { RingonceClient } from '../src/client/index.js';

const { EventType } = proto.temporal.api.enums.v1;

/** How long after it was due each workflow had handled the end of its wait; read from its history. One that has not is left out. */
export async function awakeAfterMs(
  { client }: RingonceClient,
  workflowIds: readonly string[],
  dueMs: (index: number) => number,
): Promise<number[]> {
  const delays: number[] = [];
  for (const [index, workflowId] of workflowIds.entries()) {
    const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
    const fired = (events ?? []).findIndex(({ eventType }) => eventType === EventType.EVENT_TYPE_TIMER_FIRED);
    const handled = (events ?? [])
      .slice(fired)
      .find(({ eventType }) => eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
    if (fired >= 0 && handled !== undefined) delays.push(atMs(handled) - dueMs(index));
  }
  return delays;
}

function atMs({ eventTime }: proto.temporal.api.history.v1.IHistoryEvent): number {
  return Number(eventTime?.seconds ?? 0) * 1000 + (eventTime?.nanos ?? 0) / 1e6;
}
