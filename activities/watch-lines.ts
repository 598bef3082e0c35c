import type { ConnectClient } from '@aws-sdk/client-connect';
import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import { outcomeActivityId } from '../src/contract/contact.js';
import type { LentLine, LinePoolState, LineReturn } from '../src/contract/lines.js';
import { lineSignals, queryNames } from '../src/contract/names.js';
import type { CallResult } from '../src/contract/outcome.js';
import { goesOn } from '../src/contract/workflow-status.js';
import { describeContact } from './describe-contact.js';
import { dialAnswerOf } from './dial-answer.js';
import { leftBehind } from './left-behind.js';
import { ownTrouble, reportOwnTrouble } from './own-trouble.js';
import { HeldBackError, inTurn, type SendPace } from './send-pace.js';

export interface WatchDependencies {
  readonly connect: ConnectClient;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Of all looks of this worker: `awaitContactEnd` draws on the same quota. */
  readonly pace: SendPace;
}

/** How long from one look to the next. */
const lookEveryMs = 30_000;

/** Temporal's client would ask for half a minute when no worker is left to answer, which a worker that ends would have to wait for. */
const poolPatienceMs = 10_000;

/** A call that got its line just now is not looked at: it will give it back itself. */
const youngMs = 10_000;

/**
 * How long a call keeps its line whose contact is not known: it may have been dialled by a workflow that somebody terminated right then. Long
 * enough for most conversations, for nobody can be asked.
 */
const inDoubtMs = 10 * 60_000;

/**
 * How long a deleted call keeps its line, counted from when it got it: when it ended nobody knows. Calls past the namespace's retention ended
 * days ago.
 */
const deletedInDoubtMs = 60 * 60_000;

/** Amazon Connect's quota of DescribeContact is 10 a second, for all who follow calls: these looks take a third of it. */
const maxContactLooks = 100;

/**
 * Gives back the lines of calls that cannot do it themselves: terminated, timed out, deleted; and of those that ended before their contact,
 * because it was not followed. Amazon Connect is asked whether such a contact goes on, for a line that is lent too early breaks the limit.
 *
 * Each attempt looks once and fails harmlessly until the next look: attempts leave no events in the pool's history.
 *
 * @returns when no line is lent
 * @throws a retryable ApplicationFailure
 */
export function createWatchLines({ connect, now, pace }: WatchDependencies) {
  return async function watchLines({ InstanceId }: { readonly InstanceId: string }): Promise<void> {
    const context = Context.current();
    const { client, info } = context;
    const pool = client.workflow.getHandle(info.workflowExecution?.workflowId ?? '');
    const state = await client.withDeadline(Date.now() + poolPatienceMs, () =>
      pool.query<LinePoolState | null>(queryNames.linePoolState),
    );
    const lent = state?.lent ?? [];
    if (lent.length === 0) return;
    let looksLeft = maxContactLooks;
    const isContactOver = async (ContactId: string): Promise<boolean | undefined> => {
      // Another round's turn: each begins with other lines.
      if (looksLeft-- <= 0) return false;
      const look = () => describeContact(connect, { InstanceId, ContactId }, context.cancellationSignal);
      try {
        return (await inTurn(pace, { now, sleep: (ms) => context.sleep(ms) }, look))?.hasEnded;
      } catch (error) {
        if (error instanceof HeldBackError || dialAnswerOf(error).isThrottle) looksLeft = 0;
        throw error;
      }
    };
    const found = { given: 0, unclear: 0, why: new Set<string>() };
    for (const line of rotated(lent, Math.floor(now() / lookEveryMs))) {
      const { callId, requestId, sinceMs } = line;
      if (now() - sinceMs < youngMs) continue;
      try {
        if (!(await isFree({ client, now, isContactOver }, line))) continue;
        await pool.signal<[LineReturn]>(lineSignals.giveBack, { callId, requestId });
        found.given++;
      } catch (error) {
        if (error instanceof CancelledFailure) throw error;
        // It says nothing of the other lines.
        found.unclear++;
        found.why.add((error as Error).name);
      }
    }
    const message = `${lent.length} calls have a line; ${inWords(found)}`;
    // A right that is missing keeps lines away for good, and nobody opens the pool to see why.
    for (const name of found.why) {
      const remedy = ownTrouble(name, '');
      if (remedy !== undefined) reportOwnTrouble(context, { type: name, remedy });
    }
    if (found.why.has('AccessDeniedException')) context.log.warn(`${message}. Workers need connect:DescribeContact`);
    throw ApplicationFailure.create({
      type: 'LinesAreLent',
      message,
      nextRetryDelay: lookEveryMs,
      // Waiting is not failing: it shall neither alarm nor fill the logs.
      category: ApplicationFailureCategory.BENIGN,
    });
  };
}

interface Found {
  readonly given: number;
  readonly unclear: number;
  /** Names of errors, whose texts may quote anything. */
  readonly why: ReadonlySet<string>;
}

function inWords({ given, unclear, why }: Found): string {
  const lost = given === 0 ? 'none of them is known to be lost' : `${given} of them had ended without giving it back`;
  return unclear === 0
    ? lost
    : `${lost}; what became of ${unclear} could not be learned this time (${[...why].join(', ')})`;
}

const rotated = (lent: readonly LentLine[], round: number): readonly LentLine[] => {
  const from = (round * maxContactLooks) % lent.length;
  return [...lent.slice(from), ...lent.slice(0, from)];
};

interface Looking {
  readonly client: Client;
  readonly now: () => number;
  /** Undefined: Amazon Connect does not know it. */
  readonly isContactOver: (ContactId: string) => Promise<boolean | undefined>;
}

async function isFree({ client, now, isContactOver }: Looking, { callId, sinceMs }: LentLine): Promise<boolean> {
  const call = await client.workflow
    .getHandle(callId)
    .describe()
    .catch((error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    });
  // Deleted, or past the namespace's retention.
  if (call === undefined) return now() - sinceMs > deletedInDoubtMs;
  const { runId, closeTime } = call;
  const status = call.status.name;
  if (goesOn(status)) {
    // Paused, nobody follows its contact, and Temporal bounds it no more: the line need not wait for who unpauses it.
    const isUnfollowed = call.raw.pendingActivities?.some(
      ({ activityId, paused }) => activityId === outcomeActivityId && paused === true,
    );
    if (isUnfollowed !== true) return false;
    const left = await leftBehind(client, { workflowId: callId, runId });
    return left.rang === 'yes' && (await isContactOver(left.ContactId)) === true;
  }
  // It says so only if nothing rang.
  if (status === 'CANCELLED') return true;
  if (status === 'COMPLETED') {
    const { outcome, ContactId } = (await client.workflow.getHandle(callId, runId).result()) as CallResult;
    if (outcome !== 'PLACED' && outcome !== 'UNKNOWN') return true;
    return (ContactId === undefined ? undefined : await isContactOver(ContactId)) ?? isDoubtOver(closeTime, now());
  }
  // It could not say what it has left.
  const left = await leftBehind(client, { workflowId: callId, runId });
  if (left.rang === 'no') return true;
  return (left.rang === 'yes' ? await isContactOver(left.ContactId) : undefined) ?? isDoubtOver(closeTime, now());
}

const isDoubtOver = (closeTime: Date | undefined, nowMs: number): boolean =>
  nowMs - (closeTime?.getTime() ?? 0) > inDoubtMs;
