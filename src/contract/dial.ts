import type { CallResult } from './outcome.js';
import type { FrozenRequest } from './request.js';

/** Fixed, so that a call's dial is found by name. */
export const dialActivityId = 'dial';

/** A dead worker is noticed after this; the activity heartbeats while its request is out. */
export const dialHeartbeatTimeoutMs = 10_000;

/** An attempt to halt a dial comes so much later than the one before at least, which may act on what it saw no longer than that. */
export const haltRetryMs = 2_000;

/** What the workflow hands to the activity `startOutboundVoiceContact`. */
export interface DialInput extends EarlierRunsInput {
  /** Goes out as it stands, on every attempt. */
  readonly request: FrozenRequest;
  /** Never send at or after this instant, ISO 8601. */
  readonly dialBefore: string;
  /** How long the same request may be sent again after a send that may have arrived. */
  readonly resendWindowMs: number;
}

/** What the dial came to: Amazon Connect has accepted the call, or nothing was sent because an earlier run is known to have rung. */
export type DialResult = PlacedContact | { readonly earlier: Extract<EarlierRuns, { is: 'ended' }> };

/** What the activity answers: Amazon Connect has accepted the call. */
export interface PlacedContact {
  readonly ContactId: string;
  /** When the answer arrived, ISO 8601. */
  readonly dialledAt: string;
  /** Attempts up to the one that got the answer, without those that were turned away for now: throttled, or held back because others were. */
  readonly dialAttempts: number;
  /** An earlier copy of the request may have arrived. */
  readonly resent: boolean;
}

/** How long after the dial limit an HTTP request is given up, so that a service that answers only after ringing is heard. */
export const requestMarginMs = 5_000;
/** How long after the dial limit an activity attempt is given up: the request's end comes first. */
export const attemptMarginMs = 15_000;

/** What a run of a call knows by itself of those before it. It goes into the inputs of activities, and decides nothing else. */
export interface EarlierRunsInput {
  /** Set when an operator has reset the workflow: since when an earlier run may have dialled, ISO 8601. */
  readonly maybePlacedSince?: string;
  /** Whoever started the call has made sure that no earlier call under its ID can have dialled. */
  readonly isFirstUseOfId?: boolean;
}

/** What earlier runs under a call's ID have done. */
export type EarlierRuns =
  /** There are none, or surely nothing rang. */
  | { readonly is: 'silent' }
  /** One may have dialled, first at `sinceMs`, epoch milliseconds; its end is not known. */
  | { readonly is: 'maybe'; readonly sinceMs: number }
  /** One has rung, and its end is known: this call is that one. */
  | { readonly is: 'ended'; readonly runId: string; readonly result: CallResult };
