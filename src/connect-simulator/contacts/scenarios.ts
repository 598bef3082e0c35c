import type { ConnectErrorName } from '../../connect-protocol/errors.js';

/** What happens on the line once a contact is dialled. Times are simulated milliseconds from the dial. */
export type Story = (AnsweredCourse | UnansweredCourse) & {
  /** null: the contact ends and Connect gives no reason. */
  readonly disconnectReason: string | null;
  readonly amdStatus: string;
};

interface AnsweredCourse {
  readonly happens: 'answered';
  readonly answeredAfterMs: number;
  readonly talkMs: number;
  /** The flow puts the call into a queue, whose agent takes it. Times count from the answer. */
  readonly agent?: { readonly queuedAfterMs: number; readonly joinsAfterMs: number };
}

interface UnansweredCourse {
  readonly happens: 'not-answered';
  /** `dial-limit`: 60 s, or RingTimeoutInSeconds. */
  readonly endsAfterMs: number | 'dial-limit';
}

/** Or Connect refuses the request, and there is no contact. */
export type Refusal = { readonly happens: 'refused'; readonly error: ConnectErrorName };

/** What becomes of a call to a number. */
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

function scenario<const Name extends string>(number: string, name: Name, story: Story | Refusal) {
  return { number, name, story };
}

const person = 'HUMAN_ANSWERED';

/**
 * The story that a destination number chooses. Which DisconnectReason goes with which AnsweringMachineDetectionStatus is put together
 * from AWS's definitions of both; AWS promises no pairs.
 * @see https://docs.aws.amazon.com/connect/latest/adminguide/ctr-data-model.html (DisconnectReason, AnsweringMachineDetectionStatus)
 */
export const scenarios = [
  scenario('+12065550100', 'answered', answered(6, 30, ['CONTACT_FLOW_DISCONNECT', person])),
  scenario('+12065550101', 'customer-hangs-up', answered(6, 12, ['CUSTOMER_DISCONNECT', person])),
  scenario('+12065550102', 'agent-hangs-up', withAgent(answered(8, 120, ['AGENT_DISCONNECT', person]))),
  scenario('+12065550103', 'long-talk', answered(0, 3600, ['CUSTOMER_DISCONNECT', person])),
  scenario('+12065550104', 'answered-late', answered(45, 30, ['CONTACT_FLOW_DISCONNECT', person])),
  scenario('+12065550105', 'third-party-ends', answered(6, 20, ['THIRD_PARTY_DISCONNECT', person])),
  scenario('+12065550106', 'barged', withAgent(answered(8, 60, ['BARGED', person]))),
  scenario('+12065550107', 'ends-otherwise', answered(6, 15, ['OTHER', person])),
  scenario('+12065550108', 'line-lost', answered(6, 9, ['TELECOM_PROBLEM', person])),
  scenario('+12065550109', 'answered-without-reason', answered(6, 30, [null, person])),
  scenario('+12065550110', 'voicemail', answered(22, 25, ['CONTACT_FLOW_DISCONNECT', 'VOICEMAIL_BEEP'])),
  scenario('+12065550111', 'voicemail-no-beep', answered(22, 25, ['CUSTOMER_DISCONNECT', 'VOICEMAIL_NO_BEEP'])),
  scenario('+12065550112', 'amd-unresolved', answered(6, 10, ['CUSTOMER_DISCONNECT', 'AMD_UNRESOLVED'])),
  scenario('+12065550113', 'amd-silence', answered(6, 10, ['CUSTOMER_DISCONNECT', 'AMD_UNRESOLVED_SILENCE'])),
  scenario('+12065550114', 'amd-error', answered(6, 10, ['CONTACT_FLOW_DISCONNECT', 'AMD_ERROR'])),
  scenario('+12065550115', 'fax', answered(4, 15, ['CONTACT_FLOW_DISCONNECT', 'FAX_MACHINE_DETECTED'])),
  // Of the API's values these have no description; the last one does not exist yet.
  scenario('+12065550116', 'amd-answered', answered(6, 20, ['CUSTOMER_DISCONNECT', 'ANSWERED'])),
  scenario('+12065550117', 'amd-undetected', answered(6, 20, ['CUSTOMER_DISCONNECT', 'UNDETECTED'])),
  scenario('+12065550118', 'amd-plain-error', answered(6, 20, ['CUSTOMER_DISCONNECT', 'ERROR'])),
  scenario('+12065550119', 'new-amd-status', answered(6, 20, ['CUSTOMER_DISCONNECT', 'AMD_STATUS_OF_THE_FUTURE'])),
  scenario('+12065550120', 'rings-out', notAnswered('dial-limit', 'TELECOM_TIMEOUT', 'AMD_UNANSWERED')),
  scenario('+12065550121', 'unreachable', notAnswered(12, 'TELECOM_UNANSWERED', 'AMD_UNANSWERED')),
  scenario(
    '+12065550122',
    'originator-cancels',
    notAnswered('dial-limit', 'TELECOM_ORIGINATOR_CANCEL', 'AMD_UNANSWERED'),
  ),
  scenario('+12065550130', 'busy', notAnswered(3, 'TELECOM_BUSY', 'SIT_TONE_BUSY')),
  scenario('+12065550131', 'invalid-number', notAnswered(2, 'TELECOM_NUMBER_INVALID', 'SIT_TONE_INVALID_NUMBER')),
  scenario('+12065550132', 'blocked', notAnswered(2, 'TELECOM_POTENTIAL_BLOCKING', 'SIT_TONE_DETECTED')),
  scenario('+12065550133', 'carrier-problem', notAnswered(5, 'TELECOM_PROBLEM', 'AMD_NOT_APPLICABLE')),
  scenario('+12065550134', 'ends-without-reason', notAnswered(5, null, 'AMD_NOT_APPLICABLE')),
  // DisconnectReason is a plain string: AWS adds values without a new API version.
  scenario('+12065550135', 'new-reason', notAnswered(5, 'TELECOM_REASON_OF_THE_FUTURE', 'AMD_NOT_APPLICABLE')),
  scenario('+12065550140', 'not-allowed', refused('DestinationNotAllowedException')),
  scenario('+12065550141', 'limit-exceeded', refused('LimitExceededException')),
  scenario('+12065550142', 'internal-error', refused('InternalServiceException')),
  {
    ...scenario(
      '+12065550150',
      'busy-then-no-answer-then-answered',
      answered(6, 30, ['CONTACT_FLOW_DISCONNECT', person]),
    ),
    before: [
      notAnswered(3, 'TELECOM_BUSY', 'SIT_TONE_BUSY'),
      notAnswered('dial-limit', 'TELECOM_TIMEOUT', 'AMD_UNANSWERED'),
    ],
  },
] as const satisfies readonly Scenario[];

/** The name of a scenario. */
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
