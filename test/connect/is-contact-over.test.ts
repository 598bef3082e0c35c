import { expect, it } from 'vitest';
import { createIsContactOver } from '../../src/connect/is-contact-over.js';
import { HeldBackError, SendPace } from '../../src/connect/throttle.js';
import { aConnectClient, openConnect } from '../activities/dial.js';

it('who asks whether a contact is over waits for a turn with all who look, and sends nothing before', async () => {
  const connect = await openConnect();
  using client = aConnectClient(connect.url);
  const pace = new SendPace();
  const isContactOver = createIsContactOver({ connect: client, now: () => 0, pace });
  const ask = () => isContactOver('846ec553-a005-41c0-8341-000000000001', 'unknown', new AbortController().signal);
  expect(await ask()).toBeUndefined();
  pace.take = () => 60_000;
  await expect(ask()).rejects.toThrow(HeldBackError);
  expect(connect.requests()).toHaveLength(1);
  await connect.close();
});
