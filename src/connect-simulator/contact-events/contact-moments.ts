import { contactStateAt, type Dialled } from '../life-cycle.js';

/** The events of a voice contact that are modelled. CONTACT_DATA_UPDATED and others are not. */
export const contactEventTypes = [
  'INITIATED',
  'CONNECTED_TO_SYSTEM',
  'QUEUED',
  'CONNECTED_TO_AGENT',
  'DISCONNECTED',
  'COMPLETED',
] as const;

export type ContactEventType = (typeof contactEventTypes)[number];

/** A moment of a contact's life that has an event. */
export interface ContactMoment {
  readonly eventType: ContactEventType;
  /** Epoch milliseconds, in the contact's own time. */
  readonly atMs: number;
}

/**
 * The moments that a contact has had or will have as its life stands, in order. COMPLETED comes with DISCONNECTED, because no agent
 * does after-contact work here.
 * @see https://docs.aws.amazon.com/connect/latest/adminguide/contact-events.html
 */
export function contactMomentsOf(contact: Dialled & { readonly initiationMethod: string }): ContactMoment[] {
  const life = contactStateAt(contact, Infinity);
  const moments: Readonly<Record<ContactEventType, number | undefined>> = {
    INITIATED: contact.startedAtMs,
    // For outbound calls; a call that was transferred has been connected before.
    CONNECTED_TO_SYSTEM: contact.initiationMethod === 'API' ? life.connectedAtMs : undefined,
    QUEUED: life.queuedAtMs,
    CONNECTED_TO_AGENT: life.withAgentAtMs,
    DISCONNECTED: life.endedAtMs,
    COMPLETED: life.endedAtMs,
  };
  return contactEventTypes.flatMap((eventType) => {
    const atMs = moments[eventType];
    return atMs === undefined ? [] : [{ eventType, atMs }];
  });
}
