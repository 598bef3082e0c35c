import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { workflowTypes } from '../contract/names.js';

/** A string of the visibility query language. */
export const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** Every call, attempts of follow-ups too. */
export const isCall = `WorkflowType = ${quoted(workflowTypes.outboundCall)}`;

/** Calls and follow-ups; of a long plan the last run, for the others have nothing to tell. */
export const isCallOrFollowUp = `WorkflowType IN (${Object.values(workflowTypes).map(quoted).join(', ')}) AND ExecutionStatus != 'ContinuedAsNew'`;

/** All runs under an ID, as Temporal's list has them: the latest first, and a moment behind. */
export async function runsOf({ workflow }: Client, workflowId: string): Promise<WorkflowExecutionInfo[]> {
  const runs: WorkflowExecutionInfo[] = [];
  for await (const run of workflow.list({ query: `WorkflowId = ${quoted(workflowId)}` })) runs.push(run);
  return runs;
}

/** IDs of calls of which someone has paused an activity. One request. */
export async function pausedCalls({ workflow }: Client): Promise<ReadonlySet<string>> {
  const query = `${isCall} AND TemporalPauseInfo IS NOT NULL`;
  const paused = new Set<string>();
  for await (const { workflowId } of workflow.list({ query })) paused.add(workflowId);
  return paused;
}
