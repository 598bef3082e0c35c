import type { Client } from '@temporalio/client';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import { outcomeActivityId } from '../contract/contact.js';
import { listRuns, type RecordedRun } from './recorded-run.js';
import { isCall, quoted } from './visibility.js';

/** How `ringonce events` calls itself to Temporal, and a process ID and host after it: the history of a call keeps who has told its end. */
export const contactEventsIdentity = 'ringonce events';

/** Whether a contact event or a query has told the end of a call's contact, and when. */
export interface ToldEnd {
  readonly workflowId: string;
  readonly by: 'event' | 'query';
  readonly at: Date;
}

/** The end of a followed call is among its last events. */
const lastEvents = 20;

/**
 * How the ends of the latest calls were learned, the latest first. Calls that were not followed, or have rung nobody, are left out. One
 * request, and one more for each call.
 */
export async function toldEnds(
  client: Client,
  { most, since }: { readonly most: number; readonly since: Date },
): Promise<ToldEnd[]> {
  const query = `${isCall} AND ExecutionStatus = 'Completed' AND ConnectContactId IS NOT NULL AND CallOutcome != 'PLACED' AND CloseTime > ${quoted(since.toISOString())}`;
  const { runs } = await listRuns(client, query, { pageSize: most });
  const ends = await Promise.all(runs.map((run) => toldEnd(client, run)));
  return ends.filter((end) => end !== undefined);
}

async function toldEnd(client: Client, { workflowId, runId }: RecordedRun): Promise<ToldEnd | undefined> {
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: lastEvents,
  });
  const events = history?.events ?? [];
  const scheduled = events.find(
    ({ activityTaskScheduledEventAttributes: activity }) => activity?.activityId === outcomeActivityId,
  );
  const completed = events.find(
    ({ activityTaskCompletedEventAttributes: end }) =>
      scheduled !== undefined && String(end?.scheduledEventId) === String(scheduled.eventId),
  );
  const at = optionalTsToDate(completed?.eventTime);
  if (at === undefined) return undefined;
  const { identity } = completed?.activityTaskCompletedEventAttributes ?? {};
  return { workflowId, by: identity?.startsWith(contactEventsIdentity) === true ? 'event' : 'query', at };
}
