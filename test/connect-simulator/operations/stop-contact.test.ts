import { describe, expect, it } from 'vitest';
import { numberOf } from '../../../src/connect-simulator/index.js';
import { aCaller } from '../caller.js';
import { aRequest, campaign, openConnect, postRaw } from '../support.js';

const ended = { name: 'ContactNotFoundException', $metadata: { httpStatusCode: 410 } };
const unknown = { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } };

describe('StopContact', () => {
  it.each<{ when: string; afterMs: number; settings?: object; reason: string; isAnswered: boolean }>([
    { when: 'a ringing call', afterMs: 5999, reason: 'TELECOM_ORIGINATOR_CANCEL', isAnswered: false },
    {
      when: 'a ringing call, if told so,',
      afterMs: 5999,
      settings: { stoppedWhileRingingReason: 'OTHER' },
      reason: 'OTHER',
      isAnswered: false,
    },
    { when: 'a call that was answered', afterMs: 6000, reason: 'OTHER', isAnswered: true },
  ])('ends $when at once with $reason', async ({ afterMs, settings, reason, isAnswered }) => {
    await using connect = await openConnect(settings);
    using caller = aCaller(connect);
    const { ContactId } = await caller.start(aRequest());
    connect.clock.advance(afterMs);
    expect(await caller.stop(ContactId)).toEqual({});

    const stopped = await caller.describe(ContactId);
    const endedAt = new Date(connect.clock.startMs + afterMs);
    expect(stopped).toMatchObject({
      DisconnectTimestamp: endedAt,
      LastUpdateTimestamp: endedAt,
      DisconnectReason: reason,
    });
    expect(stopped !== undefined && 'ConnectedToSystemTimestamp' in stopped).toBe(isAnswered);
    connect.clock.advance(100_000);
    expect(await caller.describe(ContactId)).toEqual(stopped); // nothing of the story comes after its end
  });

  it('says of an ended call that it is gone, by itself or by an earlier stop, and changes nothing', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const stopped = await caller.start(aRequest());
    const over = await caller.start(aRequest({ DestinationPhoneNumber: numberOf('busy') }));
    await caller.stop(stopped.ContactId);
    connect.clock.advance(3000);
    for (const { ContactId } of [stopped, over]) {
      const before = await caller.describe(ContactId);
      await expect(caller.stop(ContactId)).rejects.toMatchObject(ended);
      expect(await caller.describe(ContactId)).toEqual(before);
    }
  });

  it('knows no other contacts, nor those of other instances', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId } = await caller.start(aRequest());
    await expect(caller.stop('contact-1')).rejects.toMatchObject(unknown);
    await expect(caller.stop('__proto__')).rejects.toMatchObject(unknown);
    await expect(caller.stop(ContactId, { InstanceId: 'instance-2' })).rejects.toMatchObject(unknown);
    expect(await caller.describe(ContactId)).not.toHaveProperty('DisconnectTimestamp');
  });

  it('frees the line, and ends what its token stands for', async () => {
    await using connect = await openConnect({ lines: 1, tokenAfterEnd: 'new-contact' });
    using caller = aCaller(connect);
    const request = aRequest({ ClientToken: 'order-4711' });
    const { ContactId } = await caller.start(request);
    await caller.start(aRequest()); // fast-busy
    await caller.stop(ContactId);
    const second = await caller.start(request);
    expect(second.ContactId).not.toBe(ContactId);
    expect(connect.ledger()).toMatchObject([{ ContactId }, { ContactId: second.ContactId }]);
  });

  it('works on a contact that DescribeContact does not know yet', async () => {
    await using connect = await openConnect({ describeLagMs: 2000 });
    using caller = aCaller(connect);
    const { ContactId } = await caller.start(aRequest());
    expect(await caller.stop(ContactId)).toEqual({});
  });

  it('takes a reason for campaign contacts alone', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const DisconnectReason = { Code: 'OUTBOUND_ATTEMPT_FAILED' };
    const general = await caller.start(aRequest());
    await expect(caller.stop(general.ContactId, { DisconnectReason })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    const { ContactId } = await caller.start(aRequest(campaign));
    await caller.stop(ContactId, { DisconnectReason });
    expect(await caller.describe(ContactId)).toMatchObject({
      DisconnectReason: 'OUTBOUND_ATTEMPT_FAILED',
      AnsweringMachineDetectionStatus: 'AMD_UNANSWERED',
    });
  });

  it('has 15 stops in a burst and 10 a second', async () => {
    await using connect = await openConnect();
    connect.configure({ rates: { StopContact: { perSecond: 10, burst: 15 } } });
    using caller = aCaller(connect);
    for (let stop = 0; stop < 15; stop += 1) await expect(caller.stop('contact-1')).rejects.toMatchObject(unknown);
    await expect(caller.stop('contact-1')).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    connect.clock.advance(100);
    await expect(caller.stop('contact-1')).rejects.toMatchObject(unknown);
  });

  it('meets faults, and is listed', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId } = await caller.start(aRequest());
    connect.inject({ operation: 'StopContact', kind: 'reset-after', match: { ContactId: String(ContactId) } });
    await expect(caller.stop(ContactId)).rejects.toThrow();
    await expect(caller.stop(ContactId)).rejects.toMatchObject(ended); // the first one did its work
    expect(connect.requests({ operation: 'StopContact' })).toMatchObject([
      { fault: 'reset-after', status: null },
      { fault: null, status: 410, error: 'ContactNotFoundException' },
    ]);
  });

  it.each([
    { what: 'no contact', body: { InstanceId: 'instance-1' }, error: 'InvalidRequestException' },
    { what: 'no instance', body: { ContactId: 'contact-1' }, error: 'InvalidRequestException' },
    {
      what: 'an empty contact',
      body: { InstanceId: 'instance-1', ContactId: '' },
      error: 'InvalidParameterException',
    },
    {
      what: 'a contact of 257',
      body: { InstanceId: 'instance-1', ContactId: 'c'.repeat(257) },
      error: 'InvalidParameterException',
    },
    {
      what: 'an instance of 101',
      body: { InstanceId: 'i'.repeat(101), ContactId: 'contact-1' },
      error: 'InvalidParameterException',
    },
    {
      what: 'a reason that is text',
      body: { InstanceId: 'instance-1', ContactId: 'contact-1', DisconnectReason: 'OTHER' },
      error: 'SerializationException',
    },
  ])('refuses $what', async ({ body, error }) => {
    await using connect = await openConnect();
    const answer = await postRaw(connect, '/contact/stop', JSON.stringify(body));
    expect(answer).toMatchObject({ status: 400, errorType: error });
  });
});
