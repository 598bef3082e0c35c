import { afterAll, beforeAll, expect, it } from 'vitest';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld({ timeScale: 0 });
});
afterAll(() => world[Symbol.asyncDispose]());

it('without a worker the cancellation is requested, and stands: whatever worker comes, nothing rings', async () => {
  const call = await world.ringonce.start('cancel-no-worker', aRequest());

  expect(await call.cancel()).toEqual({ is: 'requested' });

  await world.startWorker();
  await expect(call.result()).rejects.toMatchObject({ code: 'CALL_CANCELLED' });
  expect(world.connect.ledger()).toEqual([]);
});

it('of an ID that nobody has started: CallNotFoundError', async () => {
  await expect(world.ringonce.call('nobody-started-it').cancel()).rejects.toMatchObject({ code: 'CALL_NOT_FOUND' });
});

it('of a terminated call whose contact rings on: not-stopped', async () => {
  const call = await world.ringonce.start('cancel-terminated', aRequest());
  await call.contactId();
  await world.ringonce.client.workflow.getHandle('cancel-terminated').terminate('an operator');

  expect(await call.cancel()).toEqual({ was: 'FOLLOWING', is: 'not-stopped' });
});

it('twice at once: both learn what it came to', async () => {
  const call = await world.ringonce.start('cancel-twice', aRequest());
  await call.contactId();

  const both = await Promise.all([call.cancel(), call.cancel()]);

  expect(both.map(({ is }) => is)).toEqual(['stopped', 'stopped']);
});
