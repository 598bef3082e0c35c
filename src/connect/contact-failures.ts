import type { Context } from '@temporalio/activity';
import { ApplicationFailureCategory, type ApplicationFailure } from '@temporalio/common';
import type { ContactEnd } from '../contract/contact.js';
import { maskText } from '../contract/masking.js';
import { answerOf } from './classify-error.js';
import { failure } from './failure.js';
import { reportOwnTrouble } from './remedies.js';
import { HeldBackError } from './throttle.js';

// Waiting is not failing: it shall neither alarm nor fill the logs.
const benign = { category: ApplicationFailureCategory.BENIGN } as const;

/** The contact lives, or is not known yet; it is asked about again after `waitMs`. */
export function contactGoesOn(
  contact: ContactEnd | undefined,
  { askedAtMs, waitMs }: { readonly askedAtMs: number; readonly waitMs: number },
): ApplicationFailure {
  const state =
    contact === undefined
      ? 'Amazon Connect does not know the contact yet'
      : contact.connectedAt === undefined
        ? 'Not answered yet'
        : `On the line since ${clock(Date.parse(contact.connectedAt))}`;
  return failure({
    type: 'ContactGoesOn',
    message: `${state}; checked ${clock(askedAtMs)}, again in ${Math.round(waitMs / 1000)} s unless an event comes first`,
    nextRetryDelay: waitMs,
    ...benign,
  });
}

/** Whatever went wrong, the contact lives on: the next query may succeed, also after a person has fixed what was refused. */
export function queryFailed(context: Context, error: unknown, waitMs: number): ApplicationFailure {
  if (error instanceof HeldBackError)
    return failure({
      type: 'HeldBack',
      message: 'Amazon Connect throttles this account, so queries about contacts wait for one another',
      nextRetryDelay: error.waitMs,
      ...benign,
    });
  const { kind, type, message, remedy: ours } = answerOf(error);
  if (ours !== undefined) reportOwnTrouble(context, { type, remedy: ours });
  const denied = " Allow the worker's AWS role connect:DescribeContact on this instance.";
  const remedy = ours === undefined ? (type === 'AccessDeniedException' ? denied : '') : ` ${ours}`;
  return failure({
    type,
    message: `Amazon Connect could not be asked what became of the contact: ${type}${kind === 'refused' ? `: ${maskText(message, [])}` : ''}.${remedy}`,
    nextRetryDelay: waitMs,
    ...(kind === 'refused' ? {} : benign),
  });
}

/** The contact rings on: it is stopped by the next attempt, or Amazon Connect refuses to stop it. */
export function stopFailed(error: unknown, delayMs: number): ApplicationFailure {
  const { kind, type } = answerOf(error);
  // A contact that was started a moment ago may not be known yet.
  if (kind !== 'refused' || type === 'ResourceNotFoundException') return notStoppedYet(type, delayMs);
  const remedy =
    type === 'AccessDeniedException'
      ? "allow the worker's AWS role connect:StopContact and connect:DescribeContact on this instance"
      : 'stop the contact in Amazon Connect';
  return failure({
    type,
    nonRetryable: true,
    message: `Amazon Connect did not stop the contact (${type}): ${remedy}`,
  });
}

export function notStoppedYet(type: string, delayMs: number): ApplicationFailure {
  return failure({
    type,
    message: `The contact could not be stopped yet (${type})`,
    nextRetryDelay: delayMs,
    ...benign,
  });
}

const clock = (atMs: number): string => `${new Date(atMs).toISOString().slice(11, 19)} UTC`;
