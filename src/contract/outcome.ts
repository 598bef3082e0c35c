import type { output } from 'zod/v4/core';
import { object, oneOf, optional, text } from './shapes.js';

/**
 * How a call ended. All of these complete the workflow; it fails only for what a person must mend.
 *
 * ANSWERED … CANCELLED need the call to be followed to its end; until that exists a call that was accepted is PLACED.
 */
export const outcomes = [
  'ANSWERED',
  'VOICEMAIL',
  'NO_ANSWER',
  'BUSY',
  'INVALID_NUMBER',
  'BLOCKED',
  'FAILED',
  'CANCELLED',
  /** Never dialled: the time ran out before the dial. */
  'EXPIRED',
  /** It may have rung: the answer was lost and it was no longer safe to ask again. */
  'UNKNOWN',
  /** Amazon Connect accepted the call; it is not followed. */
  'PLACED',
] as const;

export type Outcome = (typeof outcomes)[number];

/** The result of `outboundCall`. JSON, so instants are ISO 8601 strings in UTC. */
export function createCallResultSchema() {
  return object({
    outcome: oneOf(...outcomes),
    /** Amazon Connect's contact, once it has accepted the dial. */
    ContactId: optional(text({})),
    /** When Amazon Connect's answer with the ContactId arrived. */
    dialledAt: optional(text({})),
    /** Why, in words, for EXPIRED and UNKNOWN. Holds no personal data. */
    reason: optional(text({})),
  });
}

export type CallResult = output<ReturnType<typeof createCallResultSchema>>;
