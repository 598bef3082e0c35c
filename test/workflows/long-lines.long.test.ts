import { afterAll, beforeAll, expect, it } from 'vitest';
import { numberOf } from '../../src/connect-simulator/index.js';
import { linesWorkflowId, updateNames } from '../../src/contract/names.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld({ lines: 1, timeScale: 36 });
  await world.startWorker();
  await world.startContactEvents();
});
afterAll(() => world[Symbol.asyncDispose]());

it('lines that are set very often go on in another run, which knows who has one', async () => {
  const { InstanceId } = aRequest();
  await world.ringonce.lines.set(InstanceId, { lines: 1 });
  const request = (scenario: 'answered' | 'long-talk') => aRequest({ DestinationPhoneNumber: numberOf(scenario) });
  const talk = await world.ringonce.start('talks', request('long-talk'), { lines: 'pool' });
  await world.connect.untilRings(1);
  const next = await world.ringonce.start('waits', request('answered'), { lines: 'pool' });
  const handle = world.ringonce.client.workflow.getHandle(linesWorkflowId(InstanceId));
  const { runId } = await handle.describe();
  const isSameRun = async () => (await handle.describe()).runId === runId;
  for (let round = 0; await isSameRun(); round++)
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        handle.executeUpdate(updateNames.resize, { args: [{ lines: 3 + (n % 2), reserve: 2 + (n % 2) }] }),
      ),
    ).catch((error: unknown) => {
      // The run has ended meanwhile.
      if (round === 0) throw error;
    });
  await world.ringonce.lines.set(InstanceId, { lines: 1, reserve: 0 });
  await expect.poll(() => world.ringonce.lines.of(InstanceId)).toMatchObject({ busy: 1, waiting: 1 });
  await talk.cancel({ hangUp: true });
  expect(await next.result()).toMatchObject({ outcome: 'ANSWERED' });
  expect(world.connect.ledger().map(({ ClientToken }) => ClientToken)).toEqual(['talks', 'waits']);
});
