import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { CallKind } from './call-kinds.js';
import { median } from './statistics.js';

const { EventType } = proto.temporal.api.enums.v1;

/** What one call leaves behind at the server. */
export interface Cost {
  readonly events: number;
  /** Actions that its history shows; heartbeats, which are Actions too, leave no trace there. */
  readonly actions: number;
}

/**
 * Actions that an event stands for; an event that is not listed stands for none.
 * @see https://docs.temporal.io/cloud/actions
 */
const actionsOfEvent: Readonly<Record<number, number>> = {
  [EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED]: 1,
  [EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED]: 1,
  [EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES]: 1,
  [EventType.EVENT_TYPE_TIMER_STARTED]: 1,
  [EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED]: 1,
  [EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED]: 1,
  // Not the marker of `patched()`: its search attribute is free, and markers count for local activities.
  [EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED]: 2,
};

/** Places calls and reads their histories; the median call counts. */
export async function measureCost(client: Client, kind: CallKind, calls: number): Promise<Cost> {
  const costs: Cost[] = [];
  for (let index = 0; index < calls; index++) {
    const workflowId = `cost-${kind.name}-${index}`;
    await (await kind.start(workflowId)).result();
    costs.push(await costOf(client, workflowId));
  }
  return { events: median(costs.map(({ events }) => events)), actions: median(costs.map(({ actions }) => actions)) };
}

/** What the history of a call that has ended shows. */
export async function costOf(client: Client, workflowId: string): Promise<Cost> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  return {
    events: events?.length ?? 0,
    actions: (events ?? []).reduce((sum, event) => sum + actionsOf(event), 0),
  };
}

function actionsOf({
  eventType,
  activityTaskStartedEventAttributes,
  upsertWorkflowSearchAttributesEventAttributes: upsert,
}: proto.temporal.api.history.v1.IHistoryEvent): number {
  const isFreeUpsert = 'TemporalChangeVersion' in (upsert?.searchAttributes?.indexedFields ?? {});
  // Every retry of an activity is an Action; they share one event, which says how many there were.
  const retries = Math.max(0, (activityTaskStartedEventAttributes?.attempt ?? 1) - 1);
  return (isFreeUpsert ? 0 : (actionsOfEvent[eventType ?? 0] ?? 0)) + retries;
}
