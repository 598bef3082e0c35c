import type { ConnectClient } from '@aws-sdk/client-connect';
import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { LentLine, LinePoolState, LineReturn } from '../src/contract/lines.js';
import { lineSignals, queryNames } from '../src/contract/names.js';
import type { CallResult } from '../src/contract/outcome.js';
import { describeContact } from './describe-contact.js';
import { leftBehind } from './left-behind.js';

export interface WatchDependencies {
  readonly connect: ConnectClient;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** How long from one look to the next. */
const lookEveryMs = 30_000;

/** A call that got its line just now is not looked at: it will give it back itself. */
const youngMs = 10_000;

/**
 * How long a call keeps its line whose contact is not known: it may have been dialled by a workflow that somebody terminated right then. Long
 * enough for most conversations, for nobody can be asked.
 */
const inDoubtMs = 10 * 60_000;

/** Amazon Connect's quota of DescribeContact is 10 a second, for all who follow calls: one look takes no more of it. */
const maxContactLooks = 20;

/**
 * Gives back the lines of calls that cannot do it themselves: terminated, timed out, deleted; and of those that ended before their contact,
 * because it was not followed. Amazon Connect is asked whether such a contact goes on, for a line that is lent too early breaks the limit.
 *
 * Each attempt looks once and fails harmlessly until the next look: attempts leave no events in the pool's history.
 *
 * @returns when no line is lent
 * @throws a retryable ApplicationFailure
 */
export function createWatchLines({ connect, now }: WatchDependencies) {
  return async function watchLines({ InstanceId }: { readonly InstanceId: string }): Promise<void> {
    const { client, info } = Context.current();
    const pool = client.workflow.getHandle(info.workflowExecution?.workflowId ?? '');
    const { lent = [] } = (await pool.query<LinePoolState | null>(queryNames.linePoolState)) ?? {};
    if (lent.length === 0) return;
    let looks = 0;
    const isContactOver = async (ContactId: string): Promise<boolean | undefined> => {
      // Another look's turn: the lines are looked at in another order each time.
      if (++looks > maxContactLooks) return false;
      return (await describeContact(connect, { InstanceId, ContactId }))?.hasEnded;
    };
    let given = 0;
    for (const line of rotated(lent, info.attempt)) {
      if (now() - line.sinceMs < youngMs || !(await isFree({ client, now, isContactOver }, line))) continue;
      const { callId, requestId } = line;
      await pool.signal<[LineReturn]>(lineSignals.giveBack, { callId, requestId });
      given++;
    }
    throw ApplicationFailure.create({
      type: 'LinesAreLent',
      message: `${lent.length} calls have a line; ${given === 0 ? 'none of them is lost' : `${given} of them had ended without giving it back`}`,
      nextRetryDelay: lookEveryMs,
      // Waiting is not failing: it shall neither alarm nor fill the logs.
      category: ApplicationFailureCategory.BENIGN,
    });
  };
}

const rotated = (lent: readonly LentLine[], by: number): readonly LentLine[] => {
  const from = (by * maxContactLooks) % lent.length;
  return [...lent.slice(from), ...lent.slice(0, from)];
};

interface Looking {
  readonly client: Client;
  readonly now: () => number;
  /** Undefined: Amazon Connect does not know it. */
  readonly isContactOver: (ContactId: string) => Promise<boolean | undefined>;
}

async function isFree({ client, now, isContactOver }: Looking, { callId }: LentLine): Promise<boolean> {
  const call = await client.workflow
    .getHandle(callId)
    .describe()
    .catch((error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    });
  if (call === undefined) return true;
  const { runId, closeTime } = call;
  const status = call.status.name;
  if (status === 'RUNNING' || status === 'PAUSED') return false;
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
