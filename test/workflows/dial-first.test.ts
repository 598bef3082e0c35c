import type { WorkflowHandle } from '@temporalio/client';
import proto from '@temporalio/proto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dialActivityId, dialHeartbeatTimeoutMs } from '../../src/contract/dial.js';
import { taskQueues } from '../../src/contract/names.js';
import { dialFirst } from '../../src/temporal/dial-first.js';
import { startHandMadeWorkers } from '../support/hand-made-workers.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

const { PENDING_ACTIVITY_STATE_STARTED: started, PENDING_ACTIVITY_STATE_SCHEDULED: waiting } =
  proto.temporal.api.enums.v1.PendingActivityState;

let world: World;
let workers: AsyncDisposable;
beforeAll(async () => {
  world = await startWorld();
  // Nobody dials; the workflow goes on.
  workers = await startHandMadeWorkers(world, {});
});
afterAll(async () => {
  await workers[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const dialOf = async (handle: WorkflowHandle) =>
  (await handle.describe()).raw.pendingActivities?.find(({ activityId }) => activityId === dialActivityId);

/** A call whose attempt has begun, by a worker that never says anything about it. */
async function callWithSilentAttempt(id: string): Promise<WorkflowHandle> {
  const { client } = world.ringonce;
  await world.ringonce.start(id, aRequest(), { tracking: 'none', lines: 'unlimited' });
  await client.withDeadline(Date.now() + 30_000, () =>
    client.workflowService.pollActivityTaskQueue({
      namespace: client.options.namespace,
      taskQueue: { name: taskQueues.dial },
      identity: 'silent',
    }),
  );
  return client.workflow.getHandle(id);
}

it('a dial that runs comes first from its next attempt on', async () => {
  const handle = await callWithSilentAttempt('runs');
  expect(await dialOf(handle)).toMatchObject({ state: started, attempt: 1 });

  await dialFirst(world.ringonce.client, 'runs', Date.now);

  expect(await dialOf(handle)).toMatchObject({ state: started, priority: { priorityKey: 1 } });
  await handle.terminate();
});

it('a dial that is about to count as dead is left alone: the request might come too late', async () => {
  const handle = await callWithSilentAttempt('nearly-dead');

  await dialFirst(world.ringonce.client, 'nearly-dead', () => Date.now() + dialHeartbeatTimeoutMs - 1_000);

  expect(await dialOf(handle)).toMatchObject({ state: started, priority: { priorityKey: 3 } });
  await handle.terminate();
});

it('a dial whose worker stood still until it counted as dead goes on, when that worker goes on and asks for it to come first', async () => {
  const handle = await callWithSilentAttempt('stood-still');
  await expect.poll(() => dialOf(handle), { timeout: 30_000 }).toMatchObject({ state: waiting, attempt: 2 });

  await dialFirst(world.ringonce.client, 'stood-still', Date.now);

  // Changed options would have ended it as one that nobody has begun.
  expect(await dialOf(handle)).toMatchObject({ state: waiting, attempt: 2 });
  await handle.terminate();
});
