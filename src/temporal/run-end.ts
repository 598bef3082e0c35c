import {
  WorkflowFailedError,
  WorkflowNotFoundError,
  type Client,
  type WorkflowExecutionDescription,
} from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { saysNothingRang } from '../contract/failures.js';
import { workflowTypes } from '../contract/names.js';
import type { CallResult } from '../contract/outcome.js';

/** How a run of a call ended, as Temporal has it on record. */
export type RunEnd =
  | { readonly is: 'goes-on' }
  /** It failed, or was cancelled, and surely nothing rang. `cause`: the failure. */
  | { readonly is: 'silent'; readonly cause: unknown }
  /** It ended without a result, and does not say that nothing rang. `cause`: the failure, where its status alone does not say it. */
  | { readonly is: 'maybe-rang'; readonly cause?: unknown }
  /** Its outcome may be any: also `EXPIRED`, where nothing rang, or `UNKNOWN`. */
  | { readonly is: 'result'; readonly result: CallResult };

export interface Run {
  readonly workflowId: string;
  readonly runId?: string | undefined;
}

/** Whether a workflow goes on, by its status's name: a paused one does, when someone unpauses it. */
export const goesOn = (statusName: string): boolean => statusName === 'RUNNING' || statusName === 'PAUSED';

/**
 * How a run ended; does not wait. One request at most.
 *
 * @param statusName Temporal's status of the run, as it was listed or described
 * @throws the SDK's error when it cannot be read
 */
export async function endOf(client: Client, run: Run, statusName: string): Promise<RunEnd> {
  if (goesOn(statusName)) return { is: 'goes-on' };
  const saysMore = statusName === 'COMPLETED' || statusName === 'FAILED' || statusName === 'CANCELLED';
  // What was terminated, or timed out, says nothing.
  return saysMore ? untilEnd(client, run, { followRuns: false }) : { is: 'maybe-rang' };
}

/**
 * Waits until a run, or whatever follows it, has ended: a long poll, which costs neither an event nor an Action.
 *
 * @throws the SDK's error when it cannot be read
 */
export async function untilEnd(
  { workflow }: Client,
  { workflowId, runId }: Run,
  { followRuns = true }: { readonly followRuns?: boolean } = {},
): Promise<Exclude<RunEnd, { is: 'goes-on' }>> {
  try {
    const handle = workflow.getHandle(workflowId, runId, { followRuns });
    return { is: 'result', result: (await handle.result()) as CallResult };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const { cause } = error;
    return { is: surelySilent(cause) ? 'silent' : 'maybe-rang', cause };
  }
}

/** Whether a workflow's failure says that no phone rang. Only what ringonce itself stated counts. */
export function surelySilent(cause: unknown): boolean {
  // A cancelled call ends as Cancelled only if nothing was sent; otherwise it has an outcome.
  if (cause instanceof CancelledFailure) return true;
  return cause instanceof ApplicationFailure && saysNothingRang(cause.type, cause.details ?? undefined);
}

/** A workflow's latest run, undefined when nobody knows one. */
export async function descriptionOf(
  { workflow }: Client,
  workflowId: string,
): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await workflow.getHandle(workflowId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** The latest run of an ID, if it is an attempt of this follow-up; undefined of anyone else's workflow. */
export async function attemptOf(
  { workflow }: Client,
  followUpId: string | undefined,
  workflowId: string,
): Promise<WorkflowExecutionDescription | undefined> {
  const description = await workflow.getHandle(workflowId).describe();
  const { type, parentExecution } = description;
  return type === workflowTypes.outboundCall && parentExecution?.workflowId === followUpId ? description : undefined;
}
