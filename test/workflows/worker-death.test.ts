import { afterAll, beforeAll, expect, it } from 'vitest';
import { aRequest } from '../support/requests.js';
import { startWorkerProcess } from '../support/worker-process.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

/**
 * The worker is killed (SIGKILL) at three moments of the dial; another takes over. `hang-before` holds the request back before
 * Connect has placed anything, `hang-after` right after it rang and before the answer.
 */
it.each([
  { moment: 'before Connect placed the call', kind: 'hang-before', ringsAtDeath: 0 },
  { moment: 'after it rang and before the answer', kind: 'hang-after', ringsAtDeath: 1 },
] as const)('killed $moment: one ring, and the call is PLACED', async ({ kind, ringsAtDeath }) => {
  const id = `killed-${kind}`;
  world.connect.inject({ operation: 'StartOutboundVoiceContact', kind, times: 1, match: { ClientToken: id } });
  const worker = await startWorkerProcess(world);
  const call = await world.ringonce.start(id, aRequest());
  await world.connect.untilRequests(1, { clientToken: id });

  await worker.kill();
  expect(world.connect.ledger({ clientToken: id })).toHaveLength(ringsAtDeath);
  const successor = await startWorkerProcess(world);
  const result = await call.result();
  await successor.kill();

  const rings = world.connect.ledger({ clientToken: id });
  expect(rings).toHaveLength(1);
  expect(result).toMatchObject({ outcome: 'PLACED', ContactId: rings[0]?.ContactId });
  expect(new Set(world.connect.requests({ clientToken: id }).map(({ bodySha256 }) => bodySha256)).size).toBe(1);
});

it('killed as soon as Connect has answered: one ring, and the call is PLACED', async () => {
  const id = 'killed-after-answer';
  const worker = await startWorkerProcess(world);
  const call = await world.ringonce.start(id, aRequest());
  // The answer leaves the simulator as the ring is written down: the worker has it, or is about to.
  await world.connect.untilRequests(1, { clientToken: id, status: 200 });

  await worker.kill();
  const successor = await startWorkerProcess(world);
  const result = await call.result();
  await successor.kill();

  const rings = world.connect.ledger({ clientToken: id });
  expect(rings).toHaveLength(1);
  expect(result).toMatchObject({ outcome: 'PLACED', ContactId: rings[0]?.ContactId });
});

it('killed in mid-dial with resendWindow 0, and Connect forgets the token: one ring, UNKNOWN', async () => {
  const id = 'killed-window-0';
  world.connect.inject({
    operation: 'StartOutboundVoiceContact',
    kind: 'hang-after',
    times: 1,
    match: { ClientToken: id },
  });
  world.connect.configure({ tokenAfterEnd: 'new-contact', timeScale: 10_000 });
  const worker = await startWorkerProcess(world);
  const call = await world.ringonce.start(id, aRequest(), { resendWindow: 0 });
  await world.connect.untilRequests(1, { clientToken: id });

  await worker.kill();
  const successor = await startWorkerProcess(world);
  const result = await call.result();
  await successor.kill();

  expect(world.connect.ledger({ clientToken: id })).toHaveLength(1);
  expect(result).toMatchObject({ outcome: 'UNKNOWN' });
});
