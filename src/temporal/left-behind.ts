import type { Client } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { temporal } from '@temporalio/proto';
import { dialActivityId, type PlacedContact } from '../contract/dial.js';

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
