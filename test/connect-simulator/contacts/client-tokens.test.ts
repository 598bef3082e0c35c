import { describe, expect, it } from 'vitest';
import { aCaller } from '../caller.js';
import { aRequest, openConnect, putRaw } from '../support.js';

const day = 24 * 60 * 60 * 1000;

describe('a client token', () => {
  const request = aRequest({ ClientToken: 'order-4711' });

  it('gives the same contact, and no second ring, while the call lasts', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const first = await caller.start(request);
    const second = await caller.start(request);
    expect(second.ContactId).toBe(first.ContactId);
    expect(connect.ledger()).toMatchObject([{ ContactId: first.ContactId, ClientToken: 'order-4711' }]);
  });

  it('gives the same contact to requests at the same time', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const answers = await Promise.all(Array.from({ length: 8 }, () => caller.start(request)));
    expect(new Set(answers.map(({ ContactId }) => ContactId)).size).toBe(1);
    expect(connect.ledger()).toHaveLength(1);
  });

  it.each([
    { tokenAfterEnd: 'same-contact', rings: 1 },
    { tokenAfterEnd: 'new-contact', rings: 2 },
  ] as const)(
    'rings $rings times if the call has ended and the setting is $tokenAfterEnd',
    async ({ tokenAfterEnd, rings }) => {
      await using connect = await openConnect({ tokenAfterEnd });
      using caller = aCaller(connect);
      await caller.start(request);
      connect.clock.advance(35_999);
      await caller.start(request);
      expect(connect.ledger()).toHaveLength(1); // has not ended yet
      connect.clock.advance(1);
      const last = await caller.start(request);
      expect(connect.ledger()).toHaveLength(rings);
      expect(connect.ledger().at(-1)?.ContactId).toBe(last.ContactId);
      expect(await caller.start(request)).toMatchObject({ ContactId: last.ContactId }); // the newest contact has the token
    },
  );

  it('is good for 7 days', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    await caller.start(request);
    connect.clock.advance(7 * day - 1);
    await caller.start(request);
    expect(connect.ledger()).toHaveLength(1);
    connect.clock.advance(1);
    await caller.start(request);
    expect(connect.ledger()).toHaveLength(2);
  });

  it('ignores another request by default: the new number is not called', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const first = await caller.start(request);
    const second = await caller.start({ ...request, DestinationPhoneNumber: '+12065550130' });
    expect(second.ContactId).toBe(first.ContactId);
    expect(connect.ledger()).toMatchObject([{ DestinationPhoneNumber: '+12065550100' }]);
  });

  it('refuses another request if told so, and still knows the first in any order of members', async () => {
    await using connect = await openConnect({ tokenMismatch: 'error' });
    using caller = aCaller(connect);
    const { ContactId } = await caller.start({ ...request, Attributes: { a: '1', b: '2' } });
    const reordered = { Attributes: { b: '2', a: '1' }, ...request };
    expect(await putRaw(connect, JSON.stringify(reordered))).toMatchObject({ body: { ContactId } });
    await expect(caller.start({ ...request, Attributes: { a: '2' } })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    expect(connect.ledger()).toHaveLength(1);
  });

  it('is not used up by a request that was refused', async () => {
    await using connect = await openConnect({ tokenMismatch: 'error' });
    using caller = aCaller(connect);
    await expect(caller.start({ ...request, InstanceId: 'instance-404' })).rejects.toThrow();
    await expect(caller.start({ ...request, DestinationPhoneNumber: '+12065550141' })).rejects.toThrow();
    await expect(caller.start({ ...request, DestinationPhoneNumber: 'x' })).rejects.toThrow();
    await caller.start(request);
    expect(connect.ledger()).toMatchObject([{ ClientToken: 'order-4711', InstanceId: 'instance-1' }]);
  });

  it('counts letters as they are written', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    for (const ClientToken of ['a', 'A', '__proto__', 'constructor']) await caller.start(aRequest({ ClientToken }));
    expect(connect.ledger().map((ring) => ring.ClientToken)).toEqual(['a', 'A', '__proto__', 'constructor']);
  });

  it('that is absent is made by the service, another one each time', async () => {
    await using connect = await openConnect();
    await putRaw(connect, JSON.stringify(aRequest()));
    await putRaw(connect, JSON.stringify(aRequest()));
    const tokens = connect.ledger().map((ring) => ring.ClientToken);
    expect(new Set(tokens).size).toBe(2);
    expect(tokens).not.toContain('');
    expect(connect.requests().map(({ clientToken }) => clientToken)).toEqual([null, null]);
  });
});
