import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CallResult } from '../../src/contract/index.js';
import { aRequest } from '../support/requests.js';
import { startWorkerProcess } from '../support/worker-process.js';
import { startWorld, type World } from '../support/world.js';

/**
 * One worker is killed (SIGKILL) while it dials three calls, each at another moment; its successor finishes them. `hang-before`
 * holds the request back before Connect has placed anything, `hang-after` right after it rang and before the answer.
 */
const moments = [
  { moment: 'before Connect placed the call', id: 'killed-before-send', kind: 'hang-before', ringsAtDeath: 0 },
  { moment: 'after it rang, before the answer', id: 'killed-after-send', kind: 'hang-after', ringsAtDeath: 1 },
  { moment: 'as soon as Connect had answered', id: 'killed-after-answer', kind: undefined, ringsAtDeath: 1 },
] as const;

let world: World;
const ringsAtDeath = new Map<string, number>();
const results = new Map<string, CallResult>();
beforeAll(async () => {
  world = await startWorld();
  const worker = await startWorkerProcess(world);
  const calls = [];
  for (const { id, kind } of moments) {
    if (kind !== undefined) {
      world.connect.inject({ operation: 'StartOutboundVoiceContact', kind, times: 1, match: { ClientToken: id } });
    }
    calls.push(await world.ringonce.start(id, aRequest(), { tracking: 'none' }));
    // The answer leaves as the ring is written down: the worker has it, or is about to.
    await world.connect.untilRequests(1, kind === undefined ? { clientToken: id, status: 200 } : { clientToken: id });
  }
  await worker.kill();
  for (const { id } of moments) ringsAtDeath.set(id, world.connect.ledger({ clientToken: id }).length);
  const successor = await startWorkerProcess(world);
  for (const call of calls) results.set(call.workflowId, await call.result());
  await successor.kill();
});
afterAll(() => world[Symbol.asyncDispose]());

it.each(moments)('killed $moment: one ring, and the call is PLACED', (story) => {
  const rings = world.connect.ledger({ clientToken: story.id });

  expect(ringsAtDeath.get(story.id)).toBe(story.ringsAtDeath);
  expect(rings).toHaveLength(1);
  expect(results.get(story.id)).toMatchObject({ outcome: 'PLACED', ContactId: rings[0]?.ContactId });
});

it.each(moments.filter(({ kind }) => kind !== undefined))('$id: the successor sent the same bytes again', ({ id }) => {
  const requests = world.connect.requests({ clientToken: id });

  expect(requests).toHaveLength(2);
  expect(new Set(requests.map(({ bodySha256 }) => bodySha256)).size).toBe(1);
});
