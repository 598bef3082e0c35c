import { expect, it } from 'vitest';

import { numberOf, startSimulator } from '../../src/connect-simulator/index.js';
import { aCaller } from './caller.js';
import { aClock, aRequest, noRateLimit } from './support.js';

it('tells the next story with each call that rings, and goes on with the last one', async () => {
  const clock = aClock();
  await using connect = await startSimulator({ now: clock.now, settings: { rates: noRateLimit } });
  using caller = aCaller(connect);
  const DestinationPhoneNumber = numberOf('busy-then-no-answer-then-answered');
  const reasons: (string | undefined)[] = [];
  for (const ClientToken of ['first', 'second', 'third', 'fourth']) {
    const { ContactId } = await caller.start(aRequest({ ClientToken, DestinationPhoneNumber }));
    // A known token is no further call.
    await caller.start(aRequest({ ClientToken, DestinationPhoneNumber }));
    clock.advance(60_000);
    reasons.push((await caller.describe(ContactId))?.DisconnectReason);
  }

  expect(reasons).toEqual(['TELECOM_BUSY', 'TELECOM_TIMEOUT', 'CONTACT_FLOW_DISCONNECT', 'CONTACT_FLOW_DISCONNECT']);
});
