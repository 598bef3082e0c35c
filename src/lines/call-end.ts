import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { outcomeActivityId } from '../contract/contact.js';
import type { HeldLine } from '../contract/lines.js';
import type { CallResult } from '../contract/outcome.js';
import { leftBehind } from '../temporal/outside-end.js';
import { descriptionOf, goesOn, untilEnd } from '../temporal/run-end.js';

/**
 * How long a call keeps its line whose contact is not known: it may have been dialled by a workflow that someone terminated right then. Long
 * enough for most conversations, for nobody can be asked.
 */
const inDoubtMs = 10 * 60_000;

/**
 * How long a deleted call keeps its line whose contact is not known, counted from when it got it: when it ended nobody knows. Calls past the
 * namespace's retention ended days ago.
 */
const deletedInDoubtMs = 60 * 60_000;

export interface CallWatch {
  readonly client: Client;
  readonly now: () => number;
  /** Asks Amazon Connect. Undefined: it does not know the contact. */
  readonly isContactOver: (ContactId: string) => Promise<boolean | undefined>;
}

/** What is known of a call that has a line. `in-doubt`: nobody follows its contact, which may go on. `over`: nothing of it rings or talks any more. */
export type CallState = 'dials' | 'is-followed' | 'in-doubt' | 'over';

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
  let ContactId = known;
  let doubtEndsMs = sinceMs + deletedInDoubtMs;
  const call = await descriptionOf(client, callId);
  if (call !== undefined) {
    const { runId, closeTime = new Date(NaN), status, raw } = call;
    doubtEndsMs = closeTime.getTime() + inDoubtMs;
    const following = raw.pendingActivities?.find(({ activityId }) => activityId === outcomeActivityId);
    // Paused, nobody follows its contact, and Temporal bounds it no more: the line need not wait for who unpauses it.
    if (goesOn(status.name) && following?.paused !== true) return following === undefined ? 'dials' : 'is-followed';
    const end = goesOn(status.name) ? {} : await endOfCall(client, callId, runId);
    if (end === 'over') return 'over';
    if (end?.ContactId === undefined) {
      const left = await leftBehind(client, { workflowId: callId, runId });
      if (left.rang === 'no' && end === undefined) return 'over';
      if (left.rang === 'yes') ContactId = left.ContactId;
    } else ContactId = end.ContactId;
  }
  const isOver = ContactId === undefined ? undefined : await isContactOver(ContactId);
  return (isOver ?? now() > doubtEndsMs) ? 'over' : 'in-doubt';
}

/**
 * Waits until a call has closed.
 *
 * @returns `over` when it says that nothing of it rings or talks any more, else its contact; undefined when it could not say
 */
export async function endOfCall(
  client: Client,
  workflowId: string,
  runId?: string,
): Promise<'over' | Pick<CallResult, 'ContactId'> | undefined> {
  try {
    const end = await untilEnd(client, { workflowId, runId });
    if (end.is === 'maybe-rang') return undefined;
    if (end.is === 'silent') return 'over';
    return end.result.outcome === 'PLACED' || end.result.outcome === 'UNKNOWN' ? end.result : 'over';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
