import { expect, it } from 'vitest';
import { numberOf, startSimulator } from '../../../src/connect-simulator/index.js';
import { aCaller } from '../caller.js';
import { aClock, aRequest, noRateLimit } from '../support.js';

it('gives fast-busy to the eleventh call: a contact, no error, no ring', async () => {
  const clock = aClock();
  await using connect = await startSimulator({ now: clock.now, settings: { rates: noRateLimit } });
  using caller = aCaller(connect);
  for (let call = 0; call < 10; call += 1) await caller.start(aRequest());

  const { ContactId } = await caller.start(aRequest({ ClientToken: 'eleventh' }));
  clock.advance(1000);
  const contact = await caller.describe(ContactId);

  expect(connect.ledger()).toHaveLength(10);
  expect(contact?.DisconnectTimestamp).toEqual(new Date(clock.startMs + 1000));
  expect(contact).not.toHaveProperty('ConnectedToSystemTimestamp');
  expect(contact).not.toHaveProperty('DisconnectReason');
  expect(await caller.start(aRequest({ ClientToken: 'eleventh' }))).toMatchObject({ ContactId }); // the token is used up
});

it('frees a line when its call ends, ringing or talking until then', async () => {
  const clock = aClock();
  await using connect = await startSimulator({ now: clock.now, settings: { lines: 2, rates: noRateLimit } });
  using caller = aCaller(connect);
  await caller.start(aRequest()); // ends after 36 s
  await caller.start(aRequest({ DestinationPhoneNumber: numberOf('busy') })); // after 3 s
  clock.advance(2999);
  await caller.start(aRequest()); // fast-busy, which holds no line
  expect(connect.ledger()).toHaveLength(2);
  clock.advance(1);
  await caller.start(aRequest());
  expect(connect.ledger()).toHaveLength(3);
  await caller.start(aRequest());
  expect(connect.ledger()).toHaveLength(3);
});

it('counts the lines of each instance for itself', async () => {
  await using connect = await startSimulator({ settings: { lines: 1, rates: noRateLimit } });
  using caller = aCaller(connect);
  for (const InstanceId of ['instance-1', 'instance-2', 'instance-1']) await caller.start(aRequest({ InstanceId }));
  expect(connect.ledger().map((ring) => ring.InstanceId)).toEqual(['instance-1', 'instance-2']);
});
