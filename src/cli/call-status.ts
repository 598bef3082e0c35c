import { QueryNotRegisteredError, ServiceError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { CallNotFoundError, type CallView, type RingonceClient } from '../client/index.js';
import { leftBehind, outsideEnd, type LeftBehind, type OutsideEnd } from '../temporal/outside-end.js';
import { endOf } from '../temporal/run-end.js';
import { searchAttributes, workflowTypes, type CallResult } from '../contract/index.js';

/** What is known of a call now: from the server, and from a worker if one answers. */
export interface CallStatus {
  readonly workflowId: string;
  /** Temporal's: `RUNNING`, `COMPLETED`, `FAILED`, … */
  readonly workflowStatus: string;
  /** Of the last search attributes; needs no worker. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Missing when no worker answered. */
  readonly view?: CallView;
  /** Of a call that runs. What came of the cancellation is in the view. */
  readonly isCancelRequested: boolean;
  /** Of a call that has ended by itself. */
  readonly end?: RecordedEnd;
  /** Of a workflow that was ended from outside. */
  readonly outsideEnd?: OutsideEnd;
  readonly leftBehind?: LeftBehind;
}

const queryTimeoutMs = 5_000;

/**
 * Asks the server for what it has recorded and a worker for the rest.
 * @throws CallNotFoundError also for a workflow that is no call
 */
export async function callStatus(ringonce: RingonceClient, workflowId: string): Promise<CallStatus> {
  const { type, status, runId, typedSearchAttributes, raw } = await describe(ringonce, workflowId);
  if (type !== workflowTypes.outboundCall) throw new CallNotFoundError(workflowId);
  const attributes = typedSearchAttributes
    .getAll()
    .flatMap(({ key, value }) => (key.name in searchAttributes ? [[key.name, String(value)] as const] : []));
  const view = await viewOf(ringonce, workflowId);
  const run = { workflowId, runId };
  const isFromOutside = status.name === 'TERMINATED' || status.name === 'TIMED_OUT';
  const end = isFromOutside ? undefined : await recordedEnd(ringonce.client, run, status.name);
  const outside = isFromOutside ? await outsideEnd(ringonce.client, run) : undefined;
  return {
    workflowId,
    workflowStatus: status.name,
    attributes: Object.fromEntries(attributes),
    ...(view === undefined ? {} : { view }),
    isCancelRequested: status.name === 'RUNNING' && raw.workflowExtendedInfo?.cancelRequested === true,
    ...(end === undefined ? {} : { end }),
    ...(outside === undefined ? {} : { outsideEnd: outside }),
    ...(isFromOutside ? { leftBehind: await leftBehind(ringonce.client, run) } : {}),
  };
}

async function describe(ringonce: RingonceClient, workflowId: string) {
  try {
    return await ringonce.client.workflow.getHandle(workflowId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw new CallNotFoundError(workflowId, { cause: error });
    throw error;
  }
}

/** That no worker polls, the server says at once; that one died a moment ago shows when the time runs out. */
async function viewOf(ringonce: RingonceClient, workflowId: string): Promise<CallView | undefined> {
  try {
    return await ringonce.client.withDeadline(Date.now() + queryTimeoutMs, () => ringonce.call(workflowId).view());
  } catch (error) {
    if (error instanceof ServiceError || error instanceof QueryNotRegisteredError) return undefined;
    throw error;
  }
}

/** How a call has ended, as Temporal has recorded it: needs no worker. */
type RecordedEnd = { readonly result: CallResult } | { readonly failure: CallFailure };

export interface CallFailure {
  /** AWS's error name, `InvalidRequest`, or whatever failed the workflow. */
  readonly type: string;
  readonly message: string;
  /** Whether surely nothing rang. */
  readonly isSilent: boolean;
}

/** Undefined for a call that runs, or was cancelled before its dial. */
async function recordedEnd(
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
