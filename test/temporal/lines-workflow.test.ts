import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstLineInstances } from '../../src/temporal/lines-workflow.js';
import { startWorld, type World } from '../support/world.js';

const instances = [1, 2, 3].map((n) => `c1a9e6b4-52d8-4f0b-9c7e-83b6d1f2a54${n}`);

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.startWorker();
  for (const InstanceId of instances) await world.ringonce.lines.set(InstanceId, { lines: 2 });
});
afterAll(() => world[Symbol.asyncDispose]());

const first = (most: number) => firstLineInstances(world.ringonce.client.connection, world.settings.namespace, most);

it('reads as many instances as are wanted, and tells whether there are more', async () => {
  // Temporal's list is a moment behind.
  await expect.poll(async () => [...(await first(10)).instances].sort()).toEqual(instances);

  expect((await first(3)).areThereMore).toBe(false);
  expect(await first(2)).toMatchObject({ instances: { length: 2 }, areThereMore: true });
});
