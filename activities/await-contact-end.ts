import { CompleteAsyncError, Context } from '@temporalio/activity';
import { contactGoesOn, queryFailed } from '../src/connect/contact-failures.js';
import { describeInTurn, type ContactQueries, type SeenContact } from '../src/connect/describe-contact.js';
import type { FollowedContact, FollowInput } from '../src/contract/contact.js';
import { asSighting } from '../src/temporal/call-activities.js';

/** DisconnectReason may come seconds after DisconnectTimestamp: as often, and as far apart, one attempt asks again. */
const reasonQueries = 5;
const reasonQueryEveryMs = 2_000;

/** Each wait for the next query is half as long again as the one before, up to ten times the first. */
const growth = 1.5;
const largestGrowth = 10;

/**
 * Waits for the end of a contact. Contact events complete this activity by its ID, at any time; Amazon Connect is asked for
 * calls whose events were lost.
 *
 * The first attempt waits for events alone: its time limit is the dial limit, before which there is nothing to see that an event
 * would not have told. Each later attempt asks once and, while the contact lives, fails harmlessly until the next one. Attempts
 * leave no events in the workflow's history.
 *
 * @returns null when no ContactId is known and no event has brought one
 * @throws CompleteAsyncError, or a retryable ApplicationFailure that says in words what was seen
 * @see https://docs.temporal.io/develop/typescript/activities/asynchronous-activity-completion
 */
export function createAwaitContactEnd(queries: ContactQueries) {
  return async function awaitContactEnd(input: FollowInput): Promise<FollowedContact> {
    const context = Context.current();
    const { attempt } = context.info;
    if (attempt === 1) throw new CompleteAsyncError();

    const sighting = asSighting(context.info.heartbeatDetails);
    const ContactId = input.ContactId ?? sighting?.ContactId;
    if (ContactId === undefined) return null;
    // Kept for the attempts to come, and for whoever reads the pending activity.
    if (sighting !== undefined) context.heartbeat(sighting);

    const waitMs = input.lookIntervalMs * Math.min(growth ** (attempt - 2), largestGrowth);
    const turns = { sleep: (ms: number) => context.sleep(ms), signal: context.cancellationSignal };
    const query = () => describeInTurn(queries, { InstanceId: input.InstanceId, ContactId }, turns);
    let seen = await query().catch((error: unknown) => Promise.reject(queryFailed(context, error, waitMs)));
    for (let count = 1; isMissingReason(seen) && count < reasonQueries; count++) {
      await context.sleep(reasonQueryEveryMs);
      // What was seen stands, whatever becomes of the queries for its reason.
      seen = (await query().catch(() => seen)) ?? seen;
    }
    if (seen?.hasEnded === true) return seen.contact;
    throw contactGoesOn(seen?.contact, { askedAtMs: queries.now(), waitMs });
  };
}

const isMissingReason = (seen: SeenContact | undefined): seen is SeenContact =>
  seen?.hasEnded === true && seen.contact.disconnectReason === undefined;
