import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  condition,
  proxyActivities,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { Activities } from '../../activities/index.js';
import type { AcceptedCall } from '../../src/contract/call.js';
import {
  firstLookMarginMs,
  outcomeActivityId,
  type ContactEnd,
  type FollowedContact,
  type FollowInput,
  type StoppedContact,
} from '../../src/contract/contact.js';
import { taskQueues } from '../../src/contract/names.js';
import { dialLimitSeconds } from '../../src/contract/request.js';
import { recordCancellation } from './progress.js';
import { tell, type CallState } from './state.js';

/** How the following ended: with the contact's end, or with the reason why it is not known. */
export type Followed = ({ readonly end: ContactEnd } | { readonly lost: string }) & {
  /** Amazon Connect was asked to stop it. */
  readonly stopped: boolean;
};

/** A contact that is to be stopped is tried for so long; then its end is awaited like any other. */
const stopWithinMs = 5 * 60_000;

/**
 * Follows a contact to its end: by contact events, else by asking Amazon Connect. A call whose ContactId was lost waits a dial
 * limit for an event that brings it. When the call is cancelled meanwhile, a ringing contact is stopped.
 *
 * @param ContactId undefined when the dial's answer was lost
 */
export async function followToEnd(
  call: AcceptedCall,
  ContactId: string | undefined,
  state: CallState,
): Promise<Followed> {
  // Shielded: a cancelled call is followed too, for what became of it has to be known.
  const shield = new CancellationScope({ cancellable: false });
  const following = new CancellationScope({ cancellable: true, parent: shield });
  const ended = following.run(() => untilEnd(call, ContactId, state));
  const { stopped, end } = await stopWhenCancelled(() => stopContact(call, ContactId, state), ended, state);
  if (end === undefined) return { ...(await ended), stopped };
  // There is no need to wait for an event of it, or for the next query.
  following.cancel();
  return { end, stopped };
}

type Ended = { readonly end: ContactEnd } | { readonly lost: string };

/** Never rejects: while a contact is being stopped nobody listens. */
async function untilEnd(call: AcceptedCall, ContactId: string | undefined, state: CallState): Promise<Ended> {
  try {
    const contact = await awaitContactEnd(call, ContactId, outcomeActivityId);
    if (contact === null) return { lost: 'no contact event has told of it' };
    if (ContactId === undefined || contact.ContactId === ContactId) return { end: contact };
    // Whoever links a contact to this one copies its attributes, the call's ID among them.
    tell(
      state,
      `Contact ${contact.ContactId}, which carries this call's ID but is another, has ended; it does not count`,
    );
    const own = await awaitContactEnd(call, ContactId, `${outcomeActivityId}-by-looks-alone`);
    return own === null ? { lost: 'its contact was not found' } : { end: own };
  } catch (error) {
    return { lost: whyLost(error, call.options.maxCallLengthMs) };
  }
}

function whyLost(error: unknown, maxCallLengthMs: number): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const said = cause instanceof ApplicationFailure ? `: ${cause.message}` : '';
  // When the next query would come too late, the server ends with the last one's failure.
  const isTimeOver =
    cause instanceof TimeoutFailure || (error instanceof ActivityFailure && error.retryState === 'TIMEOUT');
  return isTimeOver
    ? `its end was not known ${words(maxCallLengthMs)} after the dial${said}`
    : `someone ended its activity ${outcomeActivityId} by hand${said}`;
}

function awaitContactEnd(
  { request, options }: AcceptedCall,
  ContactId: string | undefined,
  activityId: string,
): Promise<FollowedContact> {
  const activities = proxyActivities<Activities>({
    activityId,
    taskQueue: taskQueues.contacts,
    summary: ContactId === undefined ? 'IN DOUBT: waits for a contact event' : 'Ringing or talking: until its end',
    // The first attempt waits for contact events alone, until the dial limit is over.
    startToCloseTimeout: dialLimitSeconds(request) * 1000 + firstLookMarginMs,
    scheduleToCloseTimeout: options.maxCallLengthMs,
    // Queries say themselves when to come back; this is for the end of the first attempt, and for queries that died without a word.
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
    // Stopping a contact must not wait behind queries.
    priority: { priorityKey: 5 },
  });
  const input: FollowInput = {
    InstanceId: request.InstanceId,
    ...(ContactId === undefined ? {} : { ContactId }),
    lookIntervalMs: options.lookIntervalMs,
  };
  return activities.awaitContactEnd(input);
}

/** What became of a cancellation: whether Amazon Connect was asked to stop the contact, and its end where that is known already. */
type Stopped = Pick<StoppedContact, 'stopped' | 'end'>;

const notStopped: Stopped = { stopped: false };

async function stopWhenCancelled(
  stop: () => Promise<StoppedContact | undefined>,
  ended: Promise<Ended>,
  state: CallState,
): Promise<Stopped> {
  try {
    await Promise.race([ended, CancellationScope.current().cancelRequested]);
    return notStopped;
  } catch (error) {
    if (!(error instanceof CancelledFailure)) throw error;
  }
  return CancellationScope.nonCancellable(async () => {
    for (;;) {
      const wasHangUpWanted = state.isHangUpWanted;
      const answer = await stop();
      recordCancellation(state, cancellationOf(answer));
      if (answer?.found !== 'connected' || answer.stopped) return answer ?? notStopped;
      // The conversation is left to end; whoever asks for it later on can still hang up.
      if (wasHangUpWanted) return notStopped;
      const isOver = await Promise.race([ended.then(() => true), condition(() => state.isHangUpWanted)]);
      if (isOver === true) return notStopped;
    }
  });
}

function cancellationOf(answer: StoppedContact | undefined) {
  if (answer === undefined || answer.found === 'nothing') return 'not-stopped';
  if (answer.stopped) return 'stopped';
  return answer.found === 'connected' ? 'left-to-end' : 'too-late';
}

/** @returns undefined when it could not be stopped */
async function stopContact(
  { request }: AcceptedCall,
  ContactId: string | undefined,
  state: CallState,
): Promise<StoppedContact | undefined> {
  const activities = proxyActivities<Activities>({
    taskQueue: taskQueues.contacts,
    summary: state.isHangUpWanted ? 'Cancelled: hang up' : 'Cancelled: stop it if it rings',
    startToCloseTimeout: '30s',
    // Without a contact there is nothing to stop; one turns up while it is still looked out for, or never.
    scheduleToCloseTimeout:
      ContactId === undefined ? dialLimitSeconds(request) * 1000 + firstLookMarginMs : stopWithinMs,
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10s' },
    priority: { priorityKey: 1 },
  });
  try {
    return await activities.stopContact({
      InstanceId: request.InstanceId,
      ...(ContactId === undefined ? {} : { ContactId }),
      hangUp: state.isHangUpWanted,
    });
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    tell(state, error.cause?.message ?? 'The contact could not be stopped');
    return undefined;
  }
}

function words(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}
