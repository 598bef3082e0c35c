import { expect, it } from 'vitest';
import type { CallOptions } from '../../src/client/index.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

/** A new account's. */
const quota = { perSecond: 2, burst: 5 };

async function startCalls(world: World, { name, count, ...options }: CallOptions & { name: string; count: number }) {
  const ids = Array.from({ length: count }, (_, number) => `${name}-${number}`);
  const all: CallOptions = { tracking: 'none', lines: 'unlimited', ...options };
  return Promise.all(ids.map((id) => world.ringonce.start(id, aRequest(), all)));
}

/** Names of the calls in the order of their rings. */
const rung = (world: World) => world.connect.ledger().map(({ ClientToken }) => ClientToken.replace(/-\d+$/, ''));

/** Until so many dials wait in the queue, as the server counts them. */
async function untilQueued(world: World, count: number): Promise<void> {
  while ((await world.ringonce.rates()).dials.waiting < count);
}

/** Until so many calls have rung, or wait in the queue: a few are let out before a rate is known. */
async function untilRungOrQueued(world: World, count: number): Promise<void> {
  while ((await world.ringonce.rates()).dials.waiting + rung(world).length < count);
}

it('the rate is the server’s, whatever the worker has of its own: 2 a second', async () => {
  await using world = await startWorld({ dialsPerSecond: 50 });
  await world.startWorker();

  const calls = await startCalls(world, { name: 'fast', count: 40 });
  await Promise.all(calls.map((call) => call.result()));

  const atMs = world.connect.ledger().map(({ ringStartedAt }) => Date.parse(ringStartedAt));
  expect(atMs).toHaveLength(40);
  // At 2 a second it would take 19 s.
  expect(Math.max(...atMs) - Math.min(...atMs)).toBeLessThan(12_000);
});

/** These wait for a rate that is low: beside each other, each in a world of its own. */
it.concurrent('at the default quota dials leave at 2 a second, and no call sees a throttle', async () => {
  await using world = await startWorld({ dialsPerSecond: 2, rates: { StartOutboundVoiceContact: quota } });
  await world.startWorker();

  const calls = await startCalls(world, { name: 'rate', count: 30 });
  await Promise.all(calls.map((call) => call.result()));

  const requests = world.connect.requests({ operation: 'StartOutboundVoiceContact' });
  expect(requests.map(({ status }) => status)).toEqual(calls.map(() => 200));
  // After the first ones, which the queue and Connect let out at once.
  const atMs = requests.map(({ receivedAt }) => Date.parse(receivedAt)).slice(quota.burst);
  const perSecond = (atMs.length - 1) / (((atMs.at(-1) ?? NaN) - (atMs[0] ?? NaN)) / 1000);
  expect(perSecond / quota.perSecond).toBeGreaterThan(0.8);
  expect(perSecond / quota.perSecond).toBeLessThan(1.1);
});

it.concurrent('an urgent call is dialled before those of less priority that wait in the dial queue', async () => {
  await using world = await startWorld({ dialsPerSecond: 0.01, rates: { StartOutboundVoiceContact: quota } });
  await world.startWorker();
  const bulk = await startCalls(world, { name: 'bulk', count: 20, priority: 5 });
  await untilRungOrQueued(world, 20);
  const urgent = await startCalls(world, { name: 'urgent', count: 3, priority: 1 });
  await untilRungOrQueued(world, 23);
  const already = rung(world).length;
  expect(already).toBeLessThan(12);

  await world.ringonce.setRates({ dialsPerSecond: 2 });
  await Promise.all([...bulk, ...urgent].map((call) => call.result()));

  const order = rung(world);
  expect(order).toHaveLength(23);
  // Two that the worker had asked for before may come in between.
  expect(order.slice(already, already + 5).filter((name) => name === 'urgent')).toHaveLength(3);
});

it.concurrent('keys of one priority share the dial queue by their weights', async () => {
  await using world = await startWorld({ dialsPerSecond: 0.01 });
  await world.startWorker();
  // In the order of arrival the light ones would go first.
  const light = await startCalls(world, { name: 'light', count: 40, fairnessKey: 'light' });
  await untilQueued(world, 35);
  const heavy = await startCalls(world, { name: 'heavy', count: 40, fairnessKey: 'heavy', fairnessWeight: 3 });
  // A few were let out before the rate was known.
  await untilQueued(world, 75);
  const already = rung(world).length;

  await world.ringonce.setRates({ dialsPerSecond: 20 });
  await Promise.all([...light, ...heavy].map((call) => call.result()));

  // Three quarters; without weights it would be half. Dials that are out together may ring in another order.
  const first = rung(world).slice(already, already + 40);
  const share = first.filter((name) => name === 'heavy').length / first.length;
  expect(share).toBeGreaterThan(0.62);
  expect(share).toBeLessThan(0.88);
});
