import type { ConnectClient } from '@aws-sdk/client-connect';
import PQueue from 'p-queue';
import { describeContact, type ContactKey, type SeenContact } from '../connect/describe-contact.js';
import { LooksBusyError } from './errors.js';

/** Amazon Connect's default quota of DescribeContact is 10/s for the whole account; workers and others want their part. */
export const defaultQueriesPerSecond = 3;

/** What a query is for: to tell a call its end, or to tell it how far it is. */
export type QueryPurpose = 'end' | 'sighting';

/** A call needs its end, and others may wait for its line; sightings, twice as many, are for the eye. */
const priorities = { end: 1, sighting: 0 } as const;

/** With more queries waiting than this an event had better be delivered again than wait on. */
const maxWaitingEnds = 500;

/** Fewer: an intake has room for so many events at a time, and those of ends want some of it. Default lines may all be dialled at once. */
const maxWaitingSightings = (queriesPerSecond: number): number => Math.max(10, queriesPerSecond);

/**
 * Asks about a contact; undefined when Amazon Connect does not know it (yet).
 *
 * @throws LooksBusyError when too many wait already
 */
export type QueryContact = (contact: ContactKey, purpose: QueryPurpose) => Promise<SeenContact | undefined>;

/**
 * DescribeContact at an even rate, once for all who want the same of a contact at the same time, and for ends first.
 *
 * @param settings.abort ends the waiting; a request that has been sent is let finish
 */
export function createContactQueries(settings: {
  readonly connect: ConnectClient;
  readonly queriesPerSecond: number;
  readonly abort: AbortSignal;
}): QueryContact {
  const { connect, queriesPerSecond, abort } = settings;
  const most = { end: maxWaitingEnds, sighting: maxWaitingSightings(queriesPerSecond) };
  const turns = new PQueue({ intervalCap: 1, interval: 1000 / queriesPerSecond });
  const share = shareRuns<SeenContact | undefined>();
  return async ({ InstanceId, ContactId }, purpose) =>
    // Apart: an end must not share a sighting's wait, or its refusal.
    share(`${purpose}/${InstanceId}/${ContactId}`, async () => {
      const priority = priorities[purpose];
      if (!abort.aborted && turns.sizeBy({ priority }) >= most[purpose])
        throw new LooksBusyError(purpose, most[purpose]);
      // Its turn alone: a request that is out would be given up with the signal.
      await turns.add(() => undefined, { priority, signal: abort });
      return describeContact(connect, { InstanceId, ContactId });
    });
}

/** Of all who ask for the same key while a run goes on, the first starts it and the others get its result. */
export function shareRuns<Result>(): (key: string, run: () => Promise<Result>) => Promise<Result> {
  const running = new Map<string, Promise<Result>>();
  return (key, run) => {
    const known = running.get(key);
    if (known !== undefined) return known;
    const started = run().finally(() => running.delete(key));
    running.set(key, started);
    return started;
  };
}
