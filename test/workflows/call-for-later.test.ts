import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallOptions } from '../../src/client/index.js';
import { closedAround, openAround } from '../support/calling-hours.js';
import { eventsOf } from '../support/history.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld({ timeScale: 60 });
  await world.startWorker();
  await world.startContactEvents();
});
afterAll(() => world[Symbol.asyncDispose]());

const rings = (id: string) => world.connect.ledger({ clientToken: id });
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const hour = 3_600_000;

async function waiting(id: string, options: CallOptions) {
  const call = await world.ringonce.start(id, aRequest(), options);
  await expect.poll(async () => (await call.view()).phase).toBe('WAITING');
  return call;
}

describe('a call for later', () => {
  it('waits until notBefore, says so, and is dialled then', async () => {
    const notBefore = inMs(4_000);
    const call = await waiting('later-1', { notBefore });

    expect((await call.view()).hold).toMatchObject({ reason: 'NOT_BEFORE', until: notBefore });
    expect(rings('later-1')).toEqual([]);

    expect(await call.result()).toMatchObject({ outcome: 'ANSWERED' });
    expect(rings('later-1')).toHaveLength(1);
  });

  it('costs a decision before and after its wait, a timer, and what tells that it waits', async () => {
    const call = await world.ringonce.start('later-2', aRequest(), { notBefore: inMs(2_000), tracking: 'none' });
    expect(await call.result()).toMatchObject({ outcome: 'PLACED' });

    // A local activity that is quick goes without an event of the workflow task that waits for it.
    const events = (await eventsOf(world.ringonce, 'later-2')).filter((event) => !event.startsWith('workflowTask'));
    expect(events).toEqual([
      'workflowExecutionStarted',
      'markerRecorded',
      'upsertWorkflowSearchAttributes',
      'timerStarted',
      'timerFired',
      'markerRecorded',
      'upsertWorkflowSearchAttributes',
      'activityTaskScheduled',
      'activityTaskStarted',
      'activityTaskCompleted',
      'upsertWorkflowSearchAttributes',
      'workflowExecutionCompleted',
    ]);
  });

  it('within open hours is dialled at once', async () => {
    const call = await world.ringonce.start('open-1', aRequest(), { callingHours: openAround(Date.now()) });
    expect(await call.result()).toMatchObject({ outcome: 'ANSWERED' });
    expect(await eventsOf(world.ringonce, 'open-1')).toContain('markerRecorded');
  });

  it('outside its hours waits, and can be rescheduled to now', async () => {
    const call = await waiting('closed-1', { callingHours: closedAround(Date.now()) });
    expect((await call.view()).hold?.reason).toBe('CALLING_HOURS');

    await call.reschedule({ callingHours: null });

    expect(await call.result()).toMatchObject({ outcome: 'ANSWERED' });
  });

  it('is cancelled while it waits: nothing rings', async () => {
    const call = await waiting('cancelled-1', { notBefore: inMs(hour) });
    expect(await call.cancel()).toMatchObject({ was: 'WAITING', is: 'not-dialled' });
    await expect(call.result()).rejects.toMatchObject({ code: 'CALL_CANCELLED' });
    expect(rings('cancelled-1')).toEqual([]);
  });
});
