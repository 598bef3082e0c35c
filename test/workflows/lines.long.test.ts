import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CallOptions, LinesView } from '../../src/client/index.js';
import { numberOf } from '../../src/connect-simulator/index.js';
import { closingSoon } from '../support/calling-hours.js';
import { eventsOf } from '../support/history.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

/**
 * Three lines an instance, at the local Connect as well: a call over them is never in the ledger, and ends as FAILED. Each test has an
 * instance of its own, and they run beside each other: much here waits for a time limit.
 */
const lines = 3;

let world: World;
beforeAll(async () => {
  // A call lasts a second; a long talk does not end by itself.
  world = await startWorld({ lines, timeScale: 36 });
  await world.startWorker();
  await world.startContactEvents();
});
afterAll(() => world[Symbol.asyncDispose]());

let instances = 0;
async function newInstance(settings: Parameters<World['ringonce']['lines']['set']>[1] = { lines }): Promise<string> {
  const InstanceId = `846ec553-a005-41c0-8341-${String(++instances).padStart(12, '0')}`;
  await world.ringonce.lines.set(InstanceId, settings);
  return InstanceId;
}

interface Given extends CallOptions {
  readonly InstanceId: string;
  readonly talksLong?: boolean;
}

/** The shortest dial limit: a call whose time is over leaves the queue that long afterwards. */
const shortest = { TrafficType: 'CAMPAIGN', RingTimeoutInSeconds: 15 } as const;

function start(id: string, { InstanceId, talksLong = false, ...options }: Given) {
  const DestinationPhoneNumber = numberOf(talksLong ? 'long-talk' : 'answered');
  const request = aRequest({ InstanceId, DestinationPhoneNumber, ...shortest });
  return world.ringonce.start(id, request, { lines: 'pool', ...options });
}

const rings = (id: string) => world.connect.ledger({ clientToken: id });

const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}-${n}`);

/** Not `expect.poll`, which tests that run beside each other cannot share. */
const until = (InstanceId: string, usage: Partial<LinesView>) =>
  vi.waitFor(async () => expect(await world.ringonce.lines.of(InstanceId)).toMatchObject(usage), {
    timeout: 150_000,
    interval: 100,
  });

async function dialAttempts(workflowId: string): Promise<number> {
  const { events } = await world.ringonce.client.workflow.getHandle(workflowId).fetchHistory();
  const started = events?.find(({ activityTaskStartedEventAttributes: task }) => task != null);
  return started?.activityTaskStartedEventAttributes?.attempt ?? 0;
}

/** As many long talks as there are lines. */
async function allLinesBusy(InstanceId: string, prefix: string) {
  const calls = await Promise.all(ids(prefix, lines).map((id) => start(id, { InstanceId, talksLong: true })));
  for (const id of ids(prefix, lines)) await world.connect.untilRings(1, { clientToken: id });
  return calls;
}

const hangUp = (call: { cancel(options: { hangUp: boolean }): Promise<unknown> }) => call.cancel({ hangUp: true });

it('an instance that no call has asked about has the lines of a new one', async () => {
  expect(await world.ringonce.lines.of('846ec553-a005-41c0-8341-0000000fffff')).toEqual({
    lines: 10,
    reserve: 0,
    busy: 0,
    waiting: 0,
    waitingByPriority: {},
    calls: [],
  });
});

it('a line costs no event and no Action', async () => {
  const InstanceId = await newInstance();
  await (await start('with-line', { InstanceId })).result();
  await (await start('without-line', { InstanceId, lines: 'unlimited' })).result();
  const withLine = await eventsOf(world.ringonce, 'with-line');
  expect(withLine).toEqual(await eventsOf(world.ringonce, 'without-line'));
  expect(withLine).toHaveLength(19);
});

it.concurrent(
  'hours that close while a call waits for a line: it leaves the queue, and waits for the next opening',
  async () => {
    const InstanceId = await newInstance();
    const talks = await allLinesBusy(InstanceId, 'hours-talks');
    const { callingHours, dialLimit, lastStartMs } = closingSoon(30_000);
    const request = aRequest({ InstanceId, ...dialLimit });
    const calls = await Promise.all(
      ids('closing', 5).map((id) => world.ringonce.start(id, request, { lines: 'pool', callingHours })),
    );
    await until(InstanceId, { waiting: 5 });
    const holds = async () => (await Promise.all(calls.map((call) => call.view()))).map(({ hold }) => hold?.reason);
    await vi.waitFor(async () => expect(await holds()).toEqual(calls.map(() => 'CALLING_HOURS')), {
      timeout: 180_000,
      interval: 500,
    });
    expect(Date.now()).toBeGreaterThanOrEqual(lastStartMs);
    await Promise.all(talks.map(hangUp));
    await until(InstanceId, { busy: 0, waiting: 0 });
    for (const id of ids('closing', 5)) expect(rings(id)).toEqual([]);
    const [call] = calls;
    // A worker may have polled it, found no line, and told of the closing itself.
    expect((await call?.view())?.timeline.map(({ what }) => what).join('\n')).toMatch(
      /nothing rang.*; it waits for the next opening$/m,
    );
    await call?.reschedule({ callingHours: null });
    expect(await call?.result()).toMatchObject({ outcome: 'ANSWERED' });
  },
);

it.concurrent('calls that wait for a line expire', async () => {
  const InstanceId = await newInstance({ lines: 0 });
  const expiresAt = [3_000, 5_000].map((inMs) => new Date(Date.now() + inMs).toISOString());
  const calls = await Promise.all(expiresAt.map((expiresAt, n) => start(`expires-${n}`, { InstanceId, expiresAt })));
  const results = await Promise.all(calls.map((call) => call.result()));
  expect(results.map(({ outcome }) => outcome)).toEqual(['EXPIRED', 'EXPIRED']);
  for (const id of ids('expires', 2)) expect(rings(id)).toEqual([]);
});

it.concurrent(
  '30 calls over 3 lines: each rings once, none is over the lines, and all lines are free again',
  async () => {
    const InstanceId = await newInstance();
    const calls = await Promise.all(ids('many', 30).map((id) => start(id, { InstanceId })));
    const results = await Promise.all(calls.map((call) => call.result()));
    expect(results.map(({ outcome }) => outcome)).toEqual(results.map(() => 'ANSWERED'));
    for (const id of ids('many', 30)) expect(rings(id)).toHaveLength(1);
    await until(InstanceId, { busy: 0, waiting: 0 });
  },
);

it.concurrent('a call that waits for a line says so, and is dialled when one is free', async () => {
  const InstanceId = await newInstance();
  const [talk] = await allLinesBusy(InstanceId, 'talks');
  const call = await start('waits', { InstanceId });
  await until(InstanceId, { busy: 3, waiting: 1, waitingByPriority: { 3: 1 } });
  expect(await call.view()).toMatchObject({ phase: 'DIALLING', hold: { reason: 'NO_LINE' } });
  const { calls } = await world.ringonce.lines.of(InstanceId);
  expect(calls.map(({ callId }) => callId).sort()).toEqual(ids('talks', 3));
  expect(rings('waits')).toEqual([]);

  if (talk !== undefined) await hangUp(talk);
  expect(await call.result()).toMatchObject({ outcome: 'ANSWERED' });
  expect(rings('waits')).toHaveLength(1);
});

it.concurrent('a call that is cancelled while it waits for a line leaves the queue, and nothing rings', async () => {
  const InstanceId = await newInstance();
  const talks = await allLinesBusy(InstanceId, 'cancel-talks');
  const call = await start('cancelled', { InstanceId });
  await until(InstanceId, { waiting: 1 });
  expect(await call.cancel()).toMatchObject({ is: 'not-dialled' });
  // Its task stays in the queue until it would be dialled.
  await Promise.all(talks.map(hangUp));
  await until(InstanceId, { busy: 0 });
  expect(rings('cancelled')).toEqual([]);
});

it.concurrent(
  'a call that is rescheduled while it waits for a line leaves the queue, and comes back when it is due',
  async () => {
    const InstanceId = await newInstance();
    const talks = await allLinesBusy(InstanceId, 'reschedule-talks');
    const call = await start('rescheduled', { InstanceId });
    await until(InstanceId, { waiting: 1 });
    const notBefore = new Date(Date.now() + 3_600_000).toISOString();
    expect(await call.reschedule({ notBefore })).toMatchObject({ phase: 'WAITING', hold: { reason: 'NOT_BEFORE' } });
    await call.reschedule({ notBefore: null });
    await Promise.all(talks.map(hangUp));
    expect(await call.result()).toMatchObject({ outcome: 'ANSWERED' });
    expect(rings('rescheduled')).toHaveLength(1);
  },
);

it.concurrent('a call that Connect throttles has no line between its attempts', async () => {
  const InstanceId = await newInstance({ lines: 1 });
  const throttle = { operation: 'StartOutboundVoiceContact', kind: 'throttle', times: 1_000 } as const;
  world.connect.inject({ ...throttle, match: { ClientToken: 'throttled' } });
  const call = await start('throttled', { InstanceId });
  await world.connect.untilRequests(1, { clientToken: 'throttled' });
  expect(await (await start('meanwhile', { InstanceId })).result()).toMatchObject({ outcome: 'ANSWERED' });
  // Between two attempts: of one that is in flight it is not known whether it was sent.
  await vi.waitFor(
    async () => {
      const { dial } = await call.view();
      expect(Date.parse(dial?.nextTryAt ?? '')).toBeGreaterThan(Date.now() + 1_000);
    },
    { timeout: 150_000, interval: 100 },
  );
  expect(await call.cancel()).toMatchObject({ is: 'not-dialled' });
  await until(InstanceId, { busy: 0, waiting: 0 });
  expect(rings('throttled')).toEqual([]);
});

it.concurrent('a call that keeps its line for its next try goes before more urgent ones: all stood still', async () => {
  const InstanceId = await newInstance({ lines: 1 });
  const hang = { operation: 'StartOutboundVoiceContact', kind: 'hang-before' } as const;
  world.connect.inject({ ...hang, match: { ClientToken: 'has-a-line' } });
  const first = await start('has-a-line', { InstanceId, priority: 5 });
  await world.connect.untilRequests(1, { clientToken: 'has-a-line' });
  // As many as come back sooner than the slot that is kept for the first one has turned all of them away.
  const urgent = await Promise.all(ids('more-urgent', 12).map((id) => start(id, { InstanceId, priority: 1 })));
  await until(InstanceId, { busy: 1, waiting: 12 });

  for (const call of [first, ...urgent]) expect(await call.result()).toMatchObject({ outcome: 'ANSWERED' });
  for (const id of ['has-a-line', ...ids('more-urgent', 12)]) expect(rings(id)).toHaveLength(1);
});

it.concurrent('urgent calls go before those that have waited longer', async () => {
  const InstanceId = await newInstance();
  const talks = await allLinesBusy(InstanceId, 'priority-talks');
  await world.ringonce.lines.set(InstanceId, { lines: 1 });
  const bulk = await Promise.all(ids('bulk', 5).map((id) => start(id, { InstanceId, priority: 5 })));
  await until(InstanceId, { waiting: 5 });
  const urgent = await Promise.all(ids('urgent', 3).map((id) => start(id, { InstanceId, priority: 1 })));
  await until(InstanceId, { waiting: 8 });
  await Promise.all(talks.map(hangUp));
  await Promise.all([...bulk, ...urgent].map((call) => call.result()));
  // A dial that a busy machine has turned away comes again after a while, and others go meanwhile.
  const atOnce = [...ids('bulk', 5), ...ids('urgent', 3)];
  const turnedAway = await Promise.all(atOnce.map(async (id) => (await dialAttempts(id)) > 1));
  const order = world.connect
    .ledger()
    .map(({ ClientToken }) => ClientToken)
    .filter((id) => atOnce.includes(id) && turnedAway[atOnce.indexOf(id)] === false)
    .map((id) => id.replace(/-\d$/, ''));
  expect(new Set(order)).toEqual(new Set(['urgent', 'bulk']));
  expect(order).toEqual(order.toSorted().toReversed());
});

describe.concurrent('the number of lines', () => {
  it('falls below what is in use: nothing is cut off, and nothing is dialled until enough calls have ended', async () => {
    const InstanceId = await newInstance();
    const talks = await allLinesBusy(InstanceId, 'shrink-talks');
    const call = await start('after-shrinking', { InstanceId });
    await until(InstanceId, { waiting: 1 });
    expect(await world.ringonce.lines.set(InstanceId, { lines: 2, reserve: 1 })).toMatchObject({ lines: 2, busy: 3 });
    const [first, second, third] = talks;
    if (first === undefined || second === undefined || third === undefined) throw new TypeError('three talks');
    await hangUp(first);
    await hangUp(second);
    await until(InstanceId, { busy: 1, waiting: 1 });
    expect(rings('after-shrinking')).toEqual([]);
    await hangUp(third);
    expect(await call.result()).toMatchObject({ outcome: 'ANSWERED' });
  });

  it('of 0 stops the dialling, and unlimited starts it', async () => {
    const InstanceId = await newInstance({ lines: 0 });
    const calls = await Promise.all(ids('stopped', 3).map((id) => start(id, { InstanceId })));
    await until(InstanceId, { busy: 0, waiting: 3 });
    await world.ringonce.lines.set(InstanceId, { lines: 'unlimited' });
    expect(await Promise.all(calls.map((call) => call.result()))).toMatchObject(
      calls.map(() => ({ outcome: 'ANSWERED' })),
    );
  });

  it.each([
    [{ lines: -1 }, 'lines'],
    [{ lines: 1.5 }, 'lines'],
    [{ lines: 'many' as 'unlimited' }, 'lines'],
    [{ lines: 5, reserve: 5 }, 'reserve'],
    [{}, ''],
  ])('is not %j', async (change, member) => {
    const InstanceId = await newInstance();
    await expect(world.ringonce.lines.set(InstanceId, change)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringMatching(/^The lines stay as they are/) as string,
      issues: [{ member }],
    });
    expect(await world.ringonce.lines.of(InstanceId)).toMatchObject({ lines: 3, reserve: 0 });
  });
});
