import type { ConnectClient } from '@aws-sdk/client-connect';
import pThrottle from 'p-throttle';
import { describeContact, type SeenContact } from '../../activities/describe-contact.js';
import { LooksBusyError } from './errors.js';
import { shareRuns } from './share-runs.js';

/** Amazon Connect's default quota of DescribeContact is 10/s for the whole account; workers and others want their part. */
export const defaultLooksPerSecond = 3;

/** What a look is for: to tell a call its end, or to tell it how far it is. */
export type LookFor = 'end' | 'sighting';

/**
 * With more looks waiting than this an event had better be delivered again than wait on. A call needs its end, and others may need its line;
 * sightings are for the eye, and twice as many: where the pace permits no more than the ends, they must not hold these up.
 */
const maxWaitingLooks: Readonly<Record<LookFor, number>> = { end: 500, sighting: 3 };

/**
 * Looks at a contact; undefined when Amazon Connect does not know it (yet).
 *
 * @throws LooksBusyError when too many wait already
 */
export type LookAtContact = (
  contact: { readonly InstanceId: string; readonly ContactId: string },
  lookFor: LookFor,
) => Promise<SeenContact | undefined>;

/**
 * DescribeContact at an even pace, once for all who want the same contact at the same time.
 *
 * @param settings.abort ends the waiting; a request that has been sent is let finish
 */
export function createLooks(settings: {
  readonly connect: ConnectClient;
  readonly looksPerSecond: number;
  readonly abort: AbortSignal;
}): LookAtContact {
  const { connect, looksPerSecond, abort } = settings;
  const throttle = pThrottle({ limit: 1, interval: 1000 / looksPerSecond, signal: abort });
  const look = throttle((InstanceId: string, ContactId: string) => describeContact(connect, { InstanceId, ContactId }));
  const share = shareRuns<SeenContact | undefined>();
  return async ({ InstanceId, ContactId }, lookFor) =>
    // Apart: an end must not share a sighting's refusal.
    share(`${lookFor}/${InstanceId}/${ContactId}`, async () => {
      // The throttle forgets its pace with the abort: what comes later would not wait at all.
      abort.throwIfAborted();
      if (look.queueSize >= maxWaitingLooks[lookFor]) throw new LooksBusyError(maxWaitingLooks[lookFor]);
      return look(InstanceId, ContactId);
    });
}
