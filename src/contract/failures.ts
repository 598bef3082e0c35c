/**
 * Types of the `ApplicationFailure`s of ringonce. What Amazon Connect refuses keeps AWS's own error name as its type.
 * Only the type travels from activity to workflow to caller: compare it, never `instanceof`.
 */
export const failureTypes = {
  /** The workflow's input cannot be placed; details: every {@link Issue}. Nothing was dialled. */
  invalidRequest: 'InvalidRequest',
  /** The call may have been placed, and it is no longer safe to send the request again. */
  dialOutcomeUnknown: 'DialOutcomeUnknown',
  /** `dialBefore` came before the dial; nothing was placed. */
  dialWindowClosed: 'DialWindowClosed',
  /** Connect answered 2xx without a ContactId: a call may have been placed. */
  contactIdMissing: 'ContactIdMissing',
  /** Answer of the update `contactId` when the call ended without a contact. */
  callNotPlaced: 'CallNotPlaced',
  /** Answer of the update `start` when its request is not the call's; details: the names of the members that differ. */
  callConflict: 'CallConflict',
  /** Answer of an update that comes when it can change nothing any more. */
  tooLate: 'TooLate',
  /** An attempt's ID belongs to another workflow. */
  attemptIdTaken: 'AttemptIdTaken',
  /** A later attempt of a follow-up is invalid where the first one was not; the earlier ones may have rung. */
  attemptInvalid: 'AttemptInvalid',
} as const;

/** What an answer of Amazon Connect, or its absence, says about the phone. */
export type DialAnswerKind =
  /** Surely not placed, and the same request never will be. */
  | 'refused'
  /** Surely not placed; may be later. */
  | 'not-now'
  /** May have been placed. */
  | 'unknown';

/** `details[0]` of every failure of the dial activity. */
export interface DialFailureDetails {
  readonly answer: DialAnswerKind;
  /** Since when this or an earlier attempt may have placed the call, ISO 8601; missing: nothing can have rung. */
  readonly maybePlacedSince?: string;
  readonly httpStatusCode?: number;
  /** AWS's request ID, for its support. */
  readonly requestId?: string;
}

/** Whether a failure of these words says that no phone rang. Only what ringonce itself has stated counts. */
export function saysNothingRang(type: string | null | undefined, details: readonly unknown[] | undefined): boolean {
  if (type === failureTypes.invalidRequest) return true;
  const dial = details?.[0] as DialFailureDetails | undefined;
  return dial?.answer === 'refused' && dial.maybePlacedSince === undefined;
}

/** A failure that is meant: where in ringonce it was made tells an operator nothing, and the UI would show it first. */
export function withoutStack<T extends Error>(failure: T): T {
  failure.stack = '';
  return failure;
}
