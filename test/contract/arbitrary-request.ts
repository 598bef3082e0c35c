import fc from 'fast-check';
import { aRequest, attributesOf, emoji, fromJson, fullRequest } from './a-request.js';

type Members = Record<string, unknown>;

const lengths = [0, 1, 19, 20, 99, 100, 101, 256, 257, 500, 501, 1024, 1025, 4096, 4097];

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.tuple(fc.constantFrom('x', emoji, 'ü'), fc.constantFrom(...lengths)).map(([unit, length]) => unit.repeat(length)),
);

/** Of its length Amazon Connect takes more than the contract: nothing in between. */
const token = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('', 'x'.repeat(255), 'x'.repeat(501)),
);

const phoneNumber = fc.oneof(
  fc.stringMatching(/^\+[1-9]\d{0,15}$/).filter(isAllowedByDefault),
  fc.constantFrom('+12', '+1', '+123456789012345', '+1234567890123456', '+02065550100', '12065550100', '+1206 5550100'),
);

/** The simulator refuses some destinations, as Amazon Connect does by default (United Kingdom) or to tell a story. */
function isAllowedByDefault(number: string): boolean {
  return !number.startsWith('+44') && !/^\+120655501\d\d$/.test(number);
}

const key = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('', 'a b', 'a-b_C9', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '0', 'größe', emoji),
);

const attributes = fc.oneof(
  entries(fc.oneof({ weight: 3, arbitrary: fc.stringMatching(/^[\w-]{1,9}$/) }, key), text),
  fc.integer({ min: 32_760, max: 32_775 }).map(attributesOf),
);

const reference = fc
  .record(
    {
      Type: fc.constantFrom('URL', 'NUMBER', 'STRING', 'DATE', 'EMAIL', 'ATTACHMENT', 'EMAIL_MESSAGE', 'url'),
      Value: fc.oneof(text, fc.nat().map(String)),
      Status: fc.constantFrom('AVAILABLE', 'FAILED', 'READY'),
      Arn: fc.oneof(text, fc.stringMatching(/^[-:/A-Za-z0-9 _]{18,22}$/)),
      StatusReason: text,
    },
    { requiredKeys: ['Type'] },
  )
  .map((value): Members => value);

const preview = fc.record(
  {
    PostAcceptTimeoutConfig: fc.record({
      DurationInSeconds: fc.oneof(fc.integer({ min: -2, max: 5 }), fc.constantFrom(0.5, 2 ** 31 - 1, 2 ** 31, 1e300)),
    }),
    AllowedUserActions: fc.array(fc.constantFrom('CALL', 'DISCARD', 'SKIP'), { maxLength: 3 }),
  },
  { requiredKeys: [] },
);

/** Values that are right or nearly right, member by member. */
const nearlyRight: Record<keyof typeof fullRequest, fc.Arbitrary<unknown>> = {
  DestinationPhoneNumber: phoneNumber,
  ContactFlowId: text,
  InstanceId: text,
  ClientToken: token,
  SourcePhoneNumber: phoneNumber,
  QueueId: text,
  Attributes: attributes,
  Name: text,
  Description: text,
  References: entries(key, reference),
  RelatedContactId: text,
  AnswerMachineDetectionConfig: fc.record(
    { EnableAnswerMachineDetection: fc.boolean(), AwaitAnswerMachinePrompt: fc.boolean() },
    { requiredKeys: [] },
  ),
  CampaignId: text,
  TrafficType: fc.constantFrom('GENERAL', 'CAMPAIGN', 'campaign', ''),
  OutboundStrategy: fc.record(
    {
      Type: fc.constantFrom('AGENT_FIRST', 'AGENT_LAST'),
      Config: fc.record({ AgentFirst: fc.record({ Preview: preview }, { requiredKeys: [] }) }, { requiredKeys: [] }),
    },
    { requiredKeys: ['Type'] },
  ),
  RingTimeoutInSeconds: fc.oneof(fc.integer({ min: 13, max: 62 }), fc.constantFrom(30.5, -1)),
};

const memberNames = Object.keys(nearlyRight) as (keyof typeof nearlyRight)[];

const wrongType = fc.constantFrom<unknown>(1, '', 'x', true, false, [], ['x'], {}, { a: 1 }, null);

const mutation = fc
  .constantFrom(...memberNames)
  .chain((member) =>
    fc.oneof(
      { weight: 8, arbitrary: nearlyRight[member].map((value): Members => ({ [member]: value })) },
      { weight: 1, arbitrary: wrongType.map((value): Members => ({ [member]: value })) },
      { weight: 1, arbitrary: fc.constant<Members>({ [member]: undefined }) },
      { weight: 1, arbitrary: fc.tuple(key, wrongType).map(([name, value]): Members => ({ [name]: value })) },
    ),
  );

/** A valid request, small or with all members, with up to three members that are set anew, wrong, left out or unknown. As JSON. */
export const requests: fc.Arbitrary<unknown> = fc
  .tuple(fc.constantFrom<Members>({}, { TrafficType: 'CAMPAIGN' }, fullRequest), fc.array(mutation, { maxLength: 3 }))
  .map(([base, mutations]) => fromJson(JSON.stringify(aRequest(Object.assign({}, base, ...mutations) as Members))));

/** Through JSON, so that `__proto__` is a key of its own. */
function entries(keys: fc.Arbitrary<string>, values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .array(fc.tuple(keys, values), { maxLength: 3 })
    .map((pairs) =>
      fromJson(`{${pairs.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`),
    );
}
