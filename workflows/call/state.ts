// What is known of one call, and what people ask of it: one record, changed by handlers and steps.
import type { AdmissionAnswer } from '../../src/contract/admission.js';
import type { AdmissionOptions } from '../../src/contract/admission-options.js';
import type { CallPhase, Cancellation, Hold, TimelineEntry } from '../../src/contract/call-view.js';
import type { Outcome } from '../../src/contract/outcome.js';
import { maskedDestination } from '../../src/contract/masking.js';
import { Mailbox } from '../shared/mailbox.js';

export interface CallState {
  phase: CallPhase;
  outcome: Outcome | undefined;
  ContactId: string | undefined;
  /** Undefined as long as the request is not known to be valid. */
  InstanceId: string | undefined;
  /** Masked; undefined where the request has no phone number. */
  readonly destination: string | undefined;
  /** Its request and its options are valid. */
  isValid: boolean;
  /** It waits or is dialled. */
  hasBegun: boolean;
  dialBefore: string | undefined;
  hold: Hold | undefined;
  failure: unknown;
  /** Somebody has been told why it fails. */
  isFailureTold: boolean;
  cancellation: Cancellation | undefined;
  /** A cancellation shall also end a conversation. */
  isHangUpWanted: boolean;
  readonly timeline: TimelineEntry[];
  /** When it may be dialled, as it is wanted by now; without what `expiresAfter` comes to. */
  times: AdmissionOptions;
  /** While it is dialled, the dial has to be taken back first. */
  canBeRescheduled: 'yes' | 'if-taken-back' | 'no';
  /** Of those who reschedule it. */
  readonly mailbox: Mailbox;
  /** What was decided about the latest change of its times, until the call acts on it. */
  decided: AdmissionAnswer | undefined;
  tellTakeBackWanted: (() => void) | undefined;
  takeBackAnswer: 'taken' | 'refused' | undefined;
}

export const newCallState = (request: unknown): CallState => ({
  phase: 'DIALLING',
  outcome: undefined,
  ContactId: undefined,
  InstanceId: undefined,
  destination: maskedDestination(request),
  isValid: false,
  hasBegun: false,
  dialBefore: undefined,
  hold: undefined,
  failure: undefined,
  isFailureTold: false,
  cancellation: undefined,
  isHangUpWanted: false,
  timeline: [],
  times: {},
  canBeRescheduled: 'yes',
  mailbox: new Mailbox(),
  decided: undefined,
  tellTakeBackWanted: undefined,
  takeBackAnswer: undefined,
});

export const isOver = ({ phase }: CallState): boolean => phase === 'ENDED' || phase === 'FAILED';

/** Adds to what happened. */
export function tell(state: CallState, what: string): void {
  state.timeline.push({ at: new Date().toISOString(), what });
}

/** Nothing was sent: the call may be rescheduled, and whoever asked for that while it was dialled is told yes. */
export function allowRescheduling(state: CallState): void {
  state.canBeRescheduled = 'yes';
  state.takeBackAnswer = 'taken';
}

/** Calls back when the dial is wanted back. No promise: the SDK takes the stack of each, and hardly any call is rescheduled. */
export function whenTakeBackWanted(state: CallState, listener: () => void): void {
  state.tellTakeBackWanted = listener;
}

/** The request may be out: it cannot be taken back. */
export function refuseTakeBack(state: CallState): void {
  state.takeBackAnswer = 'refused';
}

/** The dial is over, or the call: nothing can be rescheduled any more. */
export function endRescheduling(state: CallState): void {
  state.canBeRescheduled = 'no';
  state.takeBackAnswer = 'refused';
}
