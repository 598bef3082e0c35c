import type { Contact } from './contact.js';
import { requireKnown } from './parse-control.js';
import { WatchedList } from './watched-list.js';

/** A phone that was made to ring: one entry for each contact that was dialled, and none for anything else. */
export interface Ring {
  readonly ContactId: string;
  readonly ClientToken: string;
  readonly InstanceId: string;
  readonly DestinationPhoneNumber: string;
  readonly SourcePhoneNumber?: string;
  readonly QueueId?: string;
  readonly TrafficType: 'GENERAL' | 'CAMPAIGN';
  readonly scenario: string;
  /** ISO 8601, by the wall clock at every speed of time. */
  readonly ringStartedAt: string;
}

export interface RingFilter {
  readonly clientToken?: string | undefined;
  readonly destinationPhoneNumber?: string | undefined;
}

/** Every phone that rang, in order: the oracle of a test that asks how often a call was placed. */
export class Ledger extends WatchedList<Ring> {
  readonly #onRing: (ring: Ring) => void;

  constructor(onRing: (ring: Ring) => void) {
    super();
    this.#onRing = onRing;
  }

  override add(ring: Ring): void {
    super.add(ring);
    this.#onRing(ring);
  }
}

export function ringOf({ contactId, clientToken, request, startedAtMs }: Contact, scenario: string): Ring {
  const { InstanceId, DestinationPhoneNumber, SourcePhoneNumber, QueueId, TrafficType = 'GENERAL' } = request;
  return {
    ContactId: contactId,
    ClientToken: clientToken,
    InstanceId,
    DestinationPhoneNumber,
    ...(SourcePhoneNumber !== undefined && { SourcePhoneNumber }),
    ...(QueueId !== undefined && { QueueId }),
    TrafficType,
    scenario,
    ringStartedAt: new Date(startedAtMs).toISOString(),
  };
}

/** @throws InvalidControlRequestError for an unknown member */
export function ringMatches(
  filter: RingFilter,
): (ring: Pick<Ring, 'ClientToken' | 'DestinationPhoneNumber'>) => boolean {
  requireKnown(filter, ['clientToken', 'destinationPhoneNumber'], 'filter');
  const { clientToken, destinationPhoneNumber } = filter;
  return (ring) =>
    (clientToken === undefined || ring.ClientToken === clientToken) &&
    (destinationPhoneNumber === undefined || ring.DestinationPhoneNumber === destinationPhoneNumber);
}
