import type { CallOptions, Outcome, StartOutboundVoiceContactRequest } from '../client/index.js';
import { numberOf, type ScenarioName } from '../connect-simulator/index.js';

/** A call that is to end in a certain way. */
export interface OutcomeCall {
  readonly name: string;
  readonly outcome: Outcome;
  readonly scenario: ScenarioName;
  readonly options?: CallOptions;
  /** Default 25: long enough for every story, and short enough for the first look to come soon. */
  readonly ringTimeoutSeconds?: number;
}

/** One call for each outcome that `examples/` have not shown. */
export const outcomeCalls: readonly OutcomeCall[] = [
  { name: 'answered', outcome: 'ANSWERED', scenario: 'answered' },
  { name: 'voicemail', outcome: 'VOICEMAIL', scenario: 'voicemail' },
  { name: 'no-answer', outcome: 'NO_ANSWER', scenario: 'rings-out' },
  { name: 'busy', outcome: 'BUSY', scenario: 'busy' },
  { name: 'invalid-number', outcome: 'INVALID_NUMBER', scenario: 'invalid-number' },
  { name: 'blocked', outcome: 'BLOCKED', scenario: 'blocked' },
  { name: 'failed', outcome: 'FAILED', scenario: 'carrier-problem' },
  { name: 'expired', outcome: 'EXPIRED', scenario: 'answered', options: { expiresAt: '2026-01-01T00:00:00Z' } },
  { name: 'placed', outcome: 'PLACED', scenario: 'answered', options: { tracking: 'none' } },
];

/** Rings long enough to be cancelled. */
export const cancelledCall: OutcomeCall = {
  name: 'cancelled',
  outcome: 'CANCELLED',
  scenario: 'rings-out',
  ringTimeoutSeconds: 60,
};

/** Its answers and its events are all lost, and it must not be sent again. */
export const unknownCall: OutcomeCall = {
  name: 'unknown',
  outcome: 'UNKNOWN',
  scenario: 'busy',
  options: { resendWindow: 0 },
  ringTimeoutSeconds: 15,
};

export function requestOf({ scenario, ringTimeoutSeconds = 25 }: OutcomeCall): StartOutboundVoiceContactRequest {
  return {
    InstanceId: 'c1a9e6b4-52d8-4f0b-9c7e-83b6d1f2a540',
    ContactFlowId: '7d2f4a1c-9b3e-4c58-8f61-2a5d0e9c4b17',
    SourcePhoneNumber: '+12065550190',
    DestinationPhoneNumber: numberOf(scenario),
    TrafficType: 'CAMPAIGN',
    AnswerMachineDetectionConfig: { EnableAnswerMachineDetection: true },
    RingTimeoutInSeconds: ringTimeoutSeconds,
  };
}
