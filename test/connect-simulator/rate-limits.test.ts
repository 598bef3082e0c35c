import { expect, it } from 'vitest';
import { startSimulator } from '../../src/connect-simulator/index.js';
import { aCaller } from './caller.js';
import { aClock, aRequest, putRaw } from './support.js';

const throttledStart = { name: 'TooManyRequestsException', $metadata: { httpStatusCode: 429 } };

it('lets 5 calls through at once and then 2 a second, whatever the speed of time', async () => {
  const clock = aClock();
  await using connect = await startSimulator({ now: clock.now, settings: { timeScale: 60, lines: 100 } });
  using caller = aCaller(connect);

  for (let call = 0; call < 5; call += 1) await caller.start(aRequest());
  await expect(caller.start(aRequest())).rejects.toMatchObject(throttledStart);
  clock.advance(499);
  await expect(caller.start(aRequest())).rejects.toMatchObject(throttledStart);
  clock.advance(1);
  await caller.start(aRequest());
  await expect(caller.start(aRequest())).rejects.toMatchObject(throttledStart);
  expect(connect.ledger()).toHaveLength(6);

  clock.advance(60_000); // the bucket holds 5, however long it fills
  for (let call = 0; call < 5; call += 1) await caller.start(aRequest());
  await expect(caller.start(aRequest())).rejects.toMatchObject(throttledStart);
});

it('lets 15 looks through at once and then 10 a second, from a bucket of their own', async () => {
  const clock = aClock();
  await using connect = await startSimulator({ now: clock.now });
  using caller = aCaller(connect);
  const { ContactId } = await caller.start(aRequest());

  for (let look = 0; look < 15; look += 1) await caller.describe(ContactId);
  await expect(caller.describe(ContactId)).rejects.toMatchObject({ name: 'ThrottlingException' });
  await caller.start(aRequest());
  clock.advance(100);
  await caller.describe(ContactId);
  await expect(caller.describe(ContactId)).rejects.toMatchObject({ name: 'ThrottlingException' });
});

it('throttles before it reads the request, and after it has seen the signature', async () => {
  const rates = { StartOutboundVoiceContact: { perSecond: 0, burst: 0 } };
  await using connect = await startSimulator({ settings: { rates } });
  expect(await putRaw(connect, 'no JSON')).toMatchObject({ status: 429, errorType: 'TooManyRequestsException' });
  expect(await putRaw(connect, 'no JSON', {})).toMatchObject({ status: 403 });
});

it('obeys a new rate at once, without giving tokens away', async () => {
  const clock = aClock();
  await using connect = await startSimulator({ now: clock.now });
  using caller = aCaller(connect);
  connect.configure({ rates: { StartOutboundVoiceContact: { perSecond: 1, burst: 1 } } });
  await caller.start(aRequest());
  connect.configure({ rates: { StartOutboundVoiceContact: { perSecond: 1, burst: 100 } } });
  await expect(caller.start(aRequest())).rejects.toMatchObject(throttledStart);
  clock.advance(1000);
  await caller.start(aRequest());
  expect(connect.settings.rates.DescribeContact).toEqual({ perSecond: 10, burst: 15 });
});
