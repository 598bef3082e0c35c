import { describe, expect, it } from 'vitest';
import { numberOf, startSimulator, type ScenarioName } from '../../../src/connect-simulator/index.js';
import { aCaller } from '../caller.js';
import { aRequest, campaign, noRateLimit, openConnect } from '../support.js';

describe('the events of a contact', () => {
  it('have the envelope and the members of AWS', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId = '' } = await caller.start(aRequest({ Attributes: { order: '4711' }, CampaignId: 'spring' }));
    connect.clock.advance(36_000);
    const instanceArn = 'arn:aws:connect:eu-west-2:111122223333:instance/instance-1';
    const detail = {
      contactId: ContactId,
      channel: 'VOICE',
      instanceArn,
      initiationMethod: 'API',
      initiationTimestamp: '2026-03-02T09:00:00.000Z',
      campaign: { campaignId: 'spring' },
      systemEndpoint: { address: '+12065550190', type: 'TELEPHONE_NUMBER' },
      tags: { 'aws:connect:instanceId': 'instance-1', 'aws:connect:systemEndpoint': '+12065550190' },
    };
    const answered = { ...detail, connectedToSystemTimestamp: '2026-03-02T09:00:06.000Z' };
    const ended = { ...answered, disconnectTimestamp: '2026-03-02T09:00:36.000Z' };
    const envelope = (time: string) => ({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/) as string,
      'detail-type': 'Amazon Connect Contact Event',
      source: 'aws.connect',
      account: '111122223333',
      time,
      region: 'eu-west-2',
      resources: [instanceArn, `${instanceArn}/contact/${ContactId}`],
    });
    const documents = connect.events().map(({ document }) => document);
    expect(documents).toEqual([
      { ...envelope('2026-03-02T09:00:00Z'), detail: { eventType: 'INITIATED', ...detail } },
      { ...envelope('2026-03-02T09:00:06Z'), detail: { eventType: 'CONNECTED_TO_SYSTEM', ...answered } },
      { ...envelope('2026-03-02T09:00:36Z'), detail: { eventType: 'DISCONNECTED', ...ended } },
      { ...envelope('2026-03-02T09:00:36Z'), detail: { eventType: 'COMPLETED', ...ended } },
    ]);
    expect(new Set(connect.contactEvents(ContactId).map(({ id }) => id)).size).toBe(4);
    expect(JSON.stringify(documents)).not.toContain('4711'); // attributes are never in an event
    expect(JSON.stringify(documents)).not.toContain('+12065550100');
  });

  it.each<{ name: ScenarioName; types: string[] }>([
    { name: 'rings-out', types: ['INITIATED', 'DISCONNECTED', 'COMPLETED'] },
    { name: 'voicemail', types: ['INITIATED', 'CONNECTED_TO_SYSTEM', 'DISCONNECTED', 'COMPLETED'] },
    {
      name: 'agent-hangs-up',
      types: ['INITIATED', 'CONNECTED_TO_SYSTEM', 'QUEUED', 'CONNECTED_TO_AGENT', 'DISCONNECTED', 'COMPLETED'],
    },
  ])('of $name are $types', async ({ name, types }) => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId = '' } = await caller.start(aRequest({ DestinationPhoneNumber: numberOf(name) }));
    expect(connect.contactEvents(ContactId).map(({ detail }) => detail['eventType'])).toEqual(types);
    connect.clock.advance(1_000_000);
    const events = connect.events({ contactId: ContactId });
    expect(events.map(({ eventType }) => eventType)).toEqual(types);
    expect(events.map(({ document }) => document)).toEqual(connect.contactEvents(ContactId));
  });

  it('tell of queue and agent from when there are any', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const request = aRequest({ DestinationPhoneNumber: numberOf('agent-hangs-up'), QueueId: 'queue-1' });
    const { ContactId = '' } = await caller.start(request);
    const [, answered, queued, withAgent] = connect.contactEvents(ContactId);
    expect(answered?.detail).not.toHaveProperty('queueInfo');
    const queueInfo = {
      queueArn: 'arn:aws:connect:eu-west-2:111122223333:instance/instance-1/queue/queue-1',
      queueType: 'STANDARD',
      enqueueTimestamp: '2026-03-02T09:00:10.000Z',
    };
    expect(queued?.detail).toMatchObject({ queueInfo });
    expect(queued?.detail).not.toHaveProperty('agentInfo');
    expect(withAgent?.detail).toMatchObject({
      queueInfo,
      agentInfo: {
        agentArn: 'arn:aws:connect:eu-west-2:111122223333:instance/instance-1/agent/agent-1',
        connectedToAgentTimestamp: '2026-03-02T09:00:13.000Z',
      },
    });
  });

  it('tell of a campaign contact what detection found, and why it ended', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId = '' } = await caller.start(
      aRequest({ ...campaign, DestinationPhoneNumber: numberOf('voicemail') }),
    );
    const [initiated, answered, disconnected] = connect.contactEvents(ContactId);
    expect(initiated?.detail).not.toHaveProperty('answeringMachineDetectionStatus');
    expect(answered?.detail).toMatchObject({
      answeringMachineDetectionStatus: 'VOICEMAIL_BEEP',
      customerVoiceActivity: { greetingStartTimestamp: '2026-03-02T09:00:22.000Z' },
    });
    expect(disconnected?.detail).toMatchObject({
      disconnectReason: 'CONTACT_FLOW_DISCONNECT',
      customerVoiceActivity: { greetingEndTimestamp: '2026-03-02T09:00:26.000Z' },
    });
  });

  it('tell why other contacts ended only if told so', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId = '' } = await caller.start(aRequest({ DestinationPhoneNumber: numberOf('busy') }));
    const reasons = () => connect.contactEvents(ContactId).map(({ detail }) => detail['disconnectReason']);
    expect(reasons()).toEqual([undefined, undefined, undefined]);
    connect.configure({ events: { withDisconnectReason: true } });
    expect(reasons()).toEqual([undefined, 'TELECOM_BUSY', 'TELECOM_BUSY']);
  });

  it('end with the call that StopContact ends', async () => {
    await using connect = await openConnect({ events: { withDisconnectReason: true } });
    using caller = aCaller(connect);
    const { ContactId } = await caller.start(aRequest());
    connect.advance(7000);
    await caller.stop(ContactId);
    const typeOf = ({ eventType }: { eventType: string | null }) => eventType;
    const types = ['INITIATED', 'CONNECTED_TO_SYSTEM', 'DISCONNECTED', 'COMPLETED'];
    expect(connect.events().map(typeOf)).toEqual(types);
    expect(connect.events({ eventType: 'COMPLETED' })).toMatchObject([
      { document: { detail: { disconnectReason: 'OTHER', disconnectTimestamp: '2026-03-02T09:00:07.000Z' } } },
    ]);
    connect.clock.advance(100_000);
    expect(connect.events().map(typeOf)).toEqual(types);
  });

  it('come from a call over the lines quota as well', async () => {
    await using connect = await openConnect({ lines: 0 });
    using caller = aCaller(connect);
    await caller.start(aRequest());
    connect.clock.advance(1000);
    expect(connect.events().map(({ eventType }) => eventType)).toEqual(['INITIATED', 'DISCONNECTED', 'COMPLETED']);
  });
});

describe('events', () => {
  it('come at their moment by themselves, at the speed of time', async () => {
    await using connect = await startSimulator({ settings: { timeScale: 1000, rates: noRateLimit } });
    using caller = aCaller(connect);
    await caller.start(aRequest()); // 36 s take 36 ms
    const all = await connect.untilEvents(4);
    expect(all.map(({ eventType }) => eventType)).toEqual([
      'INITIATED',
      'CONNECTED_TO_SYSTEM',
      'DISCONNECTED',
      'COMPLETED',
    ]);
  });

  it('wait while time stands still, and come when it moves on', async () => {
    await using connect = await startSimulator({ settings: { timeScale: 0, rates: noRateLimit } });
    using caller = aCaller(connect);
    await caller.start(aRequest());
    expect(connect.events()).toMatchObject([{ eventType: 'INITIATED' }]); // its moment is the start
    const all = connect.untilEvents(4);
    connect.configure({ timeScale: 10_000 });
    expect(await all).toHaveLength(4);
  });

  it('come sooner when time gets faster', async () => {
    await using connect = await startSimulator({ settings: { rates: noRateLimit } });
    using caller = aCaller(connect);
    await caller.start(aRequest({ DestinationPhoneNumber: numberOf('long-talk') })); // an hour
    const completed = connect.untilEvents(1, { eventType: 'COMPLETED' });
    connect.configure({ timeScale: 100_000 });
    expect(await completed).toHaveLength(1);
  });

  it('come in the order of their moments, whosever they are, when time is moved', async () => {
    await using connect = await openConnect({ timeScale: 0 });
    using caller = aCaller(connect);
    const late = await caller.start(aRequest()); // 6 s, 36 s
    const busy = await caller.start(aRequest({ DestinationPhoneNumber: numberOf('busy') })); // 3 s
    connect.advance(2999);
    expect(connect.events()).toHaveLength(2);
    connect.advance(40_000);
    expect(connect.events().map(({ contactId, eventType }) => [contactId, eventType])).toEqual([
      [late.ContactId, 'INITIATED'],
      [busy.ContactId, 'INITIATED'],
      [busy.ContactId, 'DISCONNECTED'],
      [busy.ContactId, 'COMPLETED'],
      [late.ContactId, 'CONNECTED_TO_SYSTEM'],
      [late.ContactId, 'DISCONNECTED'],
      [late.ContactId, 'COMPLETED'],
    ]);
  });

  it('of contacts that a reset has forgotten never come', async () => {
    await using connect = await openConnect({ timeScale: 0 });
    using caller = aCaller(connect);
    const { ContactId = '' } = await caller.start(aRequest());
    connect.reset();
    connect.advance(100_000);
    expect(connect.events()).toEqual([]);
    expect(connect.contactEvents(ContactId)).toEqual([]);
    await caller.start(aRequest());
    connect.advance(100_000);
    expect(connect.events()).toHaveLength(4);
  });
});
