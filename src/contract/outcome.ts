import type { output } from 'zod/v4/core';
import { boolean, object, oneOf, optional, text, wholeNumber } from './shapes.js';

/** How a call ended. All of these complete the workflow; it fails only for what a person must correct. What leads to which: `outcomeOf`. */
export const outcomes = [
  /** Somebody picked up, as far as anybody can tell a person. */
  'ANSWERED',
  /** A machine took it. Only answering machine detection can tell. */
  'VOICEMAIL',
  /** It rang, or could not be delivered, and nobody picked up. */
  'NO_ANSWER',
  'BUSY',
  /** The number does not exist, or a fax machine answers. */
  'INVALID_NUMBER',
  /** Networks suggest that the call was blocked. */
  'BLOCKED',
  /** It ended unanswered for another reason: trouble on the way, more calls than the instance's lines. */
  'FAILED',
  /** It was stopped while it rang. */
  'CANCELLED',
  /** Never dialled: the time ran out before the dial. */
  'EXPIRED',
  /** It may have rung: what became of it could not be learned in time. */
  'UNKNOWN',
  /** Amazon Connect accepted the call; it is not followed. */
  'PLACED',
] as const;

/** How a call ended. */
export type Outcome = (typeof outcomes)[number];

/** Whether a person must find out, or fix something, after a call has ended so. */
export const needsPerson = (outcome: Outcome): boolean => outcome === 'UNKNOWN';

/** Of the results of calls and follow-ups: raised when a member changes its meaning or goes. New members, and new values, do not raise it. */
export const resultSchemaVersion = 1;

export const versionShape = () => ({
  /** Version of this schema: 1. Missing in results of ringonce before 0.7. */
  schemaVersion: optional(wholeNumber({ minimum: 1 })),
});

/** The result of `outboundCall`. JSON, so instants are ISO 8601 strings in UTC. */
export function createCallResultSchema() {
  return object({ ...callResultShape(), ...versionShape() });
}

export function callResultShape() {
  return {
    /**
     * How the call ended. CANCELLED: stopped while it rang. FAILED: ended unanswered for another reason. EXPIRED: never
     * dialled. UNKNOWN: it may have rung, and what became of it could not be learned. PLACED: accepted, not followed.
     */
    outcome: oneOf(...outcomes),
    /** How it ended, in one sentence: `Answered after 6 s by a person, talked 42 s.` */
    summary: optional(text({})),
    /** What a person must do; missing where nothing is left to do. */
    nextStep: optional(text({})),
    /** The contact in Amazon Connect, once it has accepted the call. */
    ContactId: optional(text({})),
    /** When the answer with the ContactId arrived, ISO 8601. */
    dialledAt: optional(text({})),
    /**
     * Why, in words, where the outcome alone does not say it.
     *
     * @remarks Holds no personal data.
     */
    reason: optional(text({})),
    /** DisconnectReason as received from Amazon Connect; new values may come. */
    disconnectReason: optional(text({})),
    /** AnsweringMachineDetectionStatus as received from Amazon Connect; new values may come. */
    answeringMachineDetectionStatus: optional(text({})),
    /** When Amazon Connect took the request, ISO 8601. */
    initiatedAt: optional(text({})),
    /** When it was answered, by whomever, ISO 8601. */
    connectedAt: optional(text({})),
    /** When it ended, ISO 8601. */
    disconnectedAt: optional(text({})),
    /** From the dial to the answer, or to the end of a call that nobody answered. */
    ringSeconds: optional(wholeNumber({ minimum: 0 })),
    /** From the answer to the end. */
    talkSeconds: optional(wholeNumber({ minimum: 0 })),
    /** Who picked up; missing when nobody did. Without answering machine detection: unknown. */
    answeredBy: optional(oneOf('person', 'machine', 'unknown')),
    /**
     * How often it was tried to dial, without the tries that Amazon Connect turned away for now, such as throttled
     * ones.
     */
    dialAttempts: optional(wholeNumber({ minimum: 1 })),
    /** Whether the request was sent again because an earlier copy may have arrived. It rang once all the same. */
    resent: optional(boolean()),
    /** Whether Amazon Connect was asked to stop it. */
    stopped: optional(boolean()),
    /** Set when nothing was dialled because an earlier run under the same ID had ended so: the ID of that run. */
    earlierRunId: optional(text({})),
  };
}

/** The result of `outboundCall`. */
export type CallResult = output<ReturnType<typeof createCallResultSchema>>;
