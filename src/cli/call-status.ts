// What is known of a call or follow-up now: what Temporal has in clear, what it has encoded, and what a worker answers.
import { QueryNotRegisteredError, ServiceError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { CallNotFoundError, type CallView, type FollowUpView, type RingonceClient } from '../client/index.js';
import { listedCall, type ListedCall } from '../client/call/listed-call.js';
import { wrongType } from '../client/why-no-answer.js';
import type { ContactQuery, DialUnderWay, PausedActivity } from '../contract/call-view.js';
import { workflowTypes, type CallResult, type FollowUpResult } from '../contract/index.js';
import {
  nextStepAfter,
  nextStepAfterFailedFollowUp,
  nextStepAfterFailure,
  nextStepAfterFollowUp,
} from '../contract/next-step.js';
import { DecryptionError } from '../encryption/errors.js';
import { dialUnderWay, lastQueryOf, pausedAmong } from '../temporal/call-activities.js';
import { leftBehind, outsideEnd, type LeftBehind, type OutsideEnd } from '../temporal/outside-end.js';
import { pendingActivities } from '../temporal/pending-activities.js';
import { latestRun, type RecordedRun } from '../temporal/recorded-run.js';
import { endOf, goesOn } from '../temporal/run-end.js';

export interface CallStatus extends Decoded {
  readonly workflowId: string;
  /** As `ringonce list` has it. */
  readonly listed: ListedCall;
  readonly taskQueue: string;
  readonly goesOn: boolean;
  /** Of a call that goes on. What came of the cancellation is in the view. */
  readonly isCancelRequested: boolean;
  /** Why nothing more is known. */
  readonly undecryptable?: DecryptionError;
}

/** What needs the key, and in part a worker. */
interface Decoded {
  /** Missing when no worker answered; so is that of a follow-up. */
  readonly call?: CallView;
  readonly followUp?: FollowUpView;
  /** Of a call at its dial. */
  readonly dial?: DialUnderWay;
  /** Of a call whose contact was asked about. */
  readonly lastQuery?: ContactQuery;
  readonly paused?: PausedActivity;
  /** Of one that has ended by itself. */
  readonly end?: RecordedEnd;
  /** What a person does about it, now that it has ended. */
  readonly nextStep?: string;
  /** Of a workflow that was ended from outside. */
  readonly outsideEnd?: OutsideEnd;
  /** Of a call that was. */
  readonly leftBehind?: LeftBehind;
}

/** How it has ended, as Temporal has recorded it: needs no worker. */
type RecordedEnd = { readonly result: CallResult | FollowUpResult } | { readonly failure: CallFailure };

export interface CallFailure {
  /** AWS's error name, `InvalidRequest`, or whatever failed the workflow. */
  readonly type: string;
  readonly message: string;
  /** Whether surely nothing rang. */
  readonly isSilent: boolean;
}

const queryTimeoutMs = 5_000;

/**
 * Asks the server for what it has recorded and a worker for the rest.
 * @throws CallNotFoundError, WrongWorkflowTypeError for a workflow that is neither call nor follow-up
 */
export async function callStatus(ringonce: RingonceClient, workflowId: string): Promise<CallStatus> {
  const { client } = ringonce;
  const found = await latestRun(client, workflowId);
  if (found === undefined) throw new CallNotFoundError(workflowId);
  const { run, raw } = found;
  if (run.type !== workflowTypes.outboundCall && run.type !== workflowTypes.followUp)
    throw (await wrongType(client, workflowId, ['outboundCall', 'followUp'])) ?? new CallNotFoundError(workflowId);
  const inClear = {
    workflowId,
    listed: listedCall(run),
    taskQueue: run.taskQueue,
    goesOn: goesOn(run.status.name),
    isCancelRequested: goesOn(run.status.name) && raw.workflowExtendedInfo?.cancelRequested === true,
  };
  try {
    const activities = await pendingActivities(client, { raw });
    const dial = inClear.listed.phase === 'DIALLING' ? dialUnderWay(activities) : undefined;
    const lastQuery = lastQueryOf(activities);
    const paused = pausedAmong(activities);
    return {
      ...inClear,
      ...(dial === undefined ? {} : { dial }),
      ...(lastQuery === undefined ? {} : { lastQuery }),
      ...(paused === undefined ? {} : { paused }),
      ...(await viewOf(ringonce, run)),
      ...(await howEnded(client, run)),
    };
  } catch (error) {
    if (!(error instanceof DecryptionError)) throw error;
    return { ...inClear, undecryptable: error };
  }
}

/** That no worker polls, the server says at once; that one died a moment ago shows when the time runs out. */
async function viewOf(ringonce: RingonceClient, { workflowId, type }: RecordedRun): Promise<Decoded> {
  try {
    return await ringonce.client.withDeadline(Date.now() + queryTimeoutMs, async (): Promise<Decoded> => {
      if (type === workflowTypes.followUp) return { followUp: await ringonce.followUpOf(workflowId).view() };
      const call = await ringonce.call(workflowId).view();
      return { call, ...(call.dial === undefined ? {} : { dial: call.dial }) };
    });
  } catch (error) {
    if (error instanceof ServiceError || error instanceof QueryNotRegisteredError) return {};
    throw error;
  }
}

async function howEnded(client: Client, run: RecordedRun): Promise<Decoded> {
  const { name } = run.status;
  if (goesOn(name)) return {};
  const isFollowUp = run.type === workflowTypes.followUp;
  if (name === 'TERMINATED' || name === 'TIMED_OUT') {
    const outside = await outsideEnd(client, run);
    return {
      ...(outside === undefined ? {} : { outsideEnd: outside }),
      ...(isFollowUp ? {} : { leftBehind: await leftBehind(client, run) }),
    };
  }
  if (name === 'CANCELLED')
    return {
      nextStep: nextStepAfter({ outcome: 'CANCELLED' }, run.workflowId, run.parentExecution?.workflowId ?? undefined),
    };
  const end = await endOf(client, run, name);
  if (end.is === 'result') {
    const { result } = end;
    const nextStep =
      result.nextStep ??
      (isFollowUp
        ? nextStepAfterFollowUp(result as CallResult & FollowUpResult)
        : nextStepAfter(result, run.workflowId, run.parentExecution?.workflowId ?? undefined));
    return { end: { result }, nextStep };
  }
  const cause = 'cause' in end ? end.cause : undefined;
  const { type, details } = cause instanceof ApplicationFailure ? cause : {};
  const message = cause instanceof Error ? cause.message : 'it ended without a result';
  const nextStep = (isFollowUp ? nextStepAfterFailedFollowUp : nextStepAfterFailure)(type, details ?? undefined);
  return { end: { failure: { type: type ?? 'unknown', message, isSilent: end.is === 'silent' } }, nextStep };
}
