import { afterAll, beforeAll, expect, it } from 'vitest';
import { aRequest } from '../../support/requests.js';
import { startWorld, type World } from '../../support/world.js';

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

  expect(await call.cancel()).toEqual({
    was: 'FOLLOWING',
    is: 'not-stopped',
    outsideEnd: { how: 'terminated', reason: 'an operator', by: expect.any(String) as string },
  });
});

it.each(['terminated', 'timed out'] as const)(
  'of a call that was %s, while no worker runs, says so: it said that it was requested',
  async (how) => {
    await using idle = await startWorld();
    const { workflow } = idle.ringonce.client;
    const workflowId = 'ended-from-outside';
    const limit = how === 'timed out' ? { workflowExecutionTimeout: '1s' } : {};
    const options = { workflowId, taskQueue: 'ringonce', args: [aRequest()], ...limit } as const;
    const handle = await workflow.start('outboundCall', options);
    if (how === 'terminated') await handle.terminate();
    await handle.result().catch(() => undefined);

    const call = idle.ringonce.call(workflowId);

    expect(await call.cancel()).toMatchObject({ is: 'not-stopped', outsideEnd: { how } });
    await expect(call.result()).rejects.toMatchObject({ code: 'CALL_FAILED' });
    await expect(call.result()).rejects.toThrow(
      how === 'timed out'
        ? /^The call ended-from-outside was ended by a time limit of its workflow\. Nobody follows .*`ringonce show/
        : /^The call ended-from-outside was terminated by \S+ \(.+\)\. Nobody follows .*`ringonce show ended-from-outside`/,
    );
  },
);

it('of a call that is Cancelled, while no worker runs: not-dialled; it said that it was too late', async () => {
  await using idle = await startWorld();
  const worker = await idle.startWorker();
  const call = await idle.ringonce.start('cancelled-before', aRequest(), { notBefore: '2100-01-01T00:00:00Z' });
  await idle.ringonce.client.workflow.getHandle('cancelled-before').cancel();
  await expect(call.result()).rejects.toMatchObject({ code: 'CALL_CANCELLED' });
  await worker.shutdown();

  expect(await call.cancel()).toEqual({ is: 'not-dialled' });
});

it("the result of a terminated call names who has terminated it and why, which it said was the call's failure", async () => {
  const call = await world.ringonce.start('result-terminated', aRequest());
  await world.ringonce.client.workflow.getHandle('result-terminated').terminate('wrong number +12065550123');

  await expect(call.result()).rejects.toThrow(
    /^The call result-terminated was terminated by \S+ \(wrong number •••\)\. Nobody follows or stops its contact any more/,
  );
});

it('twice at once: both learn what it came to', async () => {
  const call = await world.ringonce.start('cancel-twice', aRequest());
  await call.contactId();

  const both = await Promise.all([call.cancel(), call.cancel()]);

  expect(both.map(({ is }) => is)).toEqual(['stopped', 'stopped']);
});
