import type { Info } from '@temporalio/activity';
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import pMap, { pMapSkip } from 'p-map';
import { leftIn } from '../../activities/left-behind.js';
import { pendingActivities, waitsForLine } from '../client/pending-activities.js';
import type { HeldLine, HeldLines } from '../contract/lines.js';
import { linesWorkflowId, workflowTypes } from '../contract/names.js';

/** So many calls are read side by side. */
const concurrency = 20;

/**
 * The calls of an instance that have a line, for a dialler whose run of the workflow has no list: the run before is over, and keeps its last
 * heartbeat. If there is none, the workflow was deleted, or nobody has ever dialled: the calls themselves are read.
 *
 * @throws when it cannot be learned: nothing may be dialled then
 */
export async function linesInUse(
  client: Client,
  InstanceId: string,
  { info, heartbeat }: { readonly info: Info; readonly heartbeat: () => Promise<void> },
): Promise<readonly HeldLine[]> {
  const list = await lastList(client, linesWorkflowId(InstanceId), info.workflowExecution?.runId);
  return list?.held ?? callsThatGoOn(client, InstanceId, heartbeat);
}

async function lastList(client: Client, workflowId: string, ownRunId?: string): Promise<HeldLines | undefined> {
  const runs: WorkflowExecutionInfo[] = [];
  for await (const run of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) runs.push(run);
  const closedAt = ({ closeTime }: WorkflowExecutionInfo) => closeTime?.getTime() ?? Infinity;
  runs.sort((one, other) => closedAt(other) - closedAt(one));
  for (const { runId } of runs.filter((run) => run.runId !== ownRunId)) {
    const description = await client.workflow.getHandle(workflowId, runId).describe();
    const [dialler] = await pendingActivities(client, description);
    // Somebody has ended it by hand, and with it its list; older ones are too old.
    if (dialler === undefined) return undefined;
    // Else it never came to dial: the list of before holds still.
    if (dialler.heartbeatDetails !== undefined) return dialler.heartbeatDetails as HeldLines;
  }
  return undefined;
}

async function callsThatGoOn(
  client: Client,
  InstanceId: string,
  heartbeat: () => Promise<void>,
): Promise<readonly HeldLine[]> {
  const query = `WorkflowType = '${workflowTypes.outboundCall}' AND ExecutionStatus = 'Running'`;
  const read = async (call: WorkflowExecutionInfo, index: number) => {
    if (index % concurrency === 0) await heartbeat();
    return (await lineOf(client, InstanceId, call)) ?? pMapSkip;
  };
  return pMap(client.workflow.list({ query }), read, { concurrency });
}

async function lineOf(
  client: Client,
  InstanceId: string,
  { workflowId, runId, startTime }: WorkflowExecutionInfo,
): Promise<HeldLine | undefined> {
  const handle = client.workflow.getHandle(workflowId, runId);
  const activities = await pendingActivities(client, await handle.describe());
  if (waitsForLine(activities)) return undefined;
  const { events } = await handle.fetchHistory();
  const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads;
  const [request] = await decodeArrayFromPayloads(client.options.loadedDataConverter, input);
  const of = (request as { readonly InstanceId?: unknown } | null | undefined)?.InstanceId;
  if (typeof of !== 'string' || linesWorkflowId(of) !== linesWorkflowId(InstanceId)) return undefined;
  const left = await leftIn(client, events);
  if (left.rang === 'no') return undefined;
  return {
    callId: workflowId,
    sinceMs: startTime.getTime(),
    ...(left.rang === 'yes' ? { ContactId: left.ContactId } : {}),
  };
}
