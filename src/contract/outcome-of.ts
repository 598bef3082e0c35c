import type { Outcome } from './outcome.js';

/** What the outcome of a contact that has ended follows from. Both strings are AWS's, as received. */
export interface EndFacts {
  readonly disconnectReason?: string | undefined;
  readonly answeringMachineDetectionStatus?: string | undefined;
  /** Amazon Connect says when it was connected. */
  readonly isConnected: boolean;
  /** We have asked Amazon Connect to stop it. */
  readonly isStoppedByUs: boolean;
}

/** What the facts about a call’s end come to. */
export interface Verdict {
  readonly outcome: Outcome;
  /** Who picked up; missing when nobody did. Without answering machine detection nobody knows. */
  readonly answeredBy?: 'person' | 'machine' | 'unknown';
}

/** What a DisconnectReason says by its definition. */
export type ReasonMeaning =
  /** It ends a conversation, so there was one. */
  | { readonly says: 'conversation' }
  /** By its definition nobody was reached, whatever else is recorded: "connected" may be noted before ringing is over. */
  | { readonly says: 'not-reached'; readonly outcome: Outcome }
  /** It leaves open whether someone picked up; `outcome` is that of a call which nobody answered. */
  | { readonly says: 'open'; readonly outcome: Outcome };

/**
 * Every DisconnectReason of a voice contact. The documents' misspelling of a preview that an agent discarded is AWS's own.
 * @see https://docs.aws.amazon.com/connect/latest/adminguide/ctr-data-model.html#ctr-ContactTraceRecord (DisconnectReason)
 */
export const disconnectReasons: Readonly<Record<string, ReasonMeaning>> = {
  CUSTOMER_DISCONNECT: { says: 'conversation' },
  AGENT_DISCONNECT: { says: 'conversation' },
  THIRD_PARTY_DISCONNECT: { says: 'conversation' },
  CONTACT_FLOW_DISCONNECT: { says: 'conversation' },
  BARGED: { says: 'conversation' },
  TELECOM_BUSY: { says: 'not-reached', outcome: 'BUSY' },
  TELECOM_UNANSWERED: { says: 'not-reached', outcome: 'NO_ANSWER' },
  TELECOM_TIMEOUT: { says: 'not-reached', outcome: 'NO_ANSWER' },
  TELECOM_ORIGINATOR_CANCEL: { says: 'not-reached', outcome: 'NO_ANSWER' },
  TELECOM_NUMBER_INVALID: { says: 'not-reached', outcome: 'INVALID_NUMBER' },
  TELECOM_POTENTIAL_BLOCKING: { says: 'not-reached', outcome: 'BLOCKED' },
  OUTBOUND_PREVIEW_DISCARDED: { says: 'not-reached', outcome: 'CANCELLED' },
  OUTBUND_PREVIEW_DISCARDED: { says: 'not-reached', outcome: 'CANCELLED' },
  TELECOM_PROBLEM: { says: 'open', outcome: 'FAILED' },
  OUTBOUND_DESTINATION_ENDPOINT_ERROR: { says: 'open', outcome: 'FAILED' },
  OUTBOUND_RESOURCE_ERROR: { says: 'open', outcome: 'FAILED' },
  OUTBOUND_ATTEMPT_FAILED: { says: 'open', outcome: 'FAILED' },
  CUSTOMER_NEVER_ARRIVED: { says: 'open', outcome: 'FAILED' },
  EXPIRED: { says: 'open', outcome: 'FAILED' },
};

/** What the detector heard. It listens to the call itself, so this goes before everything else. */
export const heardStatuses: Readonly<Record<string, Verdict>> = {
  HUMAN_ANSWERED: { outcome: 'ANSWERED', answeredBy: 'person' },
  VOICEMAIL_BEEP: { outcome: 'VOICEMAIL', answeredBy: 'machine' },
  VOICEMAIL_NO_BEEP: { outcome: 'VOICEMAIL', answeredBy: 'machine' },
  // A number that no person answers: calling it again is as useless as calling one that does not exist.
  FAX_MACHINE_DETECTED: { outcome: 'INVALID_NUMBER', answeredBy: 'machine' },
};

/** What the detector concluded without hearing anybody: counts where the DisconnectReason leaves it open. */
export const concludedStatuses: Readonly<Record<string, Verdict>> = {
  SIT_TONE_BUSY: { outcome: 'BUSY' },
  SIT_TONE_INVALID_NUMBER: { outcome: 'INVALID_NUMBER' },
  SIT_TONE_DETECTED: { outcome: 'FAILED' },
  AMD_UNANSWERED: { outcome: 'NO_ANSWER' },
  // Answered by a person or a machine: the detector could not tell which.
  AMD_UNRESOLVED: { outcome: 'ANSWERED', answeredBy: 'unknown' },
  AMD_UNRESOLVED_SILENCE: { outcome: 'ANSWERED', answeredBy: 'unknown' },
  AMD_ERROR: { outcome: 'ANSWERED', answeredBy: 'unknown' },
  ANSWERED: { outcome: 'ANSWERED', answeredBy: 'unknown' },
};

/**
 * The outcome of a contact that has ended. Total: AWS adds strings without a new API version, and what nobody knows counts by
 * whether the contact was connected.
 */
export function outcomeOf(facts: EndFacts): Verdict {
  const status = facts.answeringMachineDetectionStatus;
  const heard = entry(heardStatuses, status);
  if (heard !== undefined) return heard;
  const concluded = entry(concludedStatuses, status);
  const reason = entry(disconnectReasons, facts.disconnectReason);
  if (reason?.says === 'conversation') return answered;
  if (reason?.says === 'not-reached') {
    // "Cancelled by our side before it was answered": by us, or by Amazon Connect after the dial limit.
    const isOurs = facts.isStoppedByUs && facts.disconnectReason === 'TELECOM_ORIGINATOR_CANCEL';
    return { outcome: isOurs ? 'CANCELLED' : reason.outcome };
  }
  // A stopped contact has no reason of its own (`OTHER`); that nobody had answered it by then is no news.
  const isStoppedUnanswered = facts.isStoppedByUs && !facts.isConnected && reason === undefined;
  if (concluded !== undefined && !(isStoppedUnanswered && concluded.outcome === 'NO_ANSWER')) return concluded;
  if (facts.isConnected) return answered;
  return { outcome: isStoppedUnanswered ? 'CANCELLED' : (reason?.outcome ?? 'FAILED') };
}

const answered: Verdict = { outcome: 'ANSWERED', answeredBy: 'unknown' };

/** `Object.hasOwn`: a reason named `constructor` is an unknown one. */
function entry<T>(table: Readonly<Record<string, T>>, name: string | undefined): T | undefined {
  return name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}
