import { expect, it } from 'vitest';
import { dialActivityId } from '../../src/contract/dial.js';
import { aRequest } from '../support/requests.js';
import { startHandMadeWorkers } from '../support/hand-made-workers.js';
import { startWorkerProcess } from '../support/worker-process.js';
import { startWorld } from '../support/world.js';

it('a call that rang is not EXPIRED when someone changes the options of its dial after its worker has died', async () => {
  await using world = await startWorld();
  const worker = await startWorkerProcess(world);
  const id = 'options-changed';
  world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'hang-after', match: { ClientToken: id } });
  const call = await world.ringonce.start(id, aRequest(), { tracking: 'none' });
  await world.connect.untilRings(1, { clientToken: id });
  await worker.kill();
  // Nobody dials; the workflow goes on.
  await using _ = await startHandMadeWorkers(world, {});
  const { workflow, workflowService } = world.ringonce.client;
  const attempt = async () => (await workflow.getHandle(id).describe()).raw.pendingActivities?.[0]?.attempt;
  await expect.poll(attempt, { timeout: 60_000 }).toBe(2);

  await workflowService.updateActivityOptions({
    namespace: 'default',
    execution: { workflowId: id },
    id: dialActivityId,
    activityOptions: { priority: { priorityKey: 1 } },
    updateMask: { paths: ['priority.priority_key'] },
  });

  expect(await call.result()).toMatchObject({ outcome: 'UNKNOWN' });
  expect(world.connect.ledger({ clientToken: id })).toHaveLength(1);
});
