import { QueryNotRegisteredError, ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { CallNotFoundError, type CallView, type RingonceClient } from '../client/index.js';
import { leftBehind, outsideEnd, type LeftBehind, type OutsideEnd } from '../temporal/outside-end.js';
import { searchAttributes, workflowTypes } from '../contract/index.js';
import { recordedEnd, type RecordedEnd } from './recorded-end.js';

/** A call as far as it can be learned now. */
export interface CallStatus {
  readonly workflowId: string;
  /** Temporal's: `RUNNING`, `COMPLETED`, `FAILED`, … */
  readonly workflowStatus: string;
  /** Of the last search attributes; needs no worker. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Missing when no worker answered. */
  readonly view?: CallView;
  /** A cancellation of a call that runs; what it has come to is in the view. */
  readonly isCancelRequested: boolean;
  /** Of a call that has ended by itself. */
  readonly end?: RecordedEnd;
  /** Of a workflow that somebody has ended from outside. */
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

/** No poller is told by the server at once; a worker that died a moment ago, by the time that runs out. */
async function viewOf(ringonce: RingonceClient, workflowId: string): Promise<CallView | undefined> {
  try {
    return await ringonce.client.withDeadline(Date.now() + queryTimeoutMs, () => ringonce.call(workflowId).view());
  } catch (error) {
    if (error instanceof ServiceError || error instanceof QueryNotRegisteredError) return undefined;
    throw error;
  }
}
