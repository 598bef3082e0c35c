import type { ConnectClient } from '@aws-sdk/client-connect';
import pThrottle from 'p-throttle';
import { describeContact, type SeenContact } from '../connect/describe-contact.js';
import { LooksBusyError } from './errors.js';
import { shareRuns } from './share-runs.js';

/** Amazon Connect's default quota of DescribeContact is 10/s for the whole account; workers and others want their part. */
export const defaultLooksPerSecond = 3;

/** What a look is for: to tell a call its end, or to tell it how far it is. */
export type LookFor = 'end' | 'sighting';

/** With more looks waiting than this an event had better be delivered again than wait on. */
const maxWaitingEnds = 500;

/** Fewer: an intake has room for so many events at a time, and those of ends want some of it. Default lines may all be dialled at once. */
const maxWaitingSightings = (looksPerSecond: number): number => Math.max(10, looksPerSecond);

/**
 * Looks at a contact; undefined when Amazon Connect does not know it (yet).
 *
 * @throws LooksBusyError when too many wait already
 */
export type LookAtContact = (
  contact: { readonly InstanceId: string; readonly ContactId: string },
  lookFor: LookFor,
) => Promise<SeenContact | undefined>;

interface Waiting {
  go(): void;
  giveUp(error: unknown): void;
}

/**
 * DescribeContact at an even pace, once for all who want the same of a contact at the same time. Ends go first: a call needs its end, and
 * others may wait for its line, while there are twice as many sightings, which are for the eye.
 *
 * @param settings.abort ends the waiting; a request that has been sent is let finish
 */
export function createLooks(settings: {
  readonly connect: ConnectClient;
  readonly looksPerSecond: number;
  readonly abort: AbortSignal;
}): LookAtContact {
  const { connect, looksPerSecond, abort } = settings;
  const most = { end: maxWaitingEnds, sighting: maxWaitingSightings(looksPerSecond) };
  const waiting: Readonly<Record<LookFor, Waiting[]>> = { end: [], sighting: [] };
  const turn = pThrottle({ limit: 1, interval: 1000 / looksPerSecond, signal: abort })(() => Promise.resolve());
  // There are as many turns as wait, and none is anybody's own.
  const first = () => waiting.end.shift() ?? waiting.sighting.shift();
  const untilTurn = (lookFor: LookFor): Promise<void> =>
    new Promise((go, giveUp) => {
      waiting[lookFor].push({ go, giveUp });
      turn().then(
        () => {
          first()?.go();
        },
        (error: unknown) => {
          first()?.giveUp(error);
        },
      );
    });
  const share = shareRuns<SeenContact | undefined>();
  return async ({ InstanceId, ContactId }, lookFor) =>
    // Apart: an end must not share a sighting's wait, or its refusal.
    share(`${lookFor}/${InstanceId}/${ContactId}`, async () => {
      // The throttle forgets its pace with the abort: what comes later would not wait at all.
      abort.throwIfAborted();
      if (waiting[lookFor].length >= most[lookFor]) throw new LooksBusyError(lookFor, most[lookFor]);
      await untilTurn(lookFor);
      return describeContact(connect, { InstanceId, ContactId });
    });
}
