import { z } from 'zod';
import type { ValuesOf } from '../control/parse-control.js';

const deliveryStatus = z.enum(['waiting', 'retrying', 'delivered', 'failed', 'dropped']);

/** One copy of an event on its way to one target. */
export interface EventDelivery {
  readonly target: 'url' | 'sqs';
  /** `waiting`: not sent yet; `dropped`: never will be, by `lossRate`; `failed`: given up, or refused for good. */
  status: z.infer<typeof deliveryStatus>;
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

export const eventFilter = z.strictObject({
  contactId: z.string().optional(),
  eventType: z.string().optional(),
  /** Of one of its deliveries. */
  status: deliveryStatus.optional(),
});

/** Which contact events are meant. */
export type EventFilter = Readonly<z.infer<typeof eventFilter>>;

export const eventValues: ValuesOf<ContactEvent, EventFilter> = {
  contactId: ({ contactId }) => contactId,
  eventType: ({ eventType }) => eventType,
  status: ({ deliveries }) => deliveries.map(({ status }) => status),
};
