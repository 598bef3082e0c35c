import type { ContactQuery, DialUnderWay, PausedActivity } from '../contract/call-view.js';
import { outcomeActivityId, type ContactSighting } from '../contract/contact.js';
import { dialActivityId } from '../contract/dial.js';
import type { DialFailureDetails } from '../contract/failures.js';
import { instantInWords } from '../contract/hold-in-words.js';
import { taskQueues } from '../contract/names.js';
import type { PendingActivity } from './pending-activities.js';

/** The dial of a call, undefined when it has none at the moment. */
export function dialUnderWay(activities: readonly PendingActivity[]): DialUnderWay | undefined {
  const dial = activities.find(({ activityId }) => activityId === dialActivityId);
  if (dial === undefined) return undefined;
  const { state, attempt, lastFailure, nextAttemptAt } = dial;
  const isRunning = state !== 'waiting' && state !== 'paused';
  const [details] = (lastFailure?.details ?? []) as readonly Partial<DialFailureDetails>[];
  // An attempt that ended without a word may have sent.
  const mayHaveArrived =
    lastFailure !== undefined && (details?.answer === undefined || details.maybePlacedSince !== undefined);
  return {
    attempts: isRunning ? attempt : attempt - 1,
    ...(lastFailure === undefined ? {} : { lastAnswer: lastFailure.message }),
    ...(isRunning || nextAttemptAt === undefined ? {} : { nextTryAt: nextAttemptAt.toISOString() }),
    mayBeRinging: isRunning || mayHaveArrived,
  };
}

/** Whether the dial waits for a line of its instance, or for its turn under the instance's rate. */
export function waitsForLine(activities: readonly PendingActivity[]): boolean {
  const dial = activities.find(({ activityId }) => activityId === dialActivityId);
  const hasLines = dial?.taskQueue?.startsWith(`${taskQueues.dial}-`) ?? false;
  // One that a worker polled when no line was free any more was turned away.
  return hasLines && dial?.state === 'waiting' && (dial.attempt === 1 || dial.lastFailure?.type === 'HeldBack');
}

/** The first that someone has paused. */
export function pausedAmong(activities: readonly PendingActivity[]): PausedActivity | undefined {
  const found = activities.find(({ pause }) => pause !== undefined);
  if (found?.pause === undefined) return undefined;
  const { activityId, pause } = found;
  return {
    activityId,
    ...(pause.by === undefined ? {} : { by: pause.by }),
    ...(pause.at === undefined ? {} : { since: pause.at.toISOString() }),
    ...(pause.reason === undefined ? {} : { reason: pause.reason }),
  };
}

/** `the activity dial is paused by ann@example.com since 2026-11-24 17:00:00 UTC: the carrier has trouble` */
export function pausedInWords({ activityId, by, since, reason }: PausedActivity): string {
  const what = activityId === outcomeActivityId ? 'following its contact' : `the activity ${activityId}`;
  const who = by === undefined ? '' : ` by ${by}`;
  const when = since === undefined ? '' : ` since ${instantInWords(since)}`;
  return `${what} is paused${who}${when}${reason === undefined ? '' : `: ${reason}`}`;
}

/** What a contact event has told of a call that goes on, as heartbeat details of its activity `outcome`. */
export function sightingOf(activities: readonly PendingActivity[]): ContactSighting | undefined {
  return asSighting(activities.find(isOutcome)?.heartbeatDetails);
}

/** What the last query about a call's contact came to, undefined when none has ended. */
export function lastQueryOf(activities: readonly PendingActivity[]): ContactQuery | undefined {
  const { lastFailure, nextAttemptAt } = activities.find(isOutcome) ?? {};
  // The first attempt asks nothing: it waits for events, until its time is over.
  if (lastFailure === undefined || lastFailure.type === 'Timeout') return undefined;
  return {
    answer: lastFailure.message,
    ...(nextAttemptAt === undefined ? {} : { nextAt: nextAttemptAt.toISOString() }),
  };
}

/** Heartbeat details as an event's intake has written them; anything else counts as absent. */
export function asSighting(details: unknown): ContactSighting | undefined {
  if (details === null || typeof details !== 'object') return undefined;
  const { ContactId, connectedAt } = details as Partial<Record<keyof ContactSighting, unknown>>;
  if (typeof ContactId !== 'string' || ContactId === '') return undefined;
  return { ContactId, ...(typeof connectedAt === 'string' ? { connectedAt } : {}) };
}

/** Whether it is the one that waits for the end of the call's contact. */
export const isOutcome = ({ activityId }: PendingActivity): boolean => activityId === outcomeActivityId;
