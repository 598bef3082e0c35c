import { StartOutboundVoiceContactCommand } from '@aws-sdk/client-connect';
import { ApplicationFailure } from '@temporalio/common';
import { expect, it } from 'vitest';
import { createActivities } from '../../activities/index.js';
import { startHandMadeWorkers } from '../support/hand-made-workers.js';
import { aRequest } from '../support/requests.js';
import { untilBackingOff } from '../support/until-backing-off.js';
import { localConnectClient, startWorld } from '../support/world.js';

/** The shortest dial limit, so that the net below the dial's own time limits is reached soon. */
const shortest = { TrafficType: 'CAMPAIGN', RingTimeoutInSeconds: 15 } as const;
const soon = () => ({ expiresAt: new Date(Date.now() + 2_000).toISOString() });

it.concurrent('no worker ever took the dial: EXPIRED, surely silent', async () => {
  await using world = await startWorld();
  await using _ = await startHandMadeWorkers(world, {});

  const call = await world.ringonce.start('nobody-1', aRequest(shortest), { tracking: 'none', ...soon() });

  expect(await call.result()).toMatchObject({ outcome: 'EXPIRED' });
  expect(world.connect.requests()).toEqual([]);
});

it.concurrent('an attempt rang and died without a word, and no worker came back: UNKNOWN, never EXPIRED', async () => {
  await using world = await startWorld();
  const connect = localConnectClient(world.connect);
  await using workers = await startHandMadeWorkers(world, {
    startOutboundVoiceContact: async ({ request }) => {
      await connect.send(new StartOutboundVoiceContactCommand(request));
      throw ApplicationFailure.create({ message: 'died', nextRetryDelay: '1s' });
    },
  });

  const call = await world.ringonce.start('nobody-2', aRequest(shortest), { tracking: 'none', ...soon() });
  await world.connect.untilRings(1);
  await workers.stopDialling();

  expect(await call.result()).toMatchObject({ outcome: 'UNKNOWN' });
  expect(world.connect.ledger()).toHaveLength(1);
});

it.concurrent('cancelled after a lost answer, and nobody can look at the dial: UNKNOWN, never Cancelled', async () => {
  await using world = await startWorld();
  world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'error-after', times: 50 });
  const real = createActivities({ connect: localConnectClient(world.connect), now: Date.now, random: () => 1 });
  await using _ = await startHandMadeWorkers(world, {
    startOutboundVoiceContact: real.dial.startOutboundVoiceContact,
    haltDial: () => Promise.reject(ApplicationFailure.nonRetryable('cannot look')),
  });
  const call = await world.ringonce.start('nobody-3', aRequest(), { tracking: 'none' });
  await untilBackingOff(world, 'nobody-3');

  await world.ringonce.client.workflow.getHandle('nobody-3').cancel();

  expect(await call.result()).toMatchObject({ outcome: 'UNKNOWN' });
  expect(world.connect.ledger()).toHaveLength(1);
});
