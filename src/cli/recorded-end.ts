import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { CallResult } from '../contract/index.js';
import { endOf } from '../temporal/run-end.js';

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
  const end = await endOf(client, { workflowId, runId }, workflowStatus);
  if (end.is === 'result') return { result: end.result };
  const cause = 'cause' in end ? end.cause : undefined;
  const type = cause instanceof ApplicationFailure ? cause.type : undefined;
  const message = cause instanceof Error ? cause.message : 'it ended without a result';
  return { failure: { type: type ?? 'unknown', message, isSilent: end.is === 'silent' } };
}
