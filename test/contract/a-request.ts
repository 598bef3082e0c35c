import type { Issue } from '../../src/contract/index.js';

export type Change = Readonly<Record<string, unknown>>;

/** Valid; what a test sets is what it is about. A member set to undefined is left out. */
export function aRequest(change: Change = {}): Record<string, unknown> {
  const request: Change = {
    DestinationPhoneNumber: '+12065550100',
    ContactFlowId: 'flow-1',
    InstanceId: 'instance-1',
    SourcePhoneNumber: '+12065550190',
    ...change,
  };
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
}

export const campaign = { TrafficType: 'CAMPAIGN' } as const;

export const issue = (member: string, message: string): Issue => ({ member, message });

/** One character, two UTF-16 units, four UTF-8 bytes. */
export const emoji = '\u{1F4DE}';

/** As JSON brings it: `__proto__` is an ordinary key. */
export const fromJson = (text: string): unknown => JSON.parse(text);

/** Attributes of so many UTF-8 bytes, most of them in characters of two to four bytes. */
export function attributesOf(bytes: number): Record<string, string> {
  const attributes = { a: emoji.repeat(2000), b: 'ü'.repeat(2000), c: '€'.repeat(2000) }; // 18,003 bytes
  return { ...attributes, rest: 'x'.repeat(bytes - 18_003 - 'rest'.length) };
}

/** All 16 members at once. */
export const fullRequest = {
  DestinationPhoneNumber: '+12065550100',
  ContactFlowId: 'f'.repeat(500),
  InstanceId: 'i'.repeat(100),
  ClientToken: 'order-4711',
  SourcePhoneNumber: '+12065550190',
  QueueId: 'queue-1',
  Attributes: { 'order-id': '4711', tier_2: 'gold' },
  Name: 'Delivery tomorrow',
  Description: 'Asks whether someone is at home',
  References: {
    ticket: { Type: 'URL', Value: 'https://example.com/4711', Status: 'AVAILABLE', StatusReason: '' },
    due: { Type: 'DATE', Value: '1772442000' },
  },
  RelatedContactId: 'contact-0',
  AnswerMachineDetectionConfig: { EnableAnswerMachineDetection: true, AwaitAnswerMachinePrompt: false },
  CampaignId: 'campaign-1',
  TrafficType: 'CAMPAIGN',
  OutboundStrategy: {
    Type: 'AGENT_FIRST',
    Config: {
      AgentFirst: {
        Preview: { PostAcceptTimeoutConfig: { DurationInSeconds: 0 }, AllowedUserActions: ['CALL', 'DISCARD'] },
      },
    },
  },
  RingTimeoutInSeconds: 15,
};
