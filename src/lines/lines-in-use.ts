import type { Info } from '@temporalio/activity';
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import pMap, { pMapSkip } from 'p-map';
import { dialUnderWay } from '../temporal/call-activities.js';
import { leftIn } from '../temporal/outside-end.js';
import { pendingActivities } from '../temporal/pending-activities.js';
import { isCall, quoted, runsOf } from '../temporal/visibility.js';
import type { HeldLine, HeldLines } from '../contract/lines.js';
import { lineDialQueue, linesWorkflowId } from '../contract/names.js';

/** So many calls are read side by side. */
const concurrency = 20;

/**
 * Of calls that have closed, those are asked about whose contact may go on: the latest of the last hours. Each of them is a question to Amazon
 * Connect, three a second, and until the answer nobody else has its line.
 */
const closedWithinMs = 4 * 3_600_000;
const mostClosed = 1_000;

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
  return list?.held ?? callsWithLines(client, InstanceId, heartbeat);
}

async function lastList(client: Client, workflowId: string, ownRunId?: string): Promise<HeldLines | undefined> {
  const runs = await runsOf(client, workflowId);
  const closedAt = ({ closeTime }: WorkflowExecutionInfo) => closeTime?.getTime() ?? Infinity;
  runs.sort((one, other) => closedAt(other) - closedAt(one));
  for (const { runId } of runs.filter((run) => run.runId !== ownRunId)) {
    const description = await client.workflow.getHandle(workflowId, runId).describe();
    const [dialler] = await pendingActivities(client, description);
    // Someone has ended it by hand, and with it its list; older ones are too old.
    if (dialler === undefined) return undefined;
    // Else it never came to dial: the list of before holds still.
    if (dialler.heartbeatDetails !== undefined) return dialler.heartbeatDetails as HeldLines;
  }
  return undefined;
}

async function callsWithLines(
  client: Client,
  InstanceId: string,
  heartbeat: () => Promise<void>,
): Promise<readonly HeldLine[]> {
  const read = async (call: WorkflowExecutionInfo, index: number) => {
    if (index % concurrency === 0) await heartbeat();
    return (await lineOf(client, InstanceId, call)) ?? pMapSkip;
  };
  // The oldest first, and of a call that was reset its latest run last, which counts.
  return (await pMap(callsInQuestion(client), read, { concurrency })).toReversed();
}

/** Calls that go on, and calls that have closed although their contact may go on. */
async function* callsInQuestion({ workflow }: Client): AsyncIterable<WorkflowExecutionInfo> {
  yield* workflow.list({ query: `${isCall} AND ExecutionStatus = 'Running'` });
  const since = new Date(Date.now() - closedWithinMs).toISOString();
  const endedEarly = "ExecutionStatus IN ('Terminated', 'TimedOut', 'Failed') OR CallOutcome IN ('PLACED', 'UNKNOWN')";
  let count = 0;
  // The latest come first.
  for await (const call of workflow.list({ query: `${isCall} AND CloseTime > ${quoted(since)} AND (${endedEarly})` })) {
    if (count++ === mostClosed) return;
    yield call;
  }
}

async function lineOf(
  client: Client,
  InstanceId: string,
  { workflowId: callId, runId, startTime }: WorkflowExecutionInfo,
): Promise<HeldLine | undefined> {
  const handle = client.workflow.getHandle(callId, runId);
  const dial = dialUnderWay(await pendingActivities(client, await handle.describe()));
  if (dial?.mayBeRinging === false) return undefined;
  const { events } = await handle.fetchHistory();
  const takesLine = events?.some(
    ({ activityTaskScheduledEventAttributes: activity }) => activity?.taskQueue?.name === lineDialQueue(InstanceId),
  );
  const left = await leftIn(client, events);
  if (takesLine !== true || left.rang === 'no') return undefined;
  return { callId, sinceMs: startTime.getTime(), ...(left.rang === 'yes' && { ContactId: left.ContactId }) };
}
