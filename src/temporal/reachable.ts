import type { Client } from '@temporalio/client';

/** A probe waits no longer than a second or two. */
const patienceMs = 2_000;

/** Whether Temporal answers now. One request, which needs no permission in the namespace. */
export async function isReachable(client: Client): Promise<boolean> {
  try {
    await client.withDeadline(Date.now() + patienceMs, () => client.workflowService.getSystemInfo({}));
    return true;
  } catch {
    return false;
  }
}
