import { StopContactCommand, type ConnectClient } from '@aws-sdk/client-connect';
import { Context } from '@temporalio/activity';
import { outcomeActivityId, type StoppedContact, type StopInput } from '../src/contract/contact.js';
import { describeContact, type SeenContact } from '../src/connect/describe-contact.js';
import { isEndedContact } from '../src/connect/classify-error.js';
import { notStoppedYet, stopFailed } from '../src/connect/contact-failures.js';
import { asSighting } from '../src/temporal/call-activities.js';
import { pendingActivity } from '../src/temporal/pending-activities.js';

export interface StopDependencies {
  /** `maxAttempts: 1`: see `createConnectClient`. */
  readonly connect: ConnectClient;
}

const requestTimeoutMs = 10_000;

/** Heartbeat details once the request has gone out. */
const stopSent = 'stop sent';

/** How long until the next try; a phone is ringing meanwhile. */
const retryMs = { soon: 1_000, untilSighted: 3_000 };

/**
 * Stops a contact that rings. A conversation is left to end, unless `hangUp`.
 *
 * Between the query and the stop someone may answer: then the conversation ends with it, and the call's outcome tells so.
 *
 * @throws a retryable ApplicationFailure while Amazon Connect cannot be asked or no contact has turned up; a non-retryable one when
 *   Amazon Connect refuses to stop the contact
 * @see https://docs.aws.amazon.com/connect/latest/APIReference/API_StopContact.html
 */
export function createStopContact({ connect }: StopDependencies) {
  return async function stopContact({ InstanceId, hangUp, ...input }: StopInput): Promise<StoppedContact> {
    const context = Context.current();
    const ContactId = input.ContactId ?? (await sightedContact(context));
    if (ContactId === undefined) throw notStoppedYet('ContactNotSighted', retryMs.untilSighted);
    const query = () => describeContact(connect, { InstanceId, ContactId }, context.cancellationSignal);
    // An earlier attempt may have stopped it, and its answer got lost.
    const mayBeStopped = context.info.heartbeatDetails === stopSent;
    try {
      const seen = await query();
      if (seen?.hasEnded === true) return { found: 'ended', stopped: mayBeStopped, ...endOf(seen, mayBeStopped) };
      const isConnected = seen?.contact.connectedAt !== undefined;
      if (isConnected && !hangUp) return { found: 'connected', stopped: false };
      // Temporal takes the last heartbeat along with a failure: the next attempt finds it.
      context.heartbeat(stopSent);
      await connect.send(new StopContactCommand({ InstanceId, ContactId }), {
        requestTimeout: requestTimeoutMs,
        abortSignal: context.cancellationSignal,
      });
      // The event of its end may get lost. It is stopped, whatever becomes of this query: then the end is awaited as usual.
      const after = await query().catch(() => undefined);
      return { found: isConnected ? 'connected' : 'ringing', stopped: true, ...endOf(after, true) };
    } catch (error) {
      if (isEndedContact(error))
        return { found: 'ended', stopped: mayBeStopped, ...endOf(await query().catch(() => undefined), mayBeStopped) };
      throw stopFailed(error, retryMs.soon);
    }
  };
}

/** DisconnectReason may follow the end by seconds. It is waited for only where the outcome depends on it. */
function endOf(seen: SeenContact | undefined, isStoppedByUs: boolean): Pick<StoppedContact, 'end'> {
  if (seen?.hasEnded !== true) return {};
  return isStoppedByUs || seen.contact.disconnectReason !== undefined ? { end: seen.contact } : {};
}

async function sightedContact(context: Context): Promise<string | undefined> {
  const { client, info } = context;
  if (info.workflowExecution === undefined) return undefined;
  const outcome = await pendingActivity(client, info.workflowExecution, outcomeActivityId);
  return asSighting(outcome?.heartbeatDetails)?.ContactId;
}
