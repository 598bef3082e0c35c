import type { ScheduleUpdateOptions } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScheduleDefinition } from '../../src/client/index.js';
import { numberOf } from '../../src/connect-simulator/index.js';
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
const handle = (id: string) => world.ringonce.client.schedule.getHandle(id);

/** A schedule as ringonce makes it, but due once, at a second of the clock: its own times are whole minutes. */
async function dueOnceAt(id: string, dueMs: number, change: Partial<ScheduleDefinition> = {}): Promise<string> {
  await world.ringonce.schedules.create(id, { request: aRequest(), cron: '0 9 * * *', timeZone: 'UTC', ...change });
  const at = new Date(dueMs);
  await handle(id).update((description): ScheduleUpdateOptions => ({
    ...description,
    spec: {
      timezone: 'UTC',
      calendars: [{ hour: at.getUTCHours(), minute: at.getUTCMinutes(), second: at.getUTCSeconds() }],
      endAt: at,
    },
  }));
  await expect.poll(async () => (await world.ringonce.schedules.view(id)).nextRuns).toEqual([at.toISOString()]);
  return `${id}-${at.toISOString().slice(0, 19)}Z`;
}

/** The next second but so many. */
const secondsAhead = (count: number): number => (Math.floor(Date.now() / 1000) + count) * 1000;
/** The real clock must get there: it is the server's too. */
const untilPast = (ms: number) => expect.poll(() => Date.now() > ms, { timeout: ms - Date.now() + 10_000 }).toBe(true);

async function resultOf(workflowId: string) {
  const { workflow } = world.ringonce.client;
  const exists = () =>
    workflow
      .getHandle(workflowId)
      .describe()
      .then(...([() => true, () => false] as const));
  await expect.poll(exists).toBe(true);
  return world.ringonce.call(workflowId).result();
}

it('a call that is due rings once, its token the schedule’s ID and the time that was meant', async () => {
  const run = await dueOnceAt('due-1', secondsAhead(3));
  expect(await resultOf(run)).toMatchObject({ outcome: 'ANSWERED' });
  expect(rings(run)).toHaveLength(1);
  expect(world.connect.requests({ operation: 'StartOutboundVoiceContact', clientToken: run })).toHaveLength(1);
});

it('a run counts its expiry from the time that was meant, not from when the server came to it', async () => {
  const dueMs = secondsAhead(4);
  const [expired, rung, missed] = await Promise.all([
    dueOnceAt('late-1', dueMs, { options: { expiresAfter: '5 seconds' } }),
    dueOnceAt('late-2', dueMs, { options: { expiresAfter: '1 hour' } }),
    dueOnceAt('late-3', dueMs, { options: { expiresAfter: '1 hour' }, catchUpWindow: '10 seconds' }),
  ]);

  // A server that stands still while they are due: over the shortest catch-up window there is.
  process.kill(world.server.pid, 'SIGSTOP');
  try {
    await untilPast(dueMs + 11_000);
  } finally {
    process.kill(world.server.pid, 'SIGCONT');
  }

  expect(await resultOf(expired)).toMatchObject({ outcome: 'EXPIRED' });
  expect(rings(expired)).toEqual([]);
  expect(await resultOf(rung)).toMatchObject({ outcome: 'ANSWERED' });
  expect(rings(rung)).toHaveLength(1);
  // Later than its catch-up window: there is no run at all.
  await expect.poll(async () => (await world.ringonce.schedules.view('late-3')).missedRuns).toBe(1);
  expect(rings(missed)).toEqual([]);
  expect((await world.ringonce.schedules.view('late-3')).recentRuns).toEqual([]);
});

it('a run that no worker took up in time expires', async () => {
  await using idle = await startWorld({ timeScale: 60 });
  const request = aRequest();
  await idle.ringonce.schedules.create('idle-1', {
    request,
    cron: '0 9 * * *',
    timeZone: 'UTC',
    options: { expiresAfter: '2 seconds' },
  });
  const { workflowId: run } = await idle.ringonce.schedules.trigger('idle-1');
  await untilPast(Date.now() + 3_000);
  await idle.startWorker();
  expect(await idle.ringonce.call(run).result()).toMatchObject({ outcome: 'EXPIRED' });
  expect(idle.connect.ledger()).toEqual([]);
});

describe('an operator who backfills the same time twice, past our client', () => {
  it('starts a second run under the ID of the first, and it does not ring again though Connect has forgotten its token', async () => {
    world.connect.configure({ tokenAfterEnd: 'new-contact' });
    await world.ringonce.schedules.create('twice-1', {
      request: aRequest({ DestinationPhoneNumber: numberOf('busy') }),
      cron: '0 * * * *',
      timeZone: 'UTC',
      options: { expiresAfter: '3 hours' },
    });
    const hour = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000 - 3_600_000);
    const run = `twice-1-${hour.toISOString().slice(0, 19)}Z`;
    const runs = async () => {
      const ids = new Set<string>();
      for await (const { runId } of world.ringonce.client.workflow.list({ query: `WorkflowId = '${run}'` }))
        ids.add(runId);
      return ids.size;
    };

    await handle('twice-1').backfill({ start: hour, end: hour });
    const first = await resultOf(run);
    await expect.poll(runs).toBe(1);
    await handle('twice-1').backfill({ start: hour, end: hour });
    await expect.poll(runs).toBe(2);

    expect(first).toMatchObject({ outcome: 'BUSY' });
    const second = await world.ringonce.call(run).result();
    expect(second).toEqual({ ...first, earlierRunId: expect.any(String) as string });
    expect(rings(run)).toHaveLength(1);
    world.connect.configure({ tokenAfterEnd: 'same-contact' });
  });
});
