import type { Context } from '@temporalio/activity';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { temporal } from '@temporalio/proto';

type PendingActivity = temporal.api.workflow.v1.IPendingActivityInfo;

/** Another activity of the same workflow as the server sees it now; undefined when it is not pending. */
export async function pendingActivity(
  { client, info }: Context,
  activityId: string,
): Promise<PendingActivity | undefined> {
  if (info.workflowExecution === undefined) return undefined;
  const { pendingActivities } = await client.workflowService.describeWorkflowExecution({
    namespace: client.options.namespace,
    execution: info.workflowExecution,
  });
  return pendingActivities.find((pending) => pending.activityId === activityId);
}

/** What its last heartbeat said. */
export async function heartbeatDetailsOf({ client }: Context, { heartbeatDetails }: PendingActivity): Promise<unknown> {
  const [details] = await decodeArrayFromPayloads(client.options.loadedDataConverter, heartbeatDetails?.payloads);
  return details;
}
