import { WorkflowFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { surelySilent } from '../client/call/recorded-call.js';
import type { CallResult } from '../contract/index.js';

/** How a call has ended, as Temporal has recorded it: needs no worker. */
export type RecordedEnd = { readonly result: CallResult } | { readonly failure: CallFailure };

export interface CallFailure {
  /** AWS's error name, `InvalidRequest`, or whatever failed the workflow. */
  readonly type: string;
  readonly message: string;
  /** Whether surely nothing rang. */
  readonly isSilent: boolean;
}

/** Undefined of a call that runs, or was cancelled before its dial. */
export async function recordedEnd(
  client: Client,
  { workflowId, runId }: { readonly workflowId: string; readonly runId: string },
  workflowStatus: string,
): Promise<RecordedEnd | undefined> {
  if (workflowStatus !== 'COMPLETED' && workflowStatus !== 'FAILED') return undefined;
  try {
    const handle = client.workflow.getHandle(workflowId, runId, { followRuns: false });
    return { result: (await handle.result()) as CallResult };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const { cause } = error;
    const type = cause instanceof ApplicationFailure ? cause.type : undefined;
    const message = cause instanceof Error ? cause.message : 'it ended without a result';
    return { failure: { type: type ?? 'unknown', message, isSilent: surelySilent(cause) } };
  }
}
