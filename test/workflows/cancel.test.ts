import { afterAll, beforeAll, expect, it } from 'vitest';
import { taskQueues, workflowTypes } from '../../src/contract/index.js';
import { aRequest } from '../support/requests.js';
import { untilBackingOff } from '../support/until-backing-off.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.startWorker();
});
afterAll(() => world[Symbol.asyncDispose]());

const cancel = (id: string) => world.ringonce.client.workflow.getHandle(id).cancel();

it('throttled so far: Cancelled, nothing rings, and its ID may be used again', async () => {
  world.connect.inject({
    operation: 'StartOutboundVoiceContact',
    kind: 'throttle',
    times: 50,
    match: { ClientToken: 'cancel-1' },
  });
  const call = await world.ringonce.start('cancel-1', aRequest(), { tracking: 'none' });
  await untilBackingOff(world, 'cancel-1');

  await cancel('cancel-1');

  await expect(call.result()).rejects.toMatchObject({ name: 'CallCancelledError' });
  expect(world.connect.ledger({ clientToken: 'cancel-1' })).toEqual([]);
  world.connect.clearFaults();
  const corrected = await world.ringonce.start('cancel-1', aRequest({ DestinationPhoneNumber: '+12065550101' }), {
    tracking: 'none',
  });
  expect(corrected.state).toBe('started');
  expect(await corrected.result()).toMatchObject({ outcome: 'PLACED' });
});

it('sent, and the answer was lost: UNKNOWN, never Cancelled, and its ID stays taken', async () => {
  world.connect.inject({
    operation: 'StartOutboundVoiceContact',
    kind: 'reset-after',
    times: 50,
    match: { ClientToken: 'cancel-2' },
  });
  const call = await world.ringonce.start('cancel-2', aRequest(), { tracking: 'none' });
  await untilBackingOff(world, 'cancel-2');

  await cancel('cancel-2');

  expect(await call.result()).toMatchObject({ outcome: 'UNKNOWN' });
  expect(world.connect.ledger({ clientToken: 'cancel-2' })).toHaveLength(1);
  const other = world.ringonce.start('cancel-2', aRequest({ DestinationPhoneNumber: '+12065550101' }), {
    tracking: 'none',
  });
  await expect(other).rejects.toMatchObject({ name: 'CallConflictError', members: ['DestinationPhoneNumber'] });
});

it('while the request is out: it is given up, and the call is UNKNOWN', async () => {
  world.connect.inject({
    operation: 'StartOutboundVoiceContact',
    kind: 'hang-after',
    times: 50,
    match: { ClientToken: 'cancel-3' },
  });
  const call = await world.ringonce.start('cancel-3', aRequest(), { tracking: 'none' });
  await world.connect.untilRequests(1, { clientToken: 'cancel-3' });

  await cancel('cancel-3');

  expect(await call.result()).toMatchObject({ outcome: 'UNKNOWN' });
  expect(world.connect.requests({ clientToken: 'cancel-3' })).toHaveLength(1);
});

it('before any worker took the dial: Cancelled, and Connect is never called', async () => {
  await using idle = await startWorld();
  // A worker for the workflow alone would be needed to see the dial queued; here the whole call waits.
  const handle = await idle.ringonce.client.workflow.start(workflowTypes.outboundCall, {
    workflowId: 'cancel-4',
    taskQueue: taskQueues.calls,
    args: [aRequest()],
  });
  await handle.cancel();
  await idle.startWorker();

  await expect(idle.ringonce.call('cancel-4').result()).rejects.toMatchObject({ name: 'CallCancelledError' });
  expect(idle.connect.requests()).toEqual([]);
});
