import { expect, it } from 'vitest';
import { numberOf, startSimulator } from '../../../src/connect-simulator/index.js';
import { aCaller } from '../caller.js';
import { aClock, aRequest, noRateLimit } from '../support.js';

const number = numberOf('busy-then-no-answer-then-answered');

it('gives the calls of a number different ends, one after the other, and then begins anew', async () => {
  const clock = aClock();
  await using connect = await startSimulator({ now: clock.now, settings: { rates: noRateLimit } });
  using caller = aCaller(connect);
  const reasonOf = async (DestinationPhoneNumber: string) => {
    const { ContactId } = await caller.start(aRequest({ DestinationPhoneNumber }));
    clock.advance(120_000);
    return (await caller.describe(ContactId))?.DisconnectReason;
  };

  const reasons: unknown[] = [];
  for (let call = 0; call < 4; call += 1) reasons.push(await reasonOf(number));

  expect(reasons).toEqual(['TELECOM_BUSY', 'TELECOM_TIMEOUT', 'CONTACT_FLOW_DISCONNECT', 'TELECOM_BUSY']);
  expect(connect.ledger()).toHaveLength(4);
  connect.reset();
  expect(await reasonOf(number)).toBe('TELECOM_BUSY');
});

it('counts the calls that rang: neither a repeated request nor one without a line', async () => {
  const clock = aClock();
  await using connect = await startSimulator({ now: clock.now, settings: { lines: 1, rates: noRateLimit } });
  using caller = aCaller(connect);
  const first = aRequest({ DestinationPhoneNumber: number, ClientToken: 'first' });
  await caller.start(first);
  await caller.start(first);
  await caller.start(aRequest({ DestinationPhoneNumber: number })); // the line is taken
  clock.advance(120_000);

  const { ContactId } = await caller.start(aRequest({ DestinationPhoneNumber: number }));
  clock.advance(120_000);

  expect((await caller.describe(ContactId))?.DisconnectReason).toBe('TELECOM_TIMEOUT');
});
