import { describe, expect, it } from 'vitest';
import { InvalidControlRequestError, numberOf } from '../../../src/connect-simulator/index.js';
import { aCaller } from '../caller.js';
import { aRequest, campaign, control, openConnect } from '../support.js';

const agentHangsUp = numberOf('agent-hangs-up'); // answered after 8 s, ends 120 s later

describe('a transfer', () => {
  it('ends the contact as its agent would, and the call goes on as another one', async () => {
    await using connect = await openConnect({ timeScale: 10 });
    using caller = aCaller(connect);
    const request = aRequest({ DestinationPhoneNumber: agentHangsUp, Attributes: { order: '4711' } });
    const { ContactId: firstId = '' } = await caller.start(request);
    connect.clock.advance(2000); // 20 s of the call
    const secondId = connect.transfer(firstId);
    connect.clock.advance(20_000);

    const at = (seconds: number): Date => new Date(connect.clock.startMs + seconds * 1000);
    const first = await caller.describe(firstId);
    expect(first).toMatchObject({ DisconnectReason: 'AGENT_DISCONNECT', DisconnectTimestamp: at(20) });
    for (const member of ['InitialContactId', 'PreviousContactId']) expect(first).not.toHaveProperty(member);

    const second = await caller.describe(secondId);
    expect(second).toMatchObject({
      Id: secondId,
      Arn: first?.Arn?.replace(firstId, secondId),
      InitialContactId: firstId,
      PreviousContactId: firstId,
      ContactAssociationId: firstId,
      InitiationMethod: 'TRANSFER',
      InitiationTimestamp: at(20),
      DisconnectTimestamp: at(128), // when the call would have ended
      DisconnectReason: 'AGENT_DISCONNECT',
      AgentInfo: { ConnectedToAgentTimestamp: at(23) },
      Attributes: { order: '4711' },
    });
    expect(second).not.toHaveProperty('ConnectedToSystemTimestamp');
  });

  it('can follow a transfer', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId: firstId = '' } = await caller.start(aRequest());
    connect.advance(10_000);
    const secondId = connect.transfer(firstId);
    const thirdId = connect.transfer(secondId);
    expect(await caller.describe(thirdId)).toMatchObject({ InitialContactId: firstId, PreviousContactId: secondId });
  });

  it('has events of its own, which name the contacts before', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId: firstId = '' } = await caller.start(aRequest({ DestinationPhoneNumber: agentHangsUp }));
    connect.advance(20_000);
    const secondId = connect.transfer(firstId);
    const typesOf = (contactId: string) => connect.events({ contactId }).map(({ eventType }) => eventType);
    connect.advance(2999);
    expect(typesOf(secondId)).toEqual(['INITIATED', 'QUEUED']);
    connect.advance(200_000);
    const withAgent = ['QUEUED', 'CONNECTED_TO_AGENT', 'DISCONNECTED', 'COMPLETED'];
    expect(typesOf(firstId)).toEqual(['INITIATED', 'CONNECTED_TO_SYSTEM', ...withAgent]);
    expect(typesOf(secondId)).toEqual(['INITIATED', ...withAgent]); // was answered long ago
    for (const { detail } of connect.contactEvents(secondId)) {
      expect(detail).toMatchObject({
        initialContactId: firstId,
        previousContactId: firstId,
        initiationMethod: 'TRANSFER',
      });
    }
    for (const { detail } of connect.contactEvents(firstId)) expect(detail).not.toHaveProperty('initialContactId');
  });

  it('rings nobody and is no second answer', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId = '' } = await caller.start(aRequest());
    connect.advance(10_000);
    connect.transfer(ContactId);
    expect(connect.ledger()).toHaveLength(1);
    expect(connect.answered()).toMatchObject([{ ContactId }]);
  });

  it('keeps the line until the call ends', async () => {
    await using connect = await openConnect({ lines: 1 });
    using caller = aCaller(connect);
    const { ContactId = '' } = await caller.start(aRequest()); // ends after 36 s
    connect.clock.advance(10_000);
    connect.transfer(ContactId);
    connect.clock.advance(25_999);
    await caller.start(aRequest()); // fast-busy
    expect(connect.ledger()).toHaveLength(1);
    connect.clock.advance(1);
    await caller.start(aRequest());
    expect(connect.ledger()).toHaveLength(2);
  });

  it('leaves the attributes with the initial contact, for both', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId: firstId = '' } = await caller.start(aRequest());
    connect.advance(10_000);
    const secondId = connect.transfer(firstId);
    await caller.update(firstId, { goal: 'reached' });
    for (const id of [firstId, secondId]) expect((await caller.describe(id))?.Attributes).toEqual({ goal: 'reached' });
    const unknown = { name: 'ResourceNotFoundException' };
    await expect(caller.attributes(secondId)).rejects.toMatchObject(unknown);
    await expect(caller.update(secondId, { goal: 'lost' })).rejects.toMatchObject(unknown);
  });

  it('makes a contact that cannot be stopped', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId = '' } = await caller.start(aRequest());
    connect.advance(10_000);
    const secondId = connect.transfer(ContactId);
    await expect(caller.stop(secondId)).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await expect(caller.stop(ContactId)).rejects.toMatchObject({ name: 'ContactNotFoundException' });
  });

  it('leaves detection to the contact that was dialled', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId = '' } = await caller.start(aRequest({ ...campaign, RingTimeoutInSeconds: 15 }));
    connect.advance(10_000);
    const second = await caller.describe(connect.transfer(ContactId));
    for (const member of ['AnsweringMachineDetectionStatus', 'CustomerVoiceActivity', 'RingStartTimestamp']) {
      expect(second).not.toHaveProperty(member);
    }
  });

  it('is done by the control API', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId } = await caller.start(aRequest());
    connect.advance(10_000);
    const answer = await control(connect, 'transfers', { json: { ContactId } });
    const { ContactId: secondId } = answer.body as { ContactId: string };
    expect(answer.status).toBe(200);
    expect(await caller.describe(secondId)).toMatchObject({ PreviousContactId: ContactId });
  });

  it.each([
    { what: 'rings', afterMs: 5999 },
    { what: 'has ended', afterMs: 36_000 },
  ])('is not done with a contact that $what', async ({ afterMs }) => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId = '' } = await caller.start(aRequest());
    connect.advance(afterMs);
    expect(() => connect.transfer(ContactId)).toThrow(InvalidControlRequestError);
    expect(() => connect.transfer('contact-1')).toThrow('ContactId');
    expect(await control(connect, 'transfers', { json: {} })).toMatchObject({ status: 400 });
  });
});
