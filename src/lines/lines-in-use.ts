import type { Client } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { leftBehind } from '../../activities/left-behind.js';
import { dialActivityId } from '../contract/dial.js';
import type { HeldLine, HeldLines } from '../contract/lines.js';
import { linesWorkflowId, workflowTypes } from '../contract/names.js';
import type { DiallerActivity } from './dialler.js';

/**
 * The calls of an instance that have a line, for a dialler whose predecessor in the same workflow has left no list: the workflow was ended
 * and begun again, or nobody has ever dialled. A workflow that was ended keeps its last heartbeat. Without one, the calls that go on are read.
 *
 * @throws when it cannot be learned: nothing may be dialled then
 */
export async function linesInUse(InstanceId: string, { client, info }: DiallerActivity): Promise<readonly HeldLine[]> {
  const own = info.workflowExecution?.runId;
  const workflowId = linesWorkflowId(InstanceId);
  const runs: { readonly runId: string; readonly closeTime?: Date | undefined }[] = [];
  for await (const run of client.workflow.list({ query: `WorkflowId = '${workflowId}'` }))
    if (run.runId !== own) runs.push(run);
  const closedAt = ({ closeTime }: (typeof runs)[number]) => closeTime?.getTime() ?? Infinity;
  runs.sort((one, other) => closedAt(other) - closedAt(one));
  for (const { runId } of runs) {
    const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
    const [payloads] = (raw.pendingActivities ?? []).flatMap(
      ({ heartbeatDetails }) => heartbeatDetails?.payloads ?? [],
    );
    if (payloads == null) continue;
    const [list] = await decodeArrayFromPayloads(client.options.loadedDataConverter, [payloads]);
    return (list as HeldLines).held;
  }
  return callsThatGoOn(client, { InstanceId, heartbeat: () => client.activity.heartbeat(info.taskToken) });
}

/** So many are read side by side. */
const batch = 20;

async function callsThatGoOn(
  client: Client,
  { InstanceId, heartbeat }: { readonly InstanceId: string; readonly heartbeat: () => Promise<void> },
): Promise<readonly HeldLine[]> {
  const held: HeldLine[] = [];
  const query = `WorkflowType = '${workflowTypes.outboundCall}' AND ExecutionStatus = 'Running'`;
  let page: { readonly workflowId: string; readonly runId: string; readonly startTime: Date }[] = [];
  const read = async () => {
    const lines = await Promise.all(page.map((call) => lineOf(client, InstanceId, call)));
    held.push(...lines.filter((line) => line !== undefined));
    page = [];
    await heartbeat();
  };
  for await (const call of client.workflow.list({ query })) if (page.push(call) === batch) await read();
  await read();
  return held;
}

async function lineOf(
  client: Client,
  InstanceId: string,
  { workflowId, runId, startTime }: { readonly workflowId: string; readonly runId: string; readonly startTime: Date },
): Promise<HeldLine | undefined> {
  const handle = client.workflow.getHandle(workflowId, runId);
  const { pendingActivities } = (await handle.describe()).raw;
  // Nobody has begun its dial: it waits for a line.
  const waits = (pendingActivities ?? []).some(
    ({ activityId, attempt, lastStartedTime }) =>
      activityId === dialActivityId && (attempt ?? 1) === 1 && lastStartedTime == null,
  );
  if (waits) return undefined;
  const { events } = await handle.fetchHistory();
  const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads;
  const [request] = await decodeArrayFromPayloads(client.options.loadedDataConverter, input);
  const of = (request as { readonly InstanceId?: unknown } | null | undefined)?.InstanceId;
  if (typeof of !== 'string' || linesWorkflowId(of) !== linesWorkflowId(InstanceId)) return undefined;
  const left = await leftBehind(client, { workflowId, runId });
  if (left.rang === 'no') return undefined;
  return {
    callId: workflowId,
    sinceMs: startTime.getTime(),
    ...(left.rang === 'yes' ? { ContactId: left.ContactId } : {}),
  };
}
