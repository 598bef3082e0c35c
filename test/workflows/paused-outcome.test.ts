import { afterAll, beforeAll, expect, it } from 'vitest';
import { pausedInWords } from '../../src/temporal/call-activities.js';
import { inWords } from '../../src/cli/call-in-words.js';
import { callStatus } from '../../src/cli/call-status.js';
import { clockOf } from '../../src/cli/clock.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

/** One line, and no contact events: only queries of Amazon Connect can tell that a contact has ended. */
let world: World;
beforeAll(async () => {
  world = await startWorld({ lines: 1, timeScale: 36 });
  await world.startWorker();
});
afterAll(() => world[Symbol.asyncDispose]());

const InstanceId = '846ec553-a005-41c0-8341-000000000505';

it('a call whose outcome an operator has paused says so, and its line comes back when its contact has ended', async () => {
  await world.ringonce.lines.set(InstanceId, { lines: 1 });
  const request = aRequest({ InstanceId, TrafficType: 'CAMPAIGN', RingTimeoutInSeconds: 15 });
  const call = await world.ringonce.start('paused-outcome', request, { lines: 'pool', lookInterval: '1s' });
  await call.contactId();
  const outcome = {
    namespace: world.server.namespace,
    execution: { workflowId: 'paused-outcome' },
    id: 'outcome',
  };
  const { workflowService } = world.ringonce.client;
  await workflowService.pauseActivity({ ...outcome, identity: 'ann@example.com', reason: 'the carrier has trouble' });

  const paused = { activityId: 'outcome', by: 'ann@example.com', reason: 'the carrier has trouble' };
  expect((await call.view()).paused).toMatchObject(paused);
  expect(inWords(await callStatus(world.ringonce, 'paused-outcome'), clockOf({ utc: true }))).toMatch(
    /paused +following its contact is paused by ann@example\.com since \S+ \S+ UTC: the carrier has trouble\n +what to do +To resume: temporal activity unpause --workflow-id paused-outcome --activity-id outcome, then temporal activity update-options .* --restore-original-options/,
  );
  await expect
    .poll(async () => (await world.ringonce.lines.of(InstanceId)).calls)
    .toMatchObject([{ callId: 'paused-outcome', paused }]);

  // The line is free again, although nobody has unpaused the first call.
  const next = await world.ringonce.start('after-the-paused', aRequest({ InstanceId }), { lines: 'pool' });

  await world.connect.untilRings(1, { clientToken: 'after-the-paused' });

  expect((await call.view()).phase).toBe('FOLLOWING');
  await next.contactId();

  // The remedy that `show` names.
  await workflowService.unpauseActivity(outcome);
  await workflowService.updateActivityOptions({ ...outcome, restoreOriginal: true });
  expect(await call.result()).toMatchObject({ outcome: 'ANSWERED' });
  expect(world.connect.ledger({ clientToken: 'paused-outcome' })).toHaveLength(1);
});

it('what is paused is told with who, when and why, as far as it is known', () => {
  expect(pausedInWords({ activityId: 'dial' })).toBe('the activity dial is paused');
  expect(pausedInWords({ activityId: 'outcome', by: 'rule 7', since: '2026-11-24T17:00:00.000Z' })).toBe(
    'following its contact is paused by rule 7 since 2026-11-24 17:00:00 UTC',
  );
});
