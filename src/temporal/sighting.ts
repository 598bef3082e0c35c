import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { outcomeActivityId, type ContactSighting } from '../contract/contact.js';

/** What a contact event has told of a call that goes on, where the workflow itself has not been told. */
export async function sightingOf(
  client: Client,
  description: WorkflowExecutionDescription | undefined,
): Promise<Partial<ContactSighting>> {
  const pending = description?.raw.pendingActivities?.find(({ activityId }) => activityId === outcomeActivityId);
  const [details] = await decodeArrayFromPayloads(
    client.options.loadedDataConverter,
    pending?.heartbeatDetails?.payloads,
  );
  const { ContactId, connectedAt } = (details ?? {}) as Partial<ContactSighting>;
  return { ...(ContactId === undefined ? {} : { ContactId }), ...(connectedAt === undefined ? {} : { connectedAt }) };
}
