import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { awaitAttempt } from '../../activities/await-attempt.js';
import { connectRingonce, type RingonceClient } from '../../src/client/index.js';
import { taskQueues, workflowTypes } from '../../src/contract/index.js';
import { eventsOf } from '../support/history.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

/** No worker runs here. */
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

/** A client to which a workflow is the attempt of a follow-up. */
async function clientOf(followUpId: string): Promise<RingonceClient> {
  const ringonce = await connectRingonce(world.settings);
  const { workflow } = ringonce.client;
  const getHandle = workflow.getHandle.bind(workflow);
  workflow.getHandle = (...args) => {
    const handle = getHandle(...args);
    const describe = async () => ({ ...(await handle.describe()), parentExecution: { workflowId: followUpId } });
    return Object.assign(Object.create(handle) as typeof handle, { describe });
  };
  return ringonce;
}

/** A server that has forgotten to begin a child is not to be had at will (the soak had it, and the signal began it); one that begins later looks the same. */
async function askedAbout(id: string, { times }: { readonly times: number }): Promise<readonly string[]> {
  await world.ringonce.client.workflow.start(workflowTypes.outboundCall, {
    workflowId: `${id}.1`,
    taskQueue: taskQueues.calls,
    args: [aRequest()],
    startDelay: '1 hour',
  });
  await using ringonce = await clientOf(id);
  const environment = new MockActivityEnvironment(
    { attempt: times, workflowExecution: { workflowId: id, runId: 'run' } },
    { client: ringonce.client },
  );
  await expect(environment.run(awaitAttempt, { workflowId: `${id}.1` })).rejects.toMatchObject({
    type: 'AttemptGoesOn',
  });
  return await eventsOf(world.ringonce, `${id}.1`);
}

it('an attempt that the server has forgotten to begin is sent a signal, which begins it: its follow-up waited for it for ever', async () => {
  expect(await askedAbout('forgotten', { times: 3 })).toEqual([
    'workflowExecutionStarted',
    'workflowExecutionSignaled',
  ]);
});

it('an attempt that has just been started is left alone', async () => {
  expect(await askedAbout('just-started', { times: 2 })).toEqual(['workflowExecutionStarted']);
});
