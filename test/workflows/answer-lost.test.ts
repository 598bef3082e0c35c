import { afterAll, beforeAll, expect, it } from 'vitest';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.startWorker();
});
afterAll(() => world[Symbol.asyncDispose]());

/** Connect places the call, and then its answer does not arrive as it should: the oracle is the ledger of rings. */
it.concurrent.each([
  { kind: 'error-after', request: aRequest() },
  { kind: 'reset-after', request: aRequest() },
  { kind: 'empty-after', request: aRequest() },
  // The shortest dial limit there is, 15 s, and its margin pass before a hanging request is given up.
  { kind: 'hang-after', request: aRequest({ TrafficType: 'CAMPAIGN', RingTimeoutInSeconds: 15 }) },
] as const)('rings once and adopts the contact: $kind', async ({ kind, request }) => {
  const id = `lost-${kind}`;
  world.connect.inject({ operation: 'StartOutboundVoiceContact', kind, times: 2, match: { ClientToken: id } });

  const call = await world.ringonce.start(id, request, { tracking: 'none' });
  const result = await call.result();

  const rings = world.connect.ledger({ clientToken: id });
  expect(rings).toHaveLength(1);
  expect(result).toMatchObject({ outcome: 'PLACED', ContactId: rings[0]?.ContactId });
  const requests = world.connect.requests({ clientToken: id });
  expect(requests).toHaveLength(3);
  expect(new Set(requests.map(({ bodySha256 }) => bodySha256)).size).toBe(1);
});

it.concurrent.each([
  { kind: 'error-before', rings: 0 },
  { kind: 'reset-before', rings: 0 },
  { kind: 'error-after', rings: 1 },
  { kind: 'reset-after', rings: 1 },
  { kind: 'empty-after', rings: 1 },
] as const)('with resendWindow 0 nothing is ever sent again: $kind is UNKNOWN', async ({ kind, rings }) => {
  const id = `never-again-${kind}`;
  world.connect.inject({ operation: 'StartOutboundVoiceContact', kind, times: 1, match: { ClientToken: id } });

  const call = await world.ringonce.start(id, aRequest(), { tracking: 'none', resendWindow: 0 });

  expect(await call.result()).toMatchObject({ outcome: 'UNKNOWN' });
  expect(world.connect.requests({ clientToken: id })).toHaveLength(1);
  expect(world.connect.ledger({ clientToken: id })).toHaveLength(rings);
});

it.concurrent('a throttle does not start the resend window: with 0 the call is still dialled', async () => {
  const id = 'throttled-0';
  world.connect.inject({
    operation: 'StartOutboundVoiceContact',
    kind: 'throttle',
    times: 2,
    match: { ClientToken: id },
  });

  const call = await world.ringonce.start(id, aRequest(), { tracking: 'none', resendWindow: 0 });

  expect(await call.result()).toMatchObject({ outcome: 'PLACED' });
  expect(world.connect.ledger({ clientToken: id })).toHaveLength(1);
});

it.concurrent('a refusal of the second copy says nothing about the first: UNKNOWN, not refused', async () => {
  const id = 'refused-later';
  const operation = 'StartOutboundVoiceContact';
  world.connect.inject({ operation, kind: 'error-after', times: 1, match: { ClientToken: id } });
  world.connect.inject({
    operation,
    kind: 'error-before',
    error: 'AccessDeniedException',
    status: 403,
    match: { ClientToken: id },
  });

  const call = await world.ringonce.start(id, aRequest(), { tracking: 'none' });

  expect(await call.result()).toMatchObject({ outcome: 'UNKNOWN' });
  expect(world.connect.ledger({ clientToken: id })).toHaveLength(1);
});
