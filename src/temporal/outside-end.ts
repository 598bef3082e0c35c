import type { Client } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import proto, { type temporal } from '@temporalio/proto';
import { dialActivityId, type PlacedContact } from '../contract/dial.js';
import { maskText } from '../contract/masking.js';

const { HistoryEventFilterType } = proto.temporal.api.enums.v1;

/** The end of a workflow from outside: it could not write down what became of its call, and nobody follows its contact any more. */
export interface OutsideEnd {
  readonly how: 'terminated' | 'timed out';
  /** What whoever terminated it calls itself to Temporal. */
  readonly by?: string;
  readonly reason?: string;
}

/** Undefined of a workflow that runs or has ended by itself. One request; needs no worker. */
export async function outsideEnd(
  client: Client,
  { workflowId, runId }: { readonly workflowId: string; readonly runId?: string | undefined },
): Promise<OutsideEnd | undefined> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId, ...(runId === undefined ? {} : { runId }) },
    historyEventFilterType: HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT,
  });
  const last = history?.events?.at(-1);
  if (last?.workflowExecutionTimedOutEventAttributes) return { how: 'timed out' };
  const terminated = last?.workflowExecutionTerminatedEventAttributes;
  if (!terminated) return undefined;
  const { identity, reason } = terminated;
  return {
    how: 'terminated',
    ...(identity ? { by: identity } : {}),
    // Whatever a person has typed.
    ...(reason ? { reason: maskText(reason, []) } : {}),
  };
}

/** `was terminated by 4711@host (reason)` */
export function outsideEndInWords({ how, by, reason }: OutsideEnd): string {
  if (how === 'timed out') return 'was ended by a time limit of its workflow';
  return `was terminated${by === undefined ? '' : ` by ${by}`}${reason === undefined ? '' : ` (${reason})`}`;
}

/** What a workflow that was terminated, or timed out, has left at Amazon Connect: nobody follows or stops it any more. */
export type LeftBehind =
  /** Nothing was dialled. */
  | { readonly rang: 'no' }
  /** This contact was placed; it may ring or talk on. */
  | { readonly rang: 'yes'; readonly ContactId: string }
  /** Its dial was under way: there may be a contact whose attribute `ringonce-call-id` is the call's ID. */
  | { readonly rang: 'maybe' };

/** Reads it from the history, which needs no worker. */
export async function leftBehind(client: Client, run: { workflowId: string; runId: string }): Promise<LeftBehind> {
  const { events } = await client.workflow.getHandle(run.workflowId, run.runId).fetchHistory();
  return leftIn(client, events);
}

/** The same of a history that was read. */
export async function leftIn(
  client: Client,
  events: readonly temporal.api.history.v1.IHistoryEvent[] | null | undefined,
): Promise<LeftBehind> {
  // The last one counts: a call dials again, and waits again, only after a dial that has surely sent nothing.
  const dial = (events ?? []).findLast(
    ({ activityTaskScheduledEventAttributes: activity, timerStartedEventAttributes: timer }) =>
      activity?.activityId === dialActivityId || timer != null,
  );
  // The run before a reset may have dialled, and this one has not come to it again.
  const wasReset = (events ?? []).some(({ workflowTaskFailedEventAttributes: failed }) => failed?.newRunId);
  if (dial?.activityTaskScheduledEventAttributes == null) return { rang: wasReset ? 'maybe' : 'no' };
  const completed = (events ?? []).find(
    ({ activityTaskCompletedEventAttributes: end }) => String(end?.scheduledEventId) === String(dial.eventId),
  );
  const contact = completed && (await resultOf(client, completed));
  return contact?.ContactId === undefined ? { rang: 'maybe' } : { rang: 'yes', ContactId: contact.ContactId };
}

async function resultOf(
  client: Client,
  { activityTaskCompletedEventAttributes: completed }: temporal.api.history.v1.IHistoryEvent,
): Promise<Partial<PlacedContact> | undefined> {
  const [contact] = await decodeArrayFromPayloads(client.options.loadedDataConverter, completed?.result?.payloads);
  return contact as Partial<PlacedContact> | undefined;
}
