import { describe, expect, it } from 'vitest';
import { aCaller } from '../caller.js';
import { aRequest, openConnect, postRaw } from '../support.js';

const unknown = { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } };

describe("a contact's attributes", () => {
  it('are those of the request until they are updated, and an empty value clears one', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId } = await caller.start(aRequest({ Attributes: { order: '4711', goal: 'open', note: '' } }));
    expect(await caller.attributes(ContactId)).toEqual({ order: '4711', goal: 'open', note: '' });
    connect.clock.advance(7000);
    expect(await caller.update(ContactId, { goal: 'reached', order: '', new: 'ä' })).toEqual({});
    expect(await caller.attributes(ContactId)).toEqual({ goal: 'reached', note: '', new: 'ä' });
    expect(await caller.describe(ContactId)).toMatchObject({
      Attributes: { goal: 'reached', note: '', new: 'ä' },
      LastUpdateTimestamp: new Date(connect.clock.startMs + 7000),
    });
  });

  it('can be updated after the call, which moves nothing but LastUpdateTimestamp', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId } = await caller.start(aRequest());
    connect.clock.advance(100_000);
    const before = await caller.describe(ContactId);
    await caller.update(ContactId, { goal: 'reached' });
    expect(await caller.describe(ContactId)).toEqual({
      ...before,
      Attributes: { goal: 'reached' },
      LastUpdateTimestamp: new Date(connect.clock.startMs + 100_000),
    });
  });

  it('stay apart from those of a related contact', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const first = await caller.start(aRequest({ Attributes: { order: '1' } }));
    const second = await caller.start(aRequest({ RelatedContactId: first.ContactId }));
    await caller.update(first.ContactId, { order: '2' });
    expect(await caller.attributes(second.ContactId)).toEqual({ order: '1' });
  });

  it('keep keys that JavaScript knows', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId } = await caller.start(aRequest());
    const body = `{"InstanceId":"instance-1","InitialContactId":"${String(ContactId)}","Attributes":{"__proto__":"a"}}`;
    expect(await postRaw(connect, '/contact/attributes', body)).toMatchObject({ status: 200, body: {} });
    expect(Object.entries((await caller.attributes(ContactId)) ?? {})).toEqual([['__proto__', 'a']]);
  });

  it('have room for 32,768 UTF-8 bytes, what was there before included', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId } = await caller.start(aRequest({ Attributes: { before: 'x'.repeat(10_000) } })); // 10,006 bytes
    const room = 32_768 - 10_006 - 'key'.length;
    await caller.update(ContactId, { key: `${'ä'.repeat((room - 1) / 2)}x` });
    const before = await caller.attributes(ContactId);
    await expect(caller.update(ContactId, { k: '1' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect(await caller.attributes(ContactId)).toEqual(before);
    await caller.update(ContactId, { before: '', k: '1' }); // what is cleared makes room
  });

  it('belong to contacts that exist, in their instance', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId } = await caller.start(aRequest());
    await expect(caller.attributes('contact-1')).rejects.toMatchObject(unknown);
    await expect(caller.attributes(ContactId, 'instance-2')).rejects.toMatchObject(unknown);
    await expect(caller.update('contact-1', { a: '1' })).rejects.toMatchObject(unknown);
  });

  it.each([
    { what: 'no attributes', change: { Attributes: undefined }, error: 'InvalidRequestException' },
    { what: 'a key with a blank', change: { Attributes: { 'a b': '1' } }, error: 'InvalidParameterException' },
    { what: 'an empty key', change: { Attributes: { '': '1' } }, error: 'InvalidParameterException' },
    {
      what: 'a value of 32,768',
      change: { Attributes: { a: 'x'.repeat(32_768) } },
      error: 'InvalidParameterException',
    },
    { what: 'a number', change: { Attributes: { a: 1 } }, error: 'SerializationException' },
    { what: 'no contact', change: { InitialContactId: undefined }, error: 'InvalidRequestException' },
    { what: 'an empty contact', change: { InitialContactId: '' }, error: 'InvalidParameterException' },
  ])('are not updated with $what', async ({ change, error }) => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    const { ContactId } = await caller.start(aRequest({ Attributes: { order: '4711' } }));
    const request = { InstanceId: 'instance-1', InitialContactId: ContactId, Attributes: { a: '1' }, ...change };
    const answer = await postRaw(connect, '/contact/attributes', JSON.stringify(request));
    expect(answer).toMatchObject({ status: 400, errorType: error });
    expect(await caller.attributes(ContactId)).toEqual({ order: '4711' });
  });

  it.each(['GetContactAttributes', 'UpdateContactAttributes'] as const)('are throttled (%s)', async (operation) => {
    await using connect = await openConnect({ rates: { [operation]: { perSecond: 0, burst: 0 } } });
    using caller = aCaller(connect);
    const request = operation === 'GetContactAttributes' ? caller.attributes('a') : caller.update('a', { a: '1' });
    await expect(request).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  });
});
