import type { SeenContact } from '../connect/describe-contact.js';
import type { ContactEnd } from '../contract/contact.js';
import type { ContactEvent } from './contact-event.js';

/** Seconds may pass until Amazon Connect itself says what its event has said; the reason comes last of all. */
export const endLooks = { most: 5, apartMs: 2_000 } as const;

/** Whether another look could still tell more of the end. */
export const isWhole = ({ hasEnded, contact }: SeenContact): boolean =>
  hasEnded && contact.disconnectReason !== undefined;

/** The end as Amazon Connect tells it; what it does not tell is taken from the event. */
export const contactEnd = ({ contact }: SeenContact, { facts }: ContactEvent): ContactEnd => ({ ...facts, ...contact });
