import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WorkflowHandle } from '@temporalio/client';
import { type CallView, queryNames, updateNames } from '../../src/contract/index.js';
import { everyDay } from '../support/calling-hours.js';
import { aRequest } from '../support/requests.js';
import { startSkippedTime, type SkippedTime } from '../support/skipped-time.js';

/** What keeps a call from being dialled until its hours have closed; days pass in seconds. */
let world: SkippedTime;
beforeAll(async () => {
  world = await startSkippedTime();
});
afterAll(() => world[Symbol.asyncDispose]());

const operation = 'StartOutboundVoiceContact';
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const dialLimit = minute;

interface Hours {
  readonly callingHours: ReturnType<typeof everyDay>;
  /** Today's last start. */
  readonly lastStartMs: number;
  /** Tomorrow's opening. */
  readonly opensMs: number;
}

/** Every day an hour, of which half is over. */
async function halfOpen(): Promise<Hours> {
  const nowMs = Math.floor((await world.environment.currentTimeMs()) / minute) * minute;
  const clock = (ms: number) => new Date(ms).toISOString().slice(11, 16);
  return {
    callingHours: everyDay(`${clock(nowMs - hour / 2)}-${clock(nowMs + hour / 2)}`),
    lastStartMs: nowMs + hour / 2 - dialLimit,
    opensMs: nowMs - hour / 2 + day,
  };
}

const iso = (ms: number) => new Date(ms).toISOString();
const rings = (id: string) => world.connect.ledger({ clientToken: id });
const ringTimes = (id: string) => rings(id).map(({ ringStartedAt }) => Date.parse(ringStartedAt));
const viewOf = (handle: WorkflowHandle) => handle.query<CallView>(queryNames.call);
const sleepUntil = async (ms: number) =>
  world.environment.sleep(Math.max(0, ms - (await world.environment.currentTimeMs())));
const untilPhase = (handle: WorkflowHandle, phase: string) =>
  expect
    .poll(async () => {
      const view = await viewOf(handle);
      // What else it says is the cause, where it fails.
      return view.phase === phase ? phase : view;
    })
    .toBe(phase);

const untracked = { tracking: 'none' } as const;

function expectRungAt(id: string, opensMs: number) {
  expect(rings(id)).toHaveLength(1);
  const [atMs = 0] = ringTimes(id);
  expect(atMs).toBeGreaterThanOrEqual(opensMs);
  expect(atMs).toBeLessThan(opensMs + hour - dialLimit);
}

it('a call that is throttled until its hours close waits, says why, and rings at the next opening', async () => {
  const { callingHours, lastStartMs, opensMs } = await halfOpen();
  world.connect.inject({ operation, kind: 'throttle', times: 10_000, match: { ClientToken: 'throttled' } });
  await using workers = await world.startWorkers({ dial: true });
  const call = await world.startCall('throttled', aRequest(), { ...untracked, callingHours });

  await sleepUntil(lastStartMs + hour);

  await untilPhase(call, 'WAITING');
  expect((await viewOf(call)).hold).toMatchObject({ reason: 'CALLING_HOURS', until: iso(opensMs) });
  expect(workers.attemptedAtMs.length).toBeGreaterThan(30);
  // Patient until shortly before the last start.
  expect(Math.max(...workers.attemptedAtMs)).toBeGreaterThan(lastStartMs - minute);
  expect(rings('throttled')).toEqual([]);
  world.connect.clearFaults();
  expect(await call.result()).toMatchObject({ outcome: 'PLACED' });
  expectRungAt('throttled', opensMs);
});

it('a call whose answer was lost before its hours closed is UNKNOWN: nothing is sent again after closing', async () => {
  const { callingHours, lastStartMs } = await halfOpen();
  world.connect.inject({ operation, kind: 'error-after', times: 10_000, match: { ClientToken: 'lost' } });

  const { result } = await world.runCall('lost', aRequest(), { ...untracked, callingHours, resendWindow: '7 days' });

  expect(result).toMatchObject({ outcome: 'UNKNOWN' });
  expect(rings('lost')).toHaveLength(1);
  expect(Math.max(...ringTimes('lost'))).toBeLessThan(lastStartMs);
  world.connect.clearFaults();
});

it('a call that missed its opening and is rescheduled past the 7 days of its first try rings then', async () => {
  const { callingHours, lastStartMs } = await halfOpen();
  const id = 'far-away';
  world.connect.inject({ operation, kind: 'throttle', times: 10_000, match: { ClientToken: id } });
  await using _ = await world.startWorkers({ dial: true });
  const call = await world.startCall(id, aRequest(), { ...untracked, callingHours });
  await sleepUntil(lastStartMs + hour);
  await untilPhase(call, 'WAITING');
  world.connect.clearFaults();
  const notBeforeMs = lastStartMs + 10 * day;

  await call.executeUpdate(updateNames.reschedule, { args: [{ notBefore: iso(notBeforeMs), callingHours: null }] });

  expect(await call.result()).toMatchObject({ outcome: 'PLACED' });
  expectRungAt(id, notBeforeMs);
});

it('a follow-up that was paused until it was too late for its first attempt has expired, too', async () => {
  const { callingHours, lastStartMs } = await halfOpen();
  await using _ = await world.startWorkers({ dial: false });
  const plan = { callingHours, notBefore: iso(lastStartMs - minute), expiresAt: iso(lastStartMs + 3 * hour) };
  const followUp = await world.startFollowUp('paused', aRequest(), plan);
  await untilPhase(followUp, 'WAITING');
  await followUp.executeUpdate(updateNames.pause);
  await sleepUntil(lastStartMs + hour);

  // It goes on, finds that its time is over, and says so instead of "resumed".
  await expect(followUp.executeUpdate(updateNames.resume)).rejects.toMatchObject({
    cause: { message: 'it has ended' },
  });

  expect(await followUp.result()).toMatchObject({ outcome: 'EXPIRED', ended: 'expired', attempts: [] });
});

it('a follow-up whose hours close between two attempts makes the next one at the next opening', async () => {
  const { callingHours, lastStartMs, opensMs } = await halfOpen();
  await using _ = await world.startWorkers({ dial: true });
  const request = aRequest({ DestinationPhoneNumber: '+12065550130' });
  const plan = { callingHours, maxAttempts: 2, onOutcome: { BUSY: { wait: ['1 hour'] } } };
  const followUp = await world.startFollowUp('next-day', request, plan);

  expect(await followUp.result()).toMatchObject({ outcome: 'BUSY', ended: 'attempts-used', attempts: [{}, {}] });
  expect(rings('next-day.1')).toHaveLength(1);
  expect(Math.max(...ringTimes('next-day.1'))).toBeLessThan(lastStartMs);
  expectRungAt('next-day.2', opensMs);
});
