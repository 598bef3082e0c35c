import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../../../src/connect-simulator/index.js';
import { aCaller } from '../caller.js';
import { aRequest, campaign, noRateLimit, putRaw } from '../support.js';

// One for all rows: what they share is reset, and a server a row would take most of the time.
const connect = await startSimulator({ settings: { rates: noRateLimit, lines: 1000 } });
beforeEach(() => connect.reset());
afterAll(() => connect.close());

const emoji = '\u{1F4DE}';
const preview = (change: object): object => ({
  OutboundStrategy: {
    Type: 'AGENT_FIRST',
    Config: {
      AgentFirst: {
        Preview: {
          PostAcceptTimeoutConfig: { DurationInSeconds: 0 },
          AllowedUserActions: ['CALL', 'DISCARD'],
          ...change,
        },
      },
    },
  },
});
const reference = (change: object): object => ({ References: { ticket: { Type: 'STRING', Value: 'x', ...change } } });
const attributesOf = (bytes: number): object => ({
  Attributes: { a: 'x'.repeat(16_383), b: 'x'.repeat(bytes - 16_385) },
});

describe('StartOutboundVoiceContact accepts', () => {
  it.each<{ rule: string; change: object }>([
    { rule: 'the shortest number', change: { DestinationPhoneNumber: '+12' } },
    { rule: 'the longest number', change: { DestinationPhoneNumber: '+123456789012345' } },
    { rule: 'a queue for a source', change: { SourcePhoneNumber: null, QueueId: 'q' } },
    { rule: 'both a queue and a source', change: { QueueId: 'q'.repeat(1000) } },
    { rule: 'IDs at their limit', change: { InstanceId: 'i'.repeat(100), ContactFlowId: 'f'.repeat(500) } },
    { rule: 'a client token of 500 code points', change: { ClientToken: emoji.repeat(500) } },
    { rule: 'a name of 1024 code points', change: { Name: emoji.repeat(1024) } },
    { rule: 'a description of 4096 code points', change: { Description: emoji.repeat(4096) } },
    { rule: 'an empty name', change: { Name: '' } },
    { rule: 'no attributes', change: { Attributes: {} } },
    { rule: 'an empty attribute value', change: { Attributes: { 'a-b_C9': '' } } },
    { rule: 'attributes of 32,768 bytes', change: attributesOf(32_768) },
    {
      rule: 'keys that JavaScript knows',
      change: { Attributes: JSON.parse('{"__proto__":"a","constructor":"b"}') as object },
    },
    { rule: 'null in a map', change: { Attributes: { a: null } } },
    { rule: 'null members', change: { Name: null, Attributes: null, RingTimeoutInSeconds: null, TrafficType: null } },
    { rule: 'unknown members', change: { Unknown: 1, toString: 2 } },
    ...['URL', 'NUMBER', 'STRING', 'EMAIL'].map((Type) => ({
      rule: `a reference of type ${Type}`,
      change: reference({ Type, Status: 'AVAILABLE', Arn: 'arn:aws:connect:eu-west-2:1', StatusReason: '' }),
    })),
    { rule: 'a date in epoch time', change: reference({ Type: 'DATE', Value: '1772442000' }) },
    { rule: 'a reference without value', change: { References: { ticket: { Type: 'DATE' } } } },
    { rule: 'a reference key of any letters', change: { References: { [`Größe ${emoji}`]: { Type: 'STRING' } } } },
    {
      rule: 'detection switched off',
      change: { AnswerMachineDetectionConfig: { EnableAnswerMachineDetection: false } },
    },
    { rule: 'detection in a campaign', change: campaign },
    { rule: 'a ring timeout of 15 s in a campaign', change: { ...campaign, RingTimeoutInSeconds: 15 } },
    { rule: 'a ring timeout of 60 s in a campaign', change: { ...campaign, RingTimeoutInSeconds: 60 } },
    {
      rule: 'the campaign and related contact at their limit',
      change: { CampaignId: 'c'.repeat(100), RelatedContactId: 'r'.repeat(256) },
    },
    { rule: 'general traffic', change: { TrafficType: 'GENERAL' } },
    { rule: 'a strategy by type', change: { OutboundStrategy: { Type: 'AGENT_FIRST' } } },
    { rule: 'a preview', change: preview({}) },
  ])('$rule', async ({ change }) => {
    const answer = await putRaw(connect, JSON.stringify({ ...aRequest(), ...change }));
    expect(answer).toMatchObject({ status: 200, body: { ContactId: connect.ledger()[0]?.ContactId } });
    expect(connect.ledger()).toHaveLength(1);
  });
});

describe('StartOutboundVoiceContact refuses as an invalid parameter', () => {
  it.each<{ rule: string; change: object; member: string }>([
    ...[
      '12065550100',
      '+02065550100',
      '+1',
      '+1234567890123456',
      '+1206 555 0100',
      '+12065550100\n',
      '',
      'tel:+12065550100',
      '+１2065550100',
    ].map((number) => ({
      rule: `the number ${JSON.stringify(number)}`,
      change: { DestinationPhoneNumber: number },
      member: 'DestinationPhoneNumber',
    })),
    { rule: 'a source that is no number', change: { SourcePhoneNumber: 'anonymous' }, member: 'SourcePhoneNumber' },
    { rule: 'an empty flow', change: { ContactFlowId: '' }, member: 'ContactFlowId' },
    { rule: 'a flow of 501', change: { ContactFlowId: 'f'.repeat(501) }, member: 'ContactFlowId' },
    { rule: 'an empty instance', change: { InstanceId: '' }, member: 'InstanceId' },
    { rule: 'an instance of 101', change: { InstanceId: 'i'.repeat(101) }, member: 'InstanceId' },
    { rule: 'an empty token', change: { ClientToken: '' }, member: 'ClientToken' },
    { rule: 'a token of 501 code points', change: { ClientToken: emoji.repeat(501) }, member: 'ClientToken' },
    { rule: 'an empty queue', change: { QueueId: '' }, member: 'QueueId' },
    { rule: 'an empty campaign', change: { CampaignId: '' }, member: 'CampaignId' },
    { rule: 'a campaign of 101', change: { CampaignId: 'c'.repeat(101) }, member: 'CampaignId' },
    { rule: 'an empty related contact', change: { RelatedContactId: '' }, member: 'RelatedContactId' },
    { rule: 'a related contact of 257', change: { RelatedContactId: 'r'.repeat(257) }, member: 'RelatedContactId' },
    { rule: 'a name of 1025', change: { Name: 'n'.repeat(1025) }, member: 'Name' },
    { rule: 'a description of 4097', change: { Description: 'd'.repeat(4097) }, member: 'Description' },
    { rule: 'NUL', change: { Name: 'a\0b' }, member: 'Name' },
    { rule: 'an empty attribute key', change: { Attributes: { '': 'x' } }, member: 'Attributes.key' },
    { rule: 'a space in an attribute key', change: { Attributes: { 'a b': 'x' } }, member: 'Attributes.key' },
    {
      rule: 'a letter beyond ASCII in an attribute key',
      change: { Attributes: { größe: 'x' } },
      member: 'Attributes.key',
    },
    { rule: 'a newline after an attribute key', change: { Attributes: { 'a\n': 'x' } }, member: 'Attributes.key' },
    {
      rule: 'an attribute key of 32,768',
      change: { Attributes: { ['k'.repeat(32_768)]: '' } },
      member: 'Attributes.key',
    },
    {
      rule: 'an attribute value of 32,768',
      change: { Attributes: { k: 'v'.repeat(32_768) } },
      member: 'Attributes.value',
    },
    { rule: 'NUL in an attribute', change: { Attributes: { k: '\0' } }, member: 'Attributes.value' },
    { rule: 'attributes of 32,769 bytes', change: attributesOf(32_769), member: 'Attributes' },
    {
      rule: 'attributes too large in UTF-8 only',
      change: { Attributes: { k: emoji.repeat(8192) } },
      member: 'Attributes',
    },
    { rule: 'an empty reference key', change: { References: { '': { Type: 'URL' } } }, member: 'References.key' },
    {
      rule: 'a reference key of 4097',
      change: { References: { ['k'.repeat(4097)]: { Type: 'URL' } } },
      member: 'References.key',
    },
    { rule: 'an unknown reference type', change: reference({ Type: 'Url' }), member: 'References.value.Type' },
    ...[
      'ATTACHMENT',
      'CONTACT_ANALYSIS',
      'EMAIL_MESSAGE',
      'EMAIL_MESSAGE_PLAIN_TEXT',
      'EMAIL_MESSAGE_PLAIN_TEXT_REDACTED',
      'EMAIL_MESSAGE_REDACTED',
    ].map((Type) => ({ rule: `creating a reference of type ${Type}`, change: reference({ Type }), member: Type })),
    {
      rule: 'a reference value of 4097',
      change: reference({ Value: 'v'.repeat(4097) }),
      member: 'References.value.Value',
    },
    { rule: 'a date in words', change: reference({ Type: 'DATE', Value: '2026-03-02' }), member: 'DATE' },
    { rule: 'an empty date', change: reference({ Type: 'DATE', Value: '' }), member: 'DATE' },
    { rule: 'an unknown reference status', change: reference({ Status: 'READY' }), member: 'References.value.Status' },
    { rule: 'a reference ARN of 19', change: reference({ Arn: 'a'.repeat(19) }), member: 'References.value.Arn' },
    { rule: 'a reference ARN of 257', change: reference({ Arn: 'a'.repeat(257) }), member: 'References.value.Arn' },
    {
      rule: 'a reference ARN that begins with a space',
      change: reference({ Arn: ` ${'a'.repeat(30)}` }),
      member: 'References.value.Arn',
    },
    {
      rule: 'a status reason of 101',
      change: reference({ StatusReason: 'x'.repeat(101) }),
      member: 'References.value.StatusReason',
    },
    { rule: 'an unknown traffic type', change: { TrafficType: 'campaign' }, member: 'TrafficType' },
    {
      rule: 'a ring timeout of 14 s',
      change: { ...campaign, RingTimeoutInSeconds: 14 },
      member: 'RingTimeoutInSeconds',
    },
    {
      rule: 'a ring timeout of 61 s',
      change: { ...campaign, RingTimeoutInSeconds: 61 },
      member: 'RingTimeoutInSeconds',
    },
    {
      rule: 'an unknown strategy',
      change: { OutboundStrategy: { Type: 'AGENT_LAST' } },
      member: 'OutboundStrategy.Type',
    },
    {
      rule: 'a negative preview',
      change: preview({ PostAcceptTimeoutConfig: { DurationInSeconds: -1 } }),
      member: 'DurationInSeconds',
    },
    {
      rule: 'an unknown preview action',
      change: preview({ AllowedUserActions: ['CALL', 'SKIP'] }),
      member: 'AllowedUserActions.member',
    },
  ])('$rule', async ({ change, member }) => {
    const answer = await putRaw(connect, JSON.stringify({ ...aRequest(), ...change }));
    expect(answer).toMatchObject({ status: 400, errorType: 'InvalidParameterException' });
    expect(answer.body).toEqual({ Message: expect.stringContaining(member) as string });
    expect(connect.ledger()).toEqual([]);
  });

  it('a lone surrogate, which only JSON can write', async () => {
    const body = JSON.stringify({ ...aRequest(), Name: 'NAME' }).replace('NAME', String.raw`\ud800`);
    expect(await putRaw(connect, body)).toMatchObject({ status: 400, errorType: 'InvalidParameterException' });
  });
});

describe('StartOutboundVoiceContact refuses as an invalid request', () => {
  it.each<{ rule: string; change: object; names: string }>([
    { rule: 'no destination', change: { DestinationPhoneNumber: null }, names: 'DestinationPhoneNumber' },
    { rule: 'no flow', change: { ContactFlowId: null }, names: 'ContactFlowId' },
    { rule: 'no instance', change: { InstanceId: null }, names: 'InstanceId' },
    { rule: 'neither source nor queue', change: { SourcePhoneNumber: null }, names: 'QueueId' },
    { rule: 'a reference without type', change: { References: { a: { Value: 'x' } } }, names: 'References.value.Type' },
    { rule: 'a strategy without type', change: { OutboundStrategy: {} }, names: 'OutboundStrategy.Type' },
    {
      rule: 'a preview without timeout',
      change: preview({ PostAcceptTimeoutConfig: null }),
      names: 'PostAcceptTimeoutConfig',
    },
    {
      rule: 'a preview without duration',
      change: preview({ PostAcceptTimeoutConfig: {} }),
      names: 'DurationInSeconds',
    },
    { rule: 'a preview without actions', change: preview({ AllowedUserActions: null }), names: 'AllowedUserActions' },
    {
      rule: 'detection without a campaign',
      change: { ...campaign, TrafficType: null },
      names: 'EnableAnswerMachineDetection',
    },
    {
      rule: 'detection in general traffic',
      change: { ...campaign, TrafficType: 'GENERAL' },
      names: 'EnableAnswerMachineDetection',
    },
    { rule: 'a ring timeout without a campaign', change: { RingTimeoutInSeconds: 30 }, names: 'RingTimeoutInSeconds' },
  ])('$rule', async ({ change, names }) => {
    const answer = await putRaw(connect, JSON.stringify({ ...aRequest(), ...change }));
    expect(answer).toMatchObject({ status: 400, errorType: 'InvalidRequestException' });
    expect(answer.body).toEqual({ Message: expect.stringContaining(names) as string });
    expect(connect.ledger()).toEqual([]);
  });

  it('an empty body, as one without members', async () => {
    expect(await putRaw(connect, '')).toMatchObject({ status: 400, errorType: 'InvalidRequestException' });
  });
});

describe('StartOutboundVoiceContact cannot decode', () => {
  it.each<{ what: string; body: string | Uint8Array<ArrayBuffer> }>([
    { what: 'text that is no JSON', body: '{"InstanceId":' },
    { what: 'JSON after a byte order mark', body: `\uFEFF${JSON.stringify(aRequest())}` },
    { what: 'bytes that are no UTF-8', body: Uint8Array.from([0x22, 0xff, 0x22]) },
    ...['[]', 'null', '"x"', '1'].map((body) => ({ what: `the body ${body}`, body })),
    ...[
      { DestinationPhoneNumber: 12065550100 },
      { ClientToken: true },
      { Attributes: [] },
      { Attributes: { a: 1 } },
      { References: { a: 'x' } },
      { RingTimeoutInSeconds: '30' },
      { RingTimeoutInSeconds: 30.5 },
      { AnswerMachineDetectionConfig: { EnableAnswerMachineDetection: 'true' } },
      { TrafficType: 1 },
      preview({ AllowedUserActions: 'CALL' }),
    ].map((change) => ({ what: JSON.stringify(change), body: JSON.stringify({ ...aRequest(), ...change }) })),
    { what: 'a wrong type beside a missing member', body: '{"Name":1}' },
  ])('$what', async ({ body }) => {
    const answer = await putRaw(connect, body);
    expect(answer).toMatchObject({ status: 400, errorType: 'SerializationException' });
    expect(JSON.stringify(answer.body)).not.toContain('+1206'); // never with the caller's data
    expect(connect.ledger()).toEqual([]);
  });
});

it.each([
  { error: 'InvalidRequestException', status: 400, change: { SourcePhoneNumber: undefined } },
  { error: 'InvalidParameterException', status: 400, change: { DestinationPhoneNumber: '1' } },
  { error: 'ResourceNotFoundException', status: 404, change: { InstanceId: '00000000-0000-4000-8000-000000000404' } },
  { error: 'ResourceNotFoundException', status: 404, change: { ContactFlowId: 'flow-404' } },
  { error: 'ResourceNotFoundException', status: 404, change: { QueueId: '404' } },
  { error: 'ResourceNotFoundException', status: 404, change: { RelatedContactId: 'contact-404' } },
  { error: 'OutboundContactNotPermittedException', status: 403, change: { InstanceId: 'instance-403' } },
  { error: 'DestinationNotAllowedException', status: 403, change: { DestinationPhoneNumber: '+447700900123' } },
  { error: 'DestinationNotAllowedException', status: 403, change: { DestinationPhoneNumber: '+12065550140' } },
  { error: 'LimitExceededException', status: 429, change: { DestinationPhoneNumber: '+12065550141' } },
  { error: 'InternalServiceException', status: 500, change: { DestinationPhoneNumber: '+12065550142' } },
])('answers $error, as the SDK reads it, to $change', async ({ error, status, change }) => {
  using caller = aCaller(connect);
  await expect(caller.start(aRequest(change))).rejects.toMatchObject({
    name: error,
    message: expect.stringMatching(/\w/) as string,
    $metadata: { httpStatusCode: status, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string },
  });
  expect(connect.requests()).toMatchObject([{ status, error }]);
  expect(connect.ledger()).toEqual([]);
});

it('knows a random ID that only ends in the digits 404', async () => {
  using caller = aCaller(connect);
  await caller.start(aRequest({ InstanceId: '5d1c26a7-9a3b-4b1a-9f9e-3c2b1a0fe404' }));
  expect(connect.ledger()).toHaveLength(1);
});

it('enters the ring as it was asked for', async () => {
  await using connect = await startSimulator({ now: () => Date.parse('2026-03-02T09:00:00Z') });
  using caller = aCaller(connect);
  const { ContactId } = await caller.start(
    aRequest({ ClientToken: 'order-4711', QueueId: 'queue-1', DestinationPhoneNumber: '+12065550130', ...campaign }),
  );
  expect(ContactId).toMatch(/^[0-9a-f-]{36}$/);
  expect(connect.ledger()).toEqual([
    {
      ContactId,
      ClientToken: 'order-4711',
      InstanceId: 'instance-1',
      DestinationPhoneNumber: '+12065550130',
      SourcePhoneNumber: '+12065550190',
      QueueId: 'queue-1',
      TrafficType: 'CAMPAIGN',
      scenario: 'busy',
      ringStartedAt: '2026-03-02T09:00:00.000Z',
    },
  ]);
});
