import { expect, it } from 'vitest';
import { isContactOver } from '../../src/connect/describe-contact.js';
import { HeldBackError, Throttle } from '../../src/connect/throttle.js';
import { aConnectClient, openConnect } from '../activities/dial.js';

it('who asks whether a contact is over waits for a turn with all who ask, and sends nothing before', async () => {
  const connect = await openConnect();
  using client = aConnectClient(connect.url);
  const throttle = new Throttle();
  const contact = { InstanceId: '846ec553-a005-41c0-8341-000000000001', ContactId: 'unknown' };
  const queries = { connect: client, now: () => 0, throttle };
  const ask = () => isContactOver(queries, contact, new AbortController().signal);
  expect(await ask()).toBeUndefined();
  throttle.take = () => 60_000;
  await expect(ask()).rejects.toThrow(HeldBackError);
  expect(connect.requests()).toHaveLength(1);
  await connect.close();
});
