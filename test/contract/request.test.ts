import { describe, expect, it } from 'vitest';
import { parseRequest } from '../../src/contract/index.js';
import { requestAsGiven } from '../../src/contract/request.js';
import { aRequest, campaign, fromJson, fullRequest, issue } from './a-request.js';
import { requestRows } from './request-rows.js';

const rows = {
  valid: requestRows.filter(({ issues }) => issues.length === 0),
  invalid: requestRows.filter(({ issues }) => issues.length > 0),
};

describe('parseRequest accepts', () => {
  it.each(rows.valid)('$rule', ({ change }) => {
    const request = aRequest(change);
    const parsed = parseRequest(request);
    expect(parsed).toEqual({ ok: true, value: requestAsGiven(request) });
    expect(JSON.stringify(parsed)).not.toContain('null');
  });

  it('members set to undefined, which JSON leaves out', () => {
    const request = { ...aRequest(), Name: undefined, RingTimeoutInSeconds: undefined };
    expect(parseRequest(request)).toEqual({ ok: true, value: request });
  });

  it('an object without prototype', () => {
    const request = Object.assign(Object.create(null) as object, aRequest());
    expect(parseRequest(request).ok).toBe(true);
  });

  it('what it was given, not a copy', () => {
    const request = aRequest(fullRequest);
    const parsed = parseRequest(request);
    expect(parsed.ok && parsed.value).toBe(request);
  });
});

describe('parseRequest refuses', () => {
  it.each(rows.invalid)('$rule', ({ change, issues }) => {
    const parsed = parseRequest(aRequest(change));
    expect(parsed).toEqual({ ok: false, issues });
  });

  it.each([
    { what: 'nothing', input: undefined, message: 'is required' },
    { what: 'null', input: null, message: 'is required' },
    { what: 'a text', input: '{}', message: 'must be an object, is a string' },
    { what: 'a number', input: 1, message: 'must be an object, is a number' },
    { what: 'a list', input: [aRequest()], message: 'must be an object, is a list' },
    { what: 'a function', input: () => aRequest(), message: 'must be an object, is function' },
  ])('$what', ({ input, message }) => {
    expect(parseRequest(input)).toEqual({ ok: false, issues: [issue('', message)] });
  });

  const notJson = 'must be an object, is something that JSON cannot hold';
  class Settings {
    readonly EnableAnswerMachineDetection = false;
  }
  it.each([
    {
      what: 'an instance of a class',
      change: { AnswerMachineDetectionConfig: new Settings() },
      member: 'AnswerMachineDetectionConfig',
    },
    { what: 'a date', change: { AnswerMachineDetectionConfig: new Date(0) }, member: 'AnswerMachineDetectionConfig' },
    {
      what: 'members that are inherited',
      change: { OutboundStrategy: Object.create({ Type: 'AGENT_FIRST' }) as object },
      member: 'OutboundStrategy',
    },
    { what: 'a Map of attributes', change: { Attributes: new Map([['a', 'b']]) }, member: 'Attributes' },
    { what: 'a date as a reference', change: { References: { due: new Date(0) } }, member: 'References.due' },
  ])('$what', ({ change, member }) => {
    expect(parseRequest(aRequest(change))).toEqual({ ok: false, issues: [issue(member, notJson)] });
  });

  it.each([Number.NaN, Infinity])('a ring timeout of %s', (RingTimeoutInSeconds) => {
    const message = 'must be a number, is something that JSON cannot hold';
    const parsed = parseRequest(aRequest({ ...campaign, RingTimeoutInSeconds }));
    expect(parsed).toEqual({ ok: false, issues: [issue('RingTimeoutInSeconds', message)] });
  });

  it('the member __proto__', () => {
    const request = fromJson(`{"__proto__":{},${JSON.stringify(aRequest()).slice(1)}`);
    expect(parseRequest(request)).toEqual({ ok: false, issues: [issue('__proto__', 'is unknown')] });
  });
});

it('parseRequest lists every issue of a request at once', () => {
  const request = {
    DestinationPhoneNumber: '0800',
    InstanceId: 'i'.repeat(101),
    Attributes: { 'a b': 'x', c: 1 },
    References: { due: { Type: 'DATE', Value: 'soon' }, other: { Typ: 'URL' } },
    AnswerMachineDetectionConfig: { EnableAnswerMachineDetection: true },
    RingTimeoutInSeconds: 61,
    queueID: 'q',
  };
  expect(parseRequest(request)).toEqual({
    ok: false,
    issues: [
      issue('DestinationPhoneNumber', 'must be E.164: has no +: write + and the country code first'),
      issue('ContactFlowId', 'is required'),
      issue('InstanceId', 'is longer than 100 characters'),
      issue('Attributes.(masked key)', 'the key may hold only letters, digits, - and _'),
      issue('Attributes.c', 'must be a string, is a number'),
      issue('References.other.Type', 'is required'),
      issue('References.other.Typ', 'is unknown; did you mean Type?'),
      issue('RingTimeoutInSeconds', 'must be 60 or less'),
      issue('queueID', 'is unknown; did you mean QueueId?'),
      issue('SourcePhoneNumber', 'is required when there is no QueueId'),
      issue('AnswerMachineDetectionConfig.EnableAnswerMachineDetection', 'needs TrafficType CAMPAIGN'),
      issue('RingTimeoutInSeconds', 'needs TrafficType CAMPAIGN'),
      issue('References.due.Value', 'must be an epoch timestamp: Type is DATE'),
    ],
  });
});

it('parseRequest accepts a document of --generate-cli-skeleton with its values filled in', () => {
  const skeleton = {
    Name: '',
    Description: '',
    References: {
      KeyName: { Value: '', Type: 'STRING', Status: 'AVAILABLE', Arn: 'arn:aws:connect:us-west-2:x', StatusReason: '' },
    },
    RelatedContactId: 'contact-0',
    DestinationPhoneNumber: '+12065550100',
    ContactFlowId: 'flow-1',
    InstanceId: 'instance-1',
    ClientToken: 'order-4711',
    SourcePhoneNumber: '+12065550190',
    QueueId: 'queue-1',
    Attributes: { KeyName: '' },
    AnswerMachineDetectionConfig: { EnableAnswerMachineDetection: true, AwaitAnswerMachinePrompt: true },
    CampaignId: 'campaign-1',
    TrafficType: 'CAMPAIGN',
    OutboundStrategy: {
      Type: 'AGENT_FIRST',
      Config: {
        AgentFirst: { Preview: { PostAcceptTimeoutConfig: { DurationInSeconds: 0 }, AllowedUserActions: ['CALL'] } },
      },
    },
    RingTimeoutInSeconds: 30,
  };
  expect(parseRequest(skeleton)).toEqual({ ok: true, value: skeleton });
});
