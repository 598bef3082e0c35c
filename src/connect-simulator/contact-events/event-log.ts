import { requireKnown } from '../parse-control.js';
import { WatchedList } from '../watched-list.js';

/** One copy of an event on its way to one target. */
export interface EventDelivery {
  readonly target: 'url' | 'sqs';
  /** `waiting`: not sent yet; `dropped`: never will be, by `lossRate`; `failed`: given up, or refused for good. */
  status: 'waiting' | 'retrying' | 'delivered' | 'failed' | 'dropped';
  /** How often it was sent. */
  attempts: number;
  /** What the last attempt failed with: an HTTP status, or what the network said. */
  error: string | null;
}

/** A contact event that has gone out, and what became of it. */
export interface ContactEvent {
  /** Of the document, as far as it has them where AWS puts them. */
  readonly contactId: string | null;
  readonly eventType: string | null;
  /** The document as it is sent. */
  readonly document: unknown;
  /** A copy for each target, or two; none if no target is set. The entries are live. */
  readonly deliveries: readonly EventDelivery[];
}

export interface EventFilter {
  readonly contactId?: string | undefined;
  readonly eventType?: string | undefined;
  /** Of one of its deliveries. */
  readonly status?: EventDelivery['status'] | undefined;
}

/** Every contact event in the order in which it went out. */
export class EventLog extends WatchedList<ContactEvent> {}

/** @throws InvalidControlRequestError for an unknown member */
export function eventMatches(filter: EventFilter): (event: ContactEvent) => boolean {
  requireKnown(filter, ['contactId', 'eventType', 'status'], 'filter');
  const { contactId, eventType, status } = filter;
  return (event) =>
    (contactId === undefined || event.contactId === contactId) &&
    (eventType === undefined || event.eventType === eventType) &&
    (status === undefined || event.deliveries.some((delivery) => delivery.status === status));
}
