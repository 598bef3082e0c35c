import { WorkflowFailedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { leftBehind } from '../../activities/left-behind.js';
import { outcomeActivityId } from '../contract/contact.js';
import { saysNothingRang } from '../contract/failures.js';
import type { HeldLine } from '../contract/lines.js';
import type { CallResult } from '../contract/outcome.js';
import { goesOn } from '../contract/workflow-status.js';

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

export interface CallWatch {
  readonly client: Client;
  readonly now: () => number;
  /** Asks Amazon Connect. Undefined: it does not know the contact. */
  readonly isContactOver: (ContactId: string) => Promise<boolean | undefined>;
}

/** What is known of a call that has a line. */
export type CallState =
  /** Its workflow goes on. `isFollowed`: its dial is over. */
  | { readonly is: 'going-on'; readonly isFollowed: boolean }
  /** Its workflow has ended, or follows nothing; its contact may go on. */
  | { readonly is: 'in-doubt' }
  /** Nothing of it rings or talks any more. */
  | { readonly is: 'over' };

const over: CallState = { is: 'over' };
const inDoubt: CallState = { is: 'in-doubt' };

/**
 * Whether a call needs its line still. Amazon Connect is asked where the workflow does not say it: a line that is free too early breaks the
 * instance's limit.
 *
 * @throws when it cannot be learned
 */
export async function stateOfCall(
  { client, now, isContactOver }: CallWatch,
  { callId, sinceMs, ContactId: known }: HeldLine,
): Promise<CallState> {
  const handle = client.workflow.getHandle(callId);
  const call = await handle.describe().catch((error: unknown) => {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  });
  const contactState = async (ContactId: string | undefined, closeTime: Date | undefined): Promise<CallState> => {
    const isOver = ContactId === undefined ? undefined : await isContactOver(ContactId);
    return (isOver ?? now() - (closeTime?.getTime() ?? 0) > inDoubtMs) ? over : inDoubt;
  };
  // Deleted, or past the namespace's retention.
  if (call === undefined) {
    const isOver = known === undefined ? undefined : await isContactOver(known);
    return (isOver ?? now() - sinceMs > deletedInDoubtMs) ? over : inDoubt;
  }
  const { runId, closeTime } = call;
  const status = call.status.name;
  const left = async () => {
    const found = await leftBehind(client, { workflowId: callId, runId });
    return found.rang === 'maybe' && known !== undefined ? ({ rang: 'yes', ContactId: known } as const) : found;
  };
  if (goesOn(status)) {
    const pending = call.raw.pendingActivities ?? [];
    // Paused, nobody follows its contact, and Temporal bounds it no more: the line need not wait for who unpauses it.
    const isUnfollowed = pending.some(({ activityId, paused }) => activityId === outcomeActivityId && paused === true);
    const isFollowed = pending.some(({ activityId }) => activityId === outcomeActivityId);
    if (!isUnfollowed) return { is: 'going-on', isFollowed };
    const found = await left();
    return found.rang === 'yes' && (await isContactOver(found.ContactId)) === true ? over : inDoubt;
  }
  // It says so only if nothing rang.
  if (status === 'CANCELLED') return over;
  if (status === 'COMPLETED') {
    const { outcome, ContactId } = (await client.workflow.getHandle(callId, runId).result()) as CallResult;
    return saysItIsOver(outcome) ? over : contactState(ContactId, closeTime);
  }
  if (status === 'FAILED' && (await saysSo(client, { callId, runId }))) return over;
  // It could not say what it has left.
  const found = await left();
  if (found.rang === 'no') return over;
  return contactState(found.rang === 'yes' ? found.ContactId : undefined, closeTime);
}

/** Whether a call that has failed says that nothing rang. */
async function saysSo(client: Client, { callId, runId }: { callId: string; runId: string }): Promise<boolean> {
  const failure: unknown = await client.workflow
    .getHandle(callId, runId)
    .result()
    .catch((error: unknown) => error);
  const cause = failure instanceof WorkflowFailedError ? failure.cause : undefined;
  return cause instanceof ApplicationFailure && saysNothingRang(cause.type, cause.details ?? undefined);
}

/**
 * Waits until the workflow of a call has closed: a long poll, which costs neither an event nor an Action.
 *
 * @returns whether its result says that nothing of it rings or talks any more
 */
export async function closedAsOver(client: Client, callId: string): Promise<'over' | 'unclear'> {
  try {
    const { outcome } = (await client.workflow.getHandle(callId).result()) as CallResult;
    return saysItIsOver(outcome) ? 'over' : 'unclear';
  } catch (error) {
    if (error instanceof WorkflowFailedError || error instanceof WorkflowNotFoundError) return 'unclear';
    throw error;
  }
}

const saysItIsOver = (outcome: CallResult['outcome']): boolean => outcome !== 'PLACED' && outcome !== 'UNKNOWN';
