import { describe, expect, it } from 'vitest';
import { numberOf } from '../../../src/connect-simulator/index.js';
import { aCaller } from '../caller.js';
import { answerOf, aRequest, campaign, openConnect, signed } from '../support.js';

describe('DescribeContact', () => {
  it('tells the life of an answered call as the SDK reads it', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId } = await caller.start(aRequest({ Name: 'Order 4711', Attributes: { order: '4711' } }));
    const born = {
      Arn: `arn:aws:connect:eu-west-2:111122223333:instance/instance-1/contact/${String(ContactId)}`,
      Id: ContactId,
      ContactAssociationId: ContactId,
      InitiationMethod: 'API',
      Channel: 'VOICE',
      Name: 'Order 4711',
      InitiationTimestamp: new Date(connect.clock.startMs),
      LastUpdateTimestamp: new Date(connect.clock.startMs),
      CustomerEndpoint: { Type: 'TELEPHONE_NUMBER', Address: '+12065550100' },
      SystemEndpoint: { Type: 'TELEPHONE_NUMBER', Address: '+12065550190' },
      Attributes: { order: '4711' },
      Tags: { 'aws:connect:instanceId': 'instance-1', 'aws:connect:systemEndpoint': '+12065550190' },
    };
    expect(await caller.describe(ContactId)).toEqual(born);

    connect.clock.advance(6500);
    const answeredAt = new Date(connect.clock.startMs + 6000);
    const answered = { ...born, ConnectedToSystemTimestamp: answeredAt, LastUpdateTimestamp: answeredAt };
    expect(await caller.describe(ContactId)).toEqual(answered);

    connect.clock.advance(60_000);
    const endedAt = new Date(connect.clock.startMs + 36_000);
    expect(await caller.describe(ContactId)).toEqual({
      ...answered,
      DisconnectTimestamp: endedAt,
      LastUpdateTimestamp: endedAt,
      DisconnectReason: 'CONTACT_FLOW_DISCONNECT',
    });
  });

  it('takes the ARN of an instance for its ID', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const arn = 'arn:aws:connect:eu-west-2:111122223333:instance/instance-1';
    const { ContactId } = await caller.start(aRequest({ InstanceId: arn }));
    const described = await caller.describe(ContactId);
    expect(described).toMatchObject({
      Arn: `${arn}/contact/${String(ContactId)}`,
      Tags: { 'aws:connect:instanceId': 'instance-1' },
    });
    expect(connect.ledger().map(({ InstanceId }) => InstanceId)).toEqual(['instance-1']);
  });

  it('tells of a campaign what only campaigns have', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId } = await caller.start(
      aRequest({ ...campaign, CampaignId: 'spring', DestinationPhoneNumber: numberOf('busy') }),
    );
    connect.clock.advance(3000);
    expect(await caller.describe(ContactId)).toMatchObject({
      Campaign: { CampaignId: 'spring' },
      RingStartTimestamp: new Date(connect.clock.startMs),
      AnsweringMachineDetectionStatus: 'SIT_TONE_BUSY',
      DisconnectReason: 'TELECOM_BUSY',
    });
  });

  it('tells of a queue and an agent from when there are any', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId } = await caller.start(aRequest({ DestinationPhoneNumber: numberOf('agent-hangs-up') }));
    const at = (seconds: number): Date => new Date(connect.clock.startMs + seconds * 1000);
    connect.clock.advance(9_999);
    const answered = await caller.describe(ContactId);
    for (const member of ['QueueInfo', 'AgentInfo']) expect(answered).not.toHaveProperty(member);
    connect.clock.advance(1);
    const queued = await caller.describe(ContactId);
    expect(queued).toMatchObject({ QueueInfo: { Id: 'queue-of-the-flow', EnqueueTimestamp: at(10) } });
    expect(queued).not.toHaveProperty('AgentInfo');
    connect.clock.advance(3_000);
    expect(await caller.describe(ContactId)).toMatchObject({
      QueueInfo: { EnqueueTimestamp: at(10) },
      AgentInfo: { Id: 'agent-1', ConnectedToAgentTimestamp: at(13) },
      LastUpdateTimestamp: at(13),
    });
  });

  it('tells of the queue that the request names once the call is answered', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId } = await caller.start(aRequest({ QueueId: 'queue-1' }));
    expect(await caller.describe(ContactId)).not.toHaveProperty('QueueInfo');
    connect.clock.advance(6000);
    expect((await caller.describe(ContactId))?.QueueInfo).toEqual({ Id: 'queue-1' }); // it never waited there
  });

  it('tells what detection heard, in a campaign call', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId } = await caller.start(
      aRequest({ ...campaign, DestinationPhoneNumber: numberOf('voicemail-no-beep') }),
    );
    const at = (seconds: number): Date => new Date(connect.clock.startMs + seconds * 1000);
    connect.clock.advance(22_000);
    expect((await caller.describe(ContactId))?.CustomerVoiceActivity).toEqual({ GreetingStartTimestamp: at(22) });
    connect.clock.advance(4000);
    expect(await caller.describe(ContactId)).toMatchObject({
      AnsweringMachineDetectionStatus: 'VOICEMAIL_NO_BEEP',
      CustomerVoiceActivity: { GreetingStartTimestamp: at(22), GreetingEndTimestamp: at(26) },
    });
  });

  it("takes the queue's number where the request has no source", async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId } = await caller.start(aRequest({ SourcePhoneNumber: undefined, QueueId: 'queue-1' }));
    expect((await caller.describe(ContactId))?.SystemEndpoint?.Address).toBe('+12065550199');
  });

  it('keeps the attributes of a related contact, and keys that JavaScript knows', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const Attributes = JSON.parse('{"__proto__":"a","constructor":"b","order":"1"}') as Record<string, string>;
    const first = await caller.start(aRequest({ Attributes }));
    const second = await caller.start(aRequest({ Attributes: { order: '2' }, RelatedContactId: first.ContactId }));
    const response = await fetch(`${connect.url}/contacts/instance-1/${String(second.ContactId)}`, { headers: signed });
    expect(await response.text()).toContain('"Attributes":{"__proto__":"a","constructor":"b","order":"2"}');
  });

  it('writes times as seconds with a fraction', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    connect.clock.advance(250);
    const { ContactId } = await caller.start(aRequest());
    const answer = await answerOf(
      await fetch(`${connect.url}/contacts/instance-1/${String(ContactId)}`, { headers: signed }),
    );
    expect(answer.body).toMatchObject({ Contact: { InitiationTimestamp: (connect.clock.startMs + 250) / 1000 } });
  });

  it('does not know other contacts, nor those of other instances', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId } = await caller.start(aRequest());
    const unknown = { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } };
    await expect(caller.describe('contact-1')).rejects.toMatchObject(unknown);
    await expect(caller.describe(ContactId, 'instance-2')).rejects.toMatchObject(unknown);
    await expect(caller.describe('__proto__')).rejects.toMatchObject(unknown);
  });

  it.each([
    { what: 'no contact', path: '/contacts/instance-1/' },
    { what: 'a contact of 257', path: `/contacts/instance-1/${'c'.repeat(257)}` },
    { what: 'an instance of 101', path: `/contacts/${'i'.repeat(101)}/contact-1` },
    { what: 'NUL', path: '/contacts/instance-1/%00' },
  ])('refuses $what', async ({ path }) => {
    await using connect = await openConnect();
    const answer = await answerOf(await fetch(`${connect.url}${path}`, { headers: signed }));
    expect(answer).toMatchObject({ status: 400, errorType: 'InvalidParameterException' });
  });

  it('learns late of a contact, and of its reason, if told so', async () => {
    await using connect = await openConnect({ describeLagMs: 2000, disconnectReasonLagMs: 5000 });
    using caller = aCaller(connect);
    const { ContactId } = await caller.start(aRequest({ DestinationPhoneNumber: numberOf('busy') })); // 3 s
    connect.clock.advance(1999);
    await expect(caller.describe(ContactId)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    connect.clock.advance(1);
    expect(await caller.describe(ContactId)).not.toHaveProperty('DisconnectTimestamp');
    connect.clock.advance(5999);
    const ended = await caller.describe(ContactId);
    expect(ended).toHaveProperty('DisconnectTimestamp');
    expect(ended).not.toHaveProperty('DisconnectReason');
    connect.clock.advance(1);
    expect(await caller.describe(ContactId)).toHaveProperty('DisconnectReason', 'TELECOM_BUSY');
  });

  it('lives at the speed that is set, and a change of it moves nothing that has been', async () => {
    await using connect = await openConnect({ timeScale: 60 });
    using caller = aCaller(connect);
    const { ContactId } = await caller.start(aRequest({ DestinationPhoneNumber: numberOf('long-talk') }));
    connect.clock.advance(30_000); // half an hour of the hour
    connect.configure({ timeScale: 0 });
    connect.clock.advance(3_600_000);
    expect(await caller.describe(ContactId)).not.toHaveProperty('DisconnectTimestamp');
    connect.configure({ timeScale: 3600 });
    connect.clock.advance(499);
    expect(await caller.describe(ContactId)).not.toHaveProperty('DisconnectTimestamp');
    connect.clock.advance(1);
    const contact = await caller.describe(ContactId);
    expect(contact?.DisconnectTimestamp).toEqual(new Date(connect.clock.startMs + 3_600_000));

    await caller.start(aRequest());
    const ringAt = connect.ledger().at(-1)?.ringStartedAt;
    expect(ringAt).toBe(new Date(connect.clock.now()).toISOString()); // calls begin by the wall clock
  });
});
