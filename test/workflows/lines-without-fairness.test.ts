import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CallOptions } from '../../src/client/index.js';
import { numberOf } from '../../src/connect-simulator/index.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

const { InstanceId } = aRequest();
let world: World;
beforeAll(async () => {
  // A call over the one line is never in the ledger.
  world = await startWorld({ lines: 1, timeScale: 36, dynamicConfig: { 'matching.enableFairness': false } });
  await world.startWorker();
  await world.startContactEvents();
});
afterAll(() => world[Symbol.asyncDispose]());

const start = (id: string, options: CallOptions, scenario: 'answered' | 'long-talk' = 'answered') =>
  world.ringonce.start(id, aRequest({ DestinationPhoneNumber: numberOf(scenario) }), { lines: 'pool', ...options });

it('on a server without fairness calls wait for a line by priority alone, and each rings once', async () => {
  await world.ringonce.lines.set(InstanceId, { lines: 1 });
  const talk = await start('talks', {}, 'long-talk');
  await world.connect.untilRings(1);
  const bulk = ['acme-0', 'acme-1', 'globex-0'];
  const calls = [];
  for (const id of bulk) calls.push(await start(id, { priority: 4, fairnessKey: id.slice(0, 4), fairnessWeight: 2 }));
  calls.push(await start('urgent', { priority: 1 }));
  await expect.poll(() => world.ringonce.lines.of(InstanceId)).toMatchObject({ busy: 1, waiting: 4 });
  expect(world.connect.ledger()).toHaveLength(1);

  await talk.cancel({ hangUp: true });

  const results = await Promise.all(calls.map((call) => call.result()));
  expect(results.map(({ outcome }) => outcome)).toEqual(calls.map(() => 'ANSWERED'));
  const rung = world.connect.ledger().map(({ ClientToken }) => ClientToken);
  expect(rung.slice(0, 2)).toEqual(['talks', 'urgent']);
  expect(rung.slice(2).toSorted()).toEqual(bulk);
});
