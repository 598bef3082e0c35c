import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallView } from '../../src/client/index.js';
import { closingSoon, openAround, type ClosingSoon } from '../support/calling-hours.js';
import { eventsOf } from '../support/history.js';
import { realActivities, startHandMadeWorkers } from '../support/hand-made-workers.js';
import { aRequest } from '../support/requests.js';
import { untilBackingOff, untilPausing } from '../support/until-backing-off.js';
import { startWorkerProcess } from '../support/worker-process.js';
import { startWorld, type World } from '../support/world.js';

/**
 * The workers die (SIGKILL) shortly before the hours close, and come back afterwards. Whatever a call was at: nothing rings until the
 * hours open again, and what can still be dialled says why it waits, and until when.
 */
const operation = 'StartOutboundVoiceContact';
const rings = (id: string) => world.connect.ledger({ clientToken: id });

let world: World;
let closing: ClosingSoon;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

it('a worker whose clock is ahead finds the hours closed: the call waits for the next opening, and is not tried again and again', async () => {
  const { contacts, dial } = realActivities(world, () => Date.now() + 4 * 3_600_000);
  await using _ = await startHandMadeWorkers(world, { ...contacts, ...dial });
  const call = await world.ringonce.start('clock-ahead', aRequest(), {
    callingHours: openAround(Date.now()),
    tracking: 'none',
  });

  await expect.poll(async () => (await call.view()).phase).toBe('WAITING');

  expect((await call.view()).hold).toMatchObject({ reason: 'CALLING_HOURS' });
  const events = await eventsOf(world.ringonce, 'clock-ahead');
  expect(events.filter((event) => event === 'activityTaskScheduled')).toHaveLength(1);
  expect(rings('clock-ahead')).toEqual([]);
  await call.reschedule({ callingHours: null });
  expect(await call.result()).toMatchObject({ outcome: 'PLACED' });
  expect(rings('clock-ahead')).toHaveLength(1);
});

it('the workers die, the hours close, and a worker comes back', async () => {
  const worker = await startWorkerProcess(world);
  closing = closingSoon(40_000);
  world.connect.inject({ operation, kind: 'throttle', times: 1_000, match: { ClientToken: 'throttled' } });
  world.connect.inject({ operation, kind: 'error-after', times: 1_000, match: { ClientToken: 'lost' } });
  await start('throttled');
  await start('lost');
  await untilBackingOff(world, 'lost');
  await untilPausing(world, 'throttled');
  await worker.kill();

  const { contacts } = realActivities(world);
  const idle = await startHandMadeWorkers(world, contacts);
  const queued = await start('queued');
  await expect.poll(async () => (await queued.view()).phase).toBe('DIALLING');
  await idle[Symbol.asyncDispose]();
  await start('unseen');
  const { callingHours, dialLimit, lastStartMs } = closing;
  const expiresAt = new Date(lastStartMs + 3 * 3_600_000).toISOString();
  await world.ringonce.start('expires-today', aRequest(dialLimit), { callingHours, expiresAt });
  await world.ringonce.followUp('follow-up-expires-today', aRequest(dialLimit), { callingHours, expiresAt });
  expect(Date.now()).toBeLessThan(lastStartMs);

  await expect.poll(() => Date.now(), { timeout: 100_000 }).toBeGreaterThan(lastStartMs);
  world.connect.clearFaults();
  await world.startWorker();
});

function start(id: string) {
  const { callingHours, dialLimit } = closing;
  return world.ringonce.start(id, aRequest(dialLimit), { callingHours, tracking: 'none' });
}

const inWait = [
  { id: 'queued', was: 'in the dial queue' },
  { id: 'throttled', was: 'throttled' },
  { id: 'unseen', was: 'not taken up by any worker' },
];

describe.each(inWait)('a call that was $was', ({ id }) => {
  const call = () => world.ringonce.call(id);

  it('waits for the next opening and says so', async () => {
    await expect.poll(async () => (await call().view()).phase).toBe('WAITING');
    const { hold } = await call().view();
    const until = new Date(opensAgainMs()).toISOString();
    expect(hold).toMatchObject({ reason: 'CALLING_HOURS', until });

    const handle = world.ringonce.client.workflow.getHandle(id);
    const { typedSearchAttributes } = await handle.describe();
    const attributes = Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
    expect(attributes).toMatchObject({
      CallPhase: 'WAITING',
      CallHoldReason: 'CALLING_HOURS',
      CallNextAttemptAt: new Date(until),
    });
    // What the UI shows in its tab User Metadata.
    const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(currentDetails).toContain('the calling hours are closed; they open');
    expect(currentDetails).toContain(until.slice(0, 19).replace('T', ' '));
  });

  it('tells in its timeline that it was not dialled in time', async () => {
    const { timeline }: CallView = await call().view();
    const told = timeline.map(({ what }) => what);
    if (id !== 'unseen')
      expect(told).toContainEqual(expect.stringMatching(/nothing rang.* it waits for the next opening/));
    expect(told.at(-1)).toMatch(/^Waits: the calling hours are closed/);
  });

  it('has not rung, and rings once when it may', async () => {
    expect(rings(id)).toEqual([]);
    await call().reschedule({ callingHours: null });
    expect(await call().result()).toMatchObject({ outcome: 'PLACED', ContactId: rings(id)[0]?.ContactId });
    expect(rings(id)).toHaveLength(1);
  });
});

it('a call whose answer was lost is not sent again: UNKNOWN, with one ring in its hours', async () => {
  expect(await world.ringonce.call('lost').result()).toMatchObject({ outcome: 'UNKNOWN' });
  expect(rings('lost')).toHaveLength(1);
  expect(Date.parse(rings('lost')[0]?.ringStartedAt ?? '')).toBeLessThan(closing.lastStartMs);
  for (const { receivedAt } of world.connect.requests({ operation, clientToken: 'lost' }))
    expect(Date.parse(receivedAt)).toBeLessThan(closing.lastStartMs);
});

it('a call that nobody took up in time and that expires before the next opening is EXPIRED: nobody has to fix anything', async () => {
  expect(await world.ringonce.call('expires-today').result()).toMatchObject({ outcome: 'EXPIRED' });
  expect(rings('expires-today')).toEqual([]);
});

it('so is a follow-up', async () => {
  const result = await world.ringonce.followUpOf('follow-up-expires-today').result();
  expect(result).toMatchObject({ outcome: 'EXPIRED', ended: 'expired', attempts: [] });
  expect(rings('follow-up-expires-today.1')).toEqual([]);
});

/** A day after today's opening, which was ten minutes before the closing. */
function opensAgainMs(): number {
  const closesMs = closing.lastStartMs + closing.dialLimit.RingTimeoutInSeconds * 1000;
  return closesMs - 10 * 60_000 + 24 * 3_600_000;
}
