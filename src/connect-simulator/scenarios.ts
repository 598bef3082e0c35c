import type { ConnectErrorName } from './errors.js';

/** What happens on the line once a contact is dialled. Times are simulated milliseconds from the dial. */
export type Story =
  | {
      readonly happens: 'answered';
      readonly answeredAfterMs: number;
      readonly talkMs: number;
      /** The flow puts the call into a queue, whose agent takes it. Times count from the answer. */
      readonly agent?: { readonly queuedAfterMs: number; readonly joinsAfterMs: number };
      /** null: the contact ends and Connect gives no reason. */
      readonly disconnectReason: string | null;
      readonly amdStatus: string;
    }
  | {
      readonly happens: 'not-answered';
      /** `dial-limit`: 60 s, or RingTimeoutInSeconds. */
      readonly endsAfterMs: number | 'dial-limit';
      /** null: the contact ends and Connect gives no reason. */
      readonly disconnectReason: string | null;
      readonly amdStatus: string;
    };

/** Or Connect refuses the request, and there is no contact. */
export type Refusal = { readonly happens: 'refused'; readonly error: ConnectErrorName };

export interface Scenario {
  /** Of the range that is kept for fiction, +1 206 555 0100 to 0199. */
  readonly number: string;
  readonly name: string;
  /** What happens to the first calls of the number, one after the other; then comes `story`, and after it they begin anew. */
  readonly before?: readonly Story[];
  readonly story: Story | Refusal;
}

type AnsweredStory = Extract<Story, { happens: 'answered' }>;

const seconds = (count: number): number => count * 1000;

const answered = (
  answeredAfter: number,
  talk: number,
  [disconnectReason, amdStatus]: [string | null, string],
): AnsweredStory => ({
  happens: 'answered',
  answeredAfterMs: seconds(answeredAfter),
  talkMs: seconds(talk),
  disconnectReason,
  amdStatus,
});

const withAgent = (story: AnsweredStory): Story => ({
  ...story,
  agent: { queuedAfterMs: seconds(2), joinsAfterMs: seconds(5) },
});

const notAnswered = (endsAfter: number | 'dial-limit', disconnectReason: string | null, amdStatus: string): Story => ({
  happens: 'not-answered',
  endsAfterMs: endsAfter === 'dial-limit' ? endsAfter : seconds(endsAfter),
  disconnectReason,
  amdStatus,
});

const refused = (error: ConnectErrorName): Refusal => ({ happens: 'refused', error });

const person = 'HUMAN_ANSWERED';

/**
 * The story that a destination number chooses. Which DisconnectReason goes with which AnsweringMachineDetectionStatus is put together
 * from AWS's definitions of both; AWS promises no pairs.
 * @see https://docs.aws.amazon.com/connect/latest/adminguide/ctr-data-model.html (DisconnectReason, AnsweringMachineDetectionStatus)
 */
export const scenarios = [
  { number: '+12065550100', name: 'answered', story: answered(6, 30, ['CONTACT_FLOW_DISCONNECT', person]) },
  { number: '+12065550101', name: 'customer-hangs-up', story: answered(6, 12, ['CUSTOMER_DISCONNECT', person]) },
  { number: '+12065550102', name: 'agent-hangs-up', story: withAgent(answered(8, 120, ['AGENT_DISCONNECT', person])) },
  { number: '+12065550103', name: 'long-talk', story: answered(0, 3600, ['CUSTOMER_DISCONNECT', person]) },
  { number: '+12065550104', name: 'answered-late', story: answered(45, 30, ['CONTACT_FLOW_DISCONNECT', person]) },
  { number: '+12065550105', name: 'third-party-ends', story: answered(6, 20, ['THIRD_PARTY_DISCONNECT', person]) },
  { number: '+12065550106', name: 'barged', story: withAgent(answered(8, 60, ['BARGED', person])) },
  { number: '+12065550107', name: 'ends-otherwise', story: answered(6, 15, ['OTHER', person]) },
  { number: '+12065550108', name: 'line-lost', story: answered(6, 9, ['TELECOM_PROBLEM', person]) },
  { number: '+12065550109', name: 'answered-without-reason', story: answered(6, 30, [null, person]) },
  { number: '+12065550110', name: 'voicemail', story: answered(22, 25, ['CONTACT_FLOW_DISCONNECT', 'VOICEMAIL_BEEP']) },
  {
    number: '+12065550111',
    name: 'voicemail-no-beep',
    story: answered(22, 25, ['CUSTOMER_DISCONNECT', 'VOICEMAIL_NO_BEEP']),
  },
  { number: '+12065550112', name: 'amd-unresolved', story: answered(6, 10, ['CUSTOMER_DISCONNECT', 'AMD_UNRESOLVED']) },
  {
    number: '+12065550113',
    name: 'amd-silence',
    story: answered(6, 10, ['CUSTOMER_DISCONNECT', 'AMD_UNRESOLVED_SILENCE']),
  },
  { number: '+12065550114', name: 'amd-error', story: answered(6, 10, ['CONTACT_FLOW_DISCONNECT', 'AMD_ERROR']) },
  { number: '+12065550115', name: 'fax', story: answered(4, 15, ['CONTACT_FLOW_DISCONNECT', 'FAX_MACHINE_DETECTED']) },
  // Of the API's values these have no description; the last one does not exist yet.
  { number: '+12065550116', name: 'amd-answered', story: answered(6, 20, ['CUSTOMER_DISCONNECT', 'ANSWERED']) },
  { number: '+12065550117', name: 'amd-undetected', story: answered(6, 20, ['CUSTOMER_DISCONNECT', 'UNDETECTED']) },
  { number: '+12065550118', name: 'amd-plain-error', story: answered(6, 20, ['CUSTOMER_DISCONNECT', 'ERROR']) },
  {
    number: '+12065550119',
    name: 'new-amd-status',
    story: answered(6, 20, ['CUSTOMER_DISCONNECT', 'AMD_STATUS_OF_THE_FUTURE']),
  },
  { number: '+12065550120', name: 'rings-out', story: notAnswered('dial-limit', 'TELECOM_TIMEOUT', 'AMD_UNANSWERED') },
  { number: '+12065550121', name: 'unreachable', story: notAnswered(12, 'TELECOM_UNANSWERED', 'AMD_UNANSWERED') },
  {
    number: '+12065550122',
    name: 'originator-cancels',
    story: notAnswered('dial-limit', 'TELECOM_ORIGINATOR_CANCEL', 'AMD_UNANSWERED'),
  },
  { number: '+12065550130', name: 'busy', story: notAnswered(3, 'TELECOM_BUSY', 'SIT_TONE_BUSY') },
  {
    number: '+12065550131',
    name: 'invalid-number',
    story: notAnswered(2, 'TELECOM_NUMBER_INVALID', 'SIT_TONE_INVALID_NUMBER'),
  },
  { number: '+12065550132', name: 'blocked', story: notAnswered(2, 'TELECOM_POTENTIAL_BLOCKING', 'SIT_TONE_DETECTED') },
  { number: '+12065550133', name: 'carrier-problem', story: notAnswered(5, 'TELECOM_PROBLEM', 'AMD_NOT_APPLICABLE') },
  { number: '+12065550134', name: 'ends-without-reason', story: notAnswered(5, null, 'AMD_NOT_APPLICABLE') },
  // DisconnectReason is a plain string: AWS adds values without a new API version.
  {
    number: '+12065550135',
    name: 'new-reason',
    story: notAnswered(5, 'TELECOM_REASON_OF_THE_FUTURE', 'AMD_NOT_APPLICABLE'),
  },
  { number: '+12065550140', name: 'not-allowed', story: refused('DestinationNotAllowedException') },
  { number: '+12065550141', name: 'limit-exceeded', story: refused('LimitExceededException') },
  { number: '+12065550142', name: 'internal-error', story: refused('InternalServiceException') },
  {
    number: '+12065550150',
    name: 'busy-then-no-answer-then-answered',
    before: [
      notAnswered(3, 'TELECOM_BUSY', 'SIT_TONE_BUSY'),
      notAnswered('dial-limit', 'TELECOM_TIMEOUT', 'AMD_UNANSWERED'),
    ],
    story: answered(6, 30, ['CONTACT_FLOW_DISCONNECT', person]),
  },
] as const satisfies readonly Scenario[];

export type ScenarioName = (typeof scenarios)[number]['name'];

/** The scenario of a destination; a number that is not in the table is answered by a person. */
export function scenarioOf(destinationPhoneNumber: string): Scenario {
  return scenarios.find(({ number }) => number === destinationPhoneNumber) ?? scenarios[0];
}

/** The number to dial for a scenario. */
export function numberOf(name: ScenarioName): string {
  return (scenarios.find((scenario) => scenario.name === name) ?? scenarios[0]).number;
}

/** What happens to a call of a number that has rung so many times before. */
export function storyOf({ before = [], story }: Scenario, ringsBefore: number): Story | Refusal {
  return before[ringsBefore % (before.length + 1)] ?? story;
}

/** Over the lines quota a call gets the reorder tone. AWS documents no DisconnectReason for it. */
export const fastBusy = {
  name: 'fast-busy',
  story: notAnswered(1, null, 'AMD_NOT_APPLICABLE'),
} as const;

/** What happens to the calls of a number, for people. */
export function scenarioInWords({ before = [], story }: Scenario): string {
  return [...before, story].map(storyInWords).join('; then ');
}

/** A story as one phrase. */
function storyInWords(story: Story | Refusal): string {
  switch (story.happens) {
    case 'answered': {
      const agent = story.agent ? `; an agent joins ${story.agent.joinsAfterMs / 1000} s into the call` : '';
      return `answered after ${story.answeredAfterMs / 1000} s, ends ${story.talkMs / 1000} s later${agent}`;
    }
    case 'not-answered':
      return story.endsAfterMs === 'dial-limit'
        ? 'rings to the dial limit'
        : `ends after ${story.endsAfterMs / 1000} s, not answered`;
    case 'refused':
      return `refused with ${story.error}`;
  }
}
