import type { ConnectClient } from '@aws-sdk/client-connect';
import { CompleteAsyncError, Context } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { ContactEnd, FollowedContact, FollowInput } from '../src/contract/contact.js';
import { maskText } from '../src/contract/masking.js';
import { describeContact, type SeenContact } from '../src/connect/describe-contact.js';
import { dialAnswerOf } from '../src/connect/dial-answer.js';
import { reportOwnTrouble } from '../src/connect/own-trouble.js';
import { asSighting } from '../src/temporal/call-activities.js';
import { HeldBackError, inTurn, type SendPace } from '../src/connect/throttle.js';

export interface FollowDependencies {
  /** `maxAttempts: 1`: see `createConnectClient`. */
  readonly connect: ConnectClient;
  /** Epoch milliseconds, for the times told in words and the pace of looks. */
  readonly now: () => number;
  /** One for all looks of this worker, on a quota that `ringonce events` and others draw on too. */
  readonly pace: SendPace;
}

/** DisconnectReason may come seconds after DisconnectTimestamp: as often, and as far apart, one attempt looks again. */
const reasonLooks = 5;
const reasonLookEveryMs = 2_000;

/** Each wait for the next look is half as long again as the one before, up to ten times the first. */
const growth = 1.5;
const largestGrowth = 10;

/**
 * Waits for the end of a contact. Contact events complete this activity by its ID, at any time; looks at Amazon Connect are for
 * calls whose events were lost.
 *
 * The first attempt waits for events alone: its time limit is the dial limit, before which there is nothing to see that an event
 * would not have told. Each later attempt looks once and, while the contact lives, fails harmlessly until the next look. Attempts
 * leave no events in the workflow's history.
 *
 * @returns null when no ContactId is known and no event has brought one
 * @throws CompleteAsyncError, or a retryable ApplicationFailure that says in words what was seen
 * @see https://docs.temporal.io/develop/typescript/activities/asynchronous-activity-completion
 */
export function createAwaitContactEnd({ connect, now, pace }: FollowDependencies) {
  const describe = (contact: LookedAt, context: Context): Promise<SeenContact | undefined> =>
    inTurn(pace, { now, sleep: (ms) => context.sleep(ms) }, () =>
      describeContact(connect, contact, context.cancellationSignal),
    );
  return async function awaitContactEnd(input: FollowInput): Promise<FollowedContact> {
    const context = Context.current();
    const { attempt } = context.info;
    if (attempt === 1) throw new CompleteAsyncError();

    const sighting = asSighting(context.info.heartbeatDetails);
    const ContactId = input.ContactId ?? sighting?.ContactId;
    if (ContactId === undefined) return null;
    // Kept for the attempts to come, and for who looks at the pending activity.
    if (sighting !== undefined) context.heartbeat(sighting);

    const waitMs = input.lookIntervalMs * Math.min(growth ** (attempt - 2), largestGrowth);
    const look = () => describe({ InstanceId: input.InstanceId, ContactId }, context);
    let seen = await look().catch((error: unknown) => Promise.reject(cannotLook(context, error, waitMs)));
    for (let looks = 1; isMissingReason(seen) && looks < reasonLooks; looks++) {
      await context.sleep(reasonLookEveryMs);
      // What was seen stands, whatever becomes of the looks for its reason.
      seen = (await look().catch(() => seen)) ?? seen;
    }
    if (seen?.hasEnded === true) return seen.contact;
    throw notEnded(seen?.contact, { lookedAt: now(), waitMs });
  };
}

type LookedAt = Parameters<typeof describeContact>[1];

const isMissingReason = (seen: SeenContact | undefined): seen is SeenContact =>
  seen?.hasEnded === true && seen.contact.disconnectReason === undefined;

function notEnded(contact: ContactEnd | undefined, { lookedAt, waitMs }: { lookedAt: number; waitMs: number }): Error {
  const state =
    contact === undefined
      ? 'Amazon Connect does not know the contact yet'
      : contact.connectedAt === undefined
        ? 'It is not answered yet'
        : `Connected since ${clock(Date.parse(contact.connectedAt))}`;
  return ApplicationFailure.create({
    type: 'ContactGoesOn',
    message: `${state}; looked at ${clock(lookedAt)}, next look in ${Math.round(waitMs / 1000)} s unless an event comes first`,
    nextRetryDelay: waitMs,
    // Waiting is not failing: it shall neither alarm nor fill the logs.
    category: ApplicationFailureCategory.BENIGN,
  });
}

/** Whatever went wrong, the contact lives on: the next look may succeed, also after a person has mended what was refused. */
function cannotLook(context: Context, error: unknown, waitMs: number): Error {
  if (error instanceof HeldBackError)
    return ApplicationFailure.create({
      type: 'HeldBack',
      message: 'Amazon Connect throttles this account, so looks at contacts wait for one another',
      nextRetryDelay: error.waitMs,
      category: ApplicationFailureCategory.BENIGN,
    });
  const { kind, type, message, remedy: ours } = dialAnswerOf(error);
  if (ours !== undefined) reportOwnTrouble(context, { type, remedy: ours });
  const denied = " Allow the worker's AWS role connect:DescribeContact on this instance.";
  const remedy = ours === undefined ? (type === 'AccessDeniedException' ? denied : '') : ` ${ours}`;
  return ApplicationFailure.create({
    type,
    message: `Amazon Connect could not be asked what became of the contact: ${type}${kind === 'refused' ? `: ${maskText(message, [])}` : ''}.${remedy}`,
    nextRetryDelay: waitMs,
    ...(kind === 'refused' ? {} : { category: ApplicationFailureCategory.BENIGN }),
  });
}

const clock = (atMs: number): string => `${new Date(atMs).toISOString().slice(11, 19)} UTC`;
