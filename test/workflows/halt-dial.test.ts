import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haltDial, releaseDial } from '../../activities/halt-dial.js';
import { updateNames } from '../../src/contract/index.js';
import { startHandMadeWorkers } from '../support/hand-made-workers.js';
import { aRequest } from '../support/requests.js';
import { untilBackingOff } from '../support/until-backing-off.js';
import { startWorld, type World } from '../support/world.js';

const operation = 'StartOutboundVoiceContact';
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

/** The dial as the server sees it. */
async function dialOf({ ringonce }: World, workflowId: string) {
  const { raw } = await ringonce.client.workflow.getHandle(workflowId).describe();
  return raw.pendingActivities?.find(({ activityId }) => activityId === 'dial');
}

const pause = ({ ringonce }: World, workflowId: string, reason: string) =>
  ringonce.client.workflowService.pauseActivity({
    namespace: 'default',
    execution: { workflowId },
    id: 'dial',
    identity: 'operator@example.com',
    reason,
  });

describe('a reschedule of a dial that may have been sent', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await world.startWorker();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  async function inDoubt(id: string, options: { expiresAt?: string } = {}) {
    world.connect.inject({ operation, kind: 'error-after', times: 1000, match: { ClientToken: id } });
    const call = await world.ringonce.start(id, aRequest(), { tracking: 'none', ...options });
    await untilBackingOff(world, id);
    return call;
  }

  it('is refused, and what a person has paused stays paused', async () => {
    const call = await inDoubt('paused-by-a-person');
    await pause(world, 'paused-by-a-person', 'the carrier has trouble');

    await expect(call.reschedule({ notBefore: inMs(60_000) })).rejects.toThrow(/cannot be rescheduled/);

    const dial = await dialOf(world, 'paused-by-a-person');
    expect(dial).toMatchObject({ paused: true, pauseInfo: { manual: { reason: 'the carrier has trouble' } } });
  });

  it('is refused, and a dial that an earlier query has left paused goes on', async () => {
    const call = await inDoubt('left-paused');
    await pause(world, 'left-paused', 'ringonce asks whether the dial was sent');

    await expect(call.reschedule({ notBefore: inMs(60_000) })).rejects.toThrow(/cannot be rescheduled/);

    await expect.poll(async () => (await dialOf(world, 'left-paused'))?.paused ?? false).toBe(false);
  });

  it('is refused, and the dial ends at its time all the same', async () => {
    const call = await inDoubt('ends-in-time', { expiresAt: inMs(12_000) });

    await expect(call.reschedule({ expiresAt: inMs(60_000) })).rejects.toThrow(/cannot be rescheduled/);

    expect(await call.result()).toMatchObject({ outcome: 'UNKNOWN' });
    expect(world.connect.ledger({ clientToken: 'ends-in-time' })).toHaveLength(1);
  });
});

it('a worker that dies between pause and release does not leave the dial paused: it is released until that succeeds', async () => {
  await using world = await startWorld();
  const id = 'left-by-the-dead';
  let isSent = false;
  let releases = 0;
  await using _ = await startHandMadeWorkers(world, {
    startOutboundVoiceContact: () => {
      if (isSent) return Promise.resolve({ ContactId: 'c-1', dialledAt: inMs(0), dialAttempts: 2, resent: true });
      isSent = true;
      throw ApplicationFailure.create({ message: 'throttled', nextRetryDelay: '1 hour' });
    },
    haltDial: async () => {
      await pause(world, id, 'ringonce asks whether the dial was sent');
      throw ApplicationFailure.nonRetryable('its worker is dead');
    },
    releaseDial: async (input) => {
      releases++;
      if (releases < 3) throw new Error('Temporal is away');
      await releaseDial(input);
    },
  });
  const call = await world.ringonce.start(id, aRequest(), { tracking: 'none' });
  await untilBackingOff(world, id);

  await expect(call.reschedule({ notBefore: inMs(60_000) })).rejects.toThrow(/cannot be rescheduled/);

  expect(await call.result()).toMatchObject({ outcome: 'PLACED', ContactId: 'c-1' });
  expect(releases).toBe(3);
});

it('a worker that stood still while it was to halt a dial does not halt the next one: its call was never dialled', async () => {
  await using world = await startWorld();
  const id = 'halted-late';
  let goOn = (): void => undefined;
  const goesOn = new Promise<void>((resolve) => (goOn = resolve));
  let late: Promise<unknown> | undefined;
  await using _ = await startHandMadeWorkers(world, {
    startOutboundVoiceContact: () => {
      const context = Context.current();
      context.heartbeat({ attempt: context.info.attempt, writtenAtMs: Date.now(), settled: true, turnedAway: 1 });
      throw ApplicationFailure.create({ message: 'throttled', nextRetryDelay: '1 hour' });
    },
    haltDial: async (input) => {
      if (Context.current().info.attempt > 1) return haltDial(input);
      late = goesOn.then(() => haltDial(input)).catch((error: unknown) => error);
      await late;
      return { surelyNotSent: false };
    },
  });
  // Else they would wait for the one that stands still.
  using __ = { [Symbol.dispose]: () => goOn() };
  const { workflow } = world.ringonce.client;
  await world.ringonce.start(id, aRequest(), { tracking: 'none' });
  await untilBackingOff(world, id);

  // Past the client's patience.
  await workflow.getHandle(id).executeUpdate(updateNames.reschedule, { args: [{ expiresAt: inMs(3_600_000) }] });
  await untilBackingOff(world, id);
  goOn();

  expect(await late).toMatchObject({ message: expect.stringContaining('another attempt') as string });
  expect(await dialOf(world, id)).toMatchObject({ attempt: 2, paused: false });
});
