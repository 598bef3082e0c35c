import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallingHours, CallOptions, Outcome, StartOutboundVoiceContactRequest } from '../../client/index.js';
import { numberOf, type ScenarioName } from '../../connect-simulator/index.js';
import { weekdays } from '../../contract/calling-hours.js';
import { projectRoot } from '../project-root.js';

/** How a call of the demo has to end: with an outcome, refused by Amazon Connect, or refused by the client. */
export type DemoEnd = Outcome | 'refused' | 'invalid';

/** The documents of `examples/`, in the order in which the demo tells them. */
export const examples = [
  { name: 'plain-call', about: 'a plain call by source number', end: 'ANSWERED' },
  { name: 'queue-with-attributes', about: 'a call by queue, with attributes and a reference', end: 'ANSWERED' },
  { name: 'campaign-amd', about: 'a campaign call with answering machine detection', end: 'VOICEMAIL' },
  { name: 'refused-destination', about: 'a destination that Amazon Connect does not allow', end: 'refused' },
  { name: 'invalid-request', about: 'a request with several mistakes', end: 'invalid' },
] as const;
export type Example = (typeof examples)[number];

export function requestOfExample(name: string): StartOutboundVoiceContactRequest {
  const text = readFileSync(join(projectRoot(), 'examples', `${name}.json`), 'utf8');
  // Not checked here: refusing what is wrong is what the client does.
  return JSON.parse(text) as StartOutboundVoiceContactRequest;
}

/** A call for each outcome, but for those that take more than a number: CANCELLED and UNKNOWN. */
export const outcomeCalls: readonly (readonly [Outcome, ScenarioName, CallOptions?])[] = [
  ['ANSWERED', 'answered'],
  ['VOICEMAIL', 'voicemail'],
  ['NO_ANSWER', 'rings-out'],
  ['BUSY', 'busy'],
  ['INVALID_NUMBER', 'invalid-number'],
  ['BLOCKED', 'blocked'],
  ['FAILED', 'carrier-problem'],
  ['EXPIRED', 'answered', { expiresAt: '2026-01-01T00:00:00Z' }],
  ['PLACED', 'answered', { tracking: 'none' }],
];

/** By default it rings long enough for every scenario, and short enough for Amazon Connect to be asked soon. */
export function requestTo(scenario: ScenarioName, RingTimeoutInSeconds = 25): StartOutboundVoiceContactRequest {
  return {
    InstanceId: 'c1a9e6b4-52d8-4f0b-9c7e-83b6d1f2a540',
    ContactFlowId: '7d2f4a1c-9b3e-4c58-8f61-2a5d0e9c4b17',
    SourcePhoneNumber: '+12065550190',
    DestinationPhoneNumber: numberOf(scenario),
    TrafficType: 'CAMPAIGN',
    AnswerMachineDetectionConfig: { EnableAnswerMachineDetection: true },
    RingTimeoutInSeconds,
  };
}

const openMs = 8 * 3_600_000;

/** Calling hours that open every day at the minute of `openingMs`, by the clock of the zone, and close eight hours later. */
export function hoursFrom(openingMs: number, timeZone: string): CallingHours {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  const span = `${clock.format(openingMs)}-${clock.format(openingMs + openMs)}`;
  return { timeZone, weekly: Object.fromEntries(weekdays.map((day) => [day, [span]])) };
}

/** Calling hours know no seconds: the first full minute that is at least `leadMs` away. */
export function openingAfter(leadMs: number): number {
  return Math.ceil((Date.now() + leadMs) / 60_000) * 60_000;
}
