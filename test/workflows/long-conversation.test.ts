import { afterAll, beforeAll, expect, it } from 'vitest';
import { numberOf } from '../../src/connect-simulator/index.js';
import { aRequest } from '../support/requests.js';
import { startSkippedTime, type SkippedTime } from '../support/skipped-time.js';

/** No contact event arrives here: looks alone find the end. */
let world: SkippedTime;
beforeAll(async () => {
  world = await startSkippedTime();
});
afterAll(() => world[Symbol.asyncDispose]());

it('a conversation of an hour ends as ANSWERED, found by a few looks', async () => {
  const { result } = await world.runCall('long', aRequest({ DestinationPhoneNumber: numberOf('long-talk') }));

  const rings = world.connect.ledger({ clientToken: 'long' });
  expect(rings).toHaveLength(1);
  expect(result).toMatchObject({
    outcome: 'ANSWERED',
    ContactId: rings[0]?.ContactId,
    disconnectReason: 'CUSTOMER_DISCONNECT',
    ringSeconds: 0,
    talkSeconds: 3600,
    answeredBy: 'unknown',
  });
  const looks = world.connect.requests({ operation: 'DescribeContact' }).length;
  expect(looks).toBeGreaterThan(5);
  expect(looks).toBeLessThan(30);
});

it('a call longer than its maxCallLength is UNKNOWN, not hanging', async () => {
  const { result } = await world.runCall('too-long', aRequest({ DestinationPhoneNumber: numberOf('long-talk') }), {
    maxCallLength: '20 minutes',
  });

  expect(result).toMatchObject({
    outcome: 'UNKNOWN',
    reason: expect.stringMatching(/^its end was not known 20 min after the dial: On the line since /) as string,
  });
  expect(world.connect.ledger({ clientToken: 'too-long' })).toHaveLength(1);
});
