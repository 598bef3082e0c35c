import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SendPace } from '../../activities/send-pace.js';
import { createWatchLines } from '../../activities/watch-lines.js';
import { linePoolId } from '../../src/contract/names.js';
import { aRequest } from '../support/requests.js';
import { localConnectClient, startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

/** The time limit is the test: it took half a minute, and so did the end of a worker in the midst of a look. */
it('a look at a pool that nobody is left to answer for ends soon', { timeout: 20_000 }, async () => {
  const { InstanceId } = aRequest();
  const worker = await world.startWorker();
  await world.ringonce.lines.set(InstanceId, { lines: 1 });
  await worker.shutdown();
  const watchLines = createWatchLines({
    connect: localConnectClient(world.connect),
    now: Date.now,
    pace: new SendPace(),
  });
  const environment = new MockActivityEnvironment(
    { workflowExecution: { workflowId: linePoolId(InstanceId), runId: '' } },
    { client: world.ringonce.client },
  );
  await expect(environment.run(watchLines, { InstanceId })).rejects.toThrow();
});
