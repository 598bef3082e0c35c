import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberOf, type ScenarioName } from '../../src/connect-simulator/index.js';
import type { FollowUp, FollowUpPlan } from '../../src/client/index.js';
import type { RunningWorker } from '../../src/worker/index.js';
import { updateNames } from '../../src/contract/names.js';
import { aRequest } from '../support/requests.js';
import { untilPausing } from '../support/until-backing-off.js';
import { startWorld, type World } from '../support/world.js';

/** Time stands still until a test moves it; contact events arrive as soon as they are due. */
let world: World;
let worker: RunningWorker;
beforeAll(async () => {
  world = await startWorld({ timeScale: 0 });
  worker = await world.startWorker();
  await world.startContactEvents();
});
afterAll(() => world[Symbol.asyncDispose]());

const rings = (id: string) => world.connect.ledger({ clientToken: id });
const wasAnswered = (id: string) => world.connect.answered({ clientToken: id }).length > 0;
const handle = (id: string) => world.ringonce.client.workflow.getHandle(id);
const throttled = (id: string) =>
  world.connect.inject({
    operation: 'StartOutboundVoiceContact',
    kind: 'throttle',
    times: 99,
    match: { ClientToken: `${id}.1` },
  });

async function start(id: string, plan: FollowUpPlan = {}, scenario: ScenarioName = 'answered') {
  return world.ringonce.followUp(id, aRequest({ DestinationPhoneNumber: numberOf(scenario) }), plan);
}

async function untilFollowed(attempt: string): Promise<void> {
  await world.connect.untilRings(1, { clientToken: attempt });
  await expect.poll(async () => (await world.ringonce.call(attempt).view()).phase).toBe('FOLLOWING');
}

const untilPhase = (followUp: FollowUp, phase: string) =>
  expect.poll(async () => (await followUp.view()).phase).toBe(phase);

/** Brings a follow-up into a state. */
const states = {
  'before its first attempt': async (id: string) => {
    const followUp = await start(id, { notBefore: '2126-01-01T00:00:00Z' });
    await untilPhase(followUp, 'WAITING');
    return followUp;
  },
  'paused before its first attempt': async (id: string) => {
    const followUp = await start(id, { notBefore: '2126-01-01T00:00:00Z' });
    await followUp.pause();
    return followUp;
  },
  'while its attempt is not dialled yet': async (id: string) => {
    throttled(id);
    const followUp = await start(id);
    await untilPausing(world, `${id}.1`);
    return followUp;
  },
  'while its attempt rings': async (id: string) => {
    const followUp = await start(id);
    await untilFollowed(`${id}.1`);
    return followUp;
  },
  'while somebody talks': async (id: string) => {
    const followUp = await start(id);
    await untilFollowed(`${id}.1`);
    world.connect.advance(10_000);
    return followUp;
  },
  'between two attempts': async (id: string) => {
    const followUp = await start(id, {}, 'busy');
    await untilFollowed(`${id}.1`);
    world.connect.advance(5_000);
    await untilPhase(followUp, 'WAITING');
    return followUp;
  },
  'paused between two attempts': async (id: string) => {
    const followUp = await states['between two attempts'](id);
    await followUp.pause();
    return followUp;
  },
  'before its second attempt is dialled': async (id: string) => {
    const followUp = await states['between two attempts'](id);
    world.connect.inject({
      operation: 'StartOutboundVoiceContact',
      kind: 'throttle',
      times: 99,
      match: { ClientToken: `${id}.2` },
    });
    await followUp.callNow();
    await untilPausing(world, `${id}.2`);
    return followUp;
  },
} as const;
type State = keyof typeof states;

const cancelled = (...attempts: object[]) => ({ ended: 'cancelled', attempts });
const stopped = { outcome: 'CANCELLED', stopped: true };
const busy = { outcome: 'BUSY' };
const notDialled = { outcome: 'CANCELLED', reason: 'cancelled before the dial' };

interface Row {
  readonly state: State;
  readonly isSilent?: boolean;
  readonly result?: object;
  /** Whether a conversation goes on, which has to end first. */
  readonly goesOn?: boolean;
}

describe("cancelled by the UI's button, as by the client,", () => {
  const rows: readonly Row[] = [
    { state: 'before its first attempt', isSilent: true },
    { state: 'paused before its first attempt', isSilent: true },
    { state: 'while its attempt is not dialled yet', isSilent: true },
    { state: 'while its attempt rings', result: cancelled(stopped) },
    { state: 'while somebody talks', goesOn: true, result: { ended: 'goal', attempts: [{ outcome: 'ANSWERED' }] } },
    { state: 'between two attempts', result: cancelled(busy) },
    { state: 'paused between two attempts', result: cancelled(busy) },
    { state: 'before its second attempt is dialled', result: cancelled(busy, notDialled) },
  ];

  it.each(rows)('$state', async ({ state, isSilent = false, goesOn = false, result }) => {
    const id = `button ${state}`;
    const followUp = await states[state](id);
    const rung = world.connect.ledger().length;

    await handle(id).cancel();
    if (goesOn) world.connect.advance(60_000);

    if (isSilent) {
      await expect(followUp.result()).rejects.toMatchObject({ code: 'CALL_CANCELLED' });
      expect((await handle(id).describe()).status.name).toBe('CANCELLED');
    } else {
      expect(await followUp.result()).toMatchObject(result ?? {});
    }
    expect(world.connect.ledger()).toHaveLength(rung);
  });

  it('while its attempt was not dialled yet, its ID is free for another request', async () => {
    const id = 'free-again';
    const followUp = await states['while its attempt is not dialled yet'](id);
    await followUp.cancel();
    await expect(followUp.result()).rejects.toMatchObject({ code: 'CALL_CANCELLED' });
    world.connect.clearFaults();

    const again = await world.ringonce.followUp(
      id,
      aRequest({ DestinationPhoneNumber: numberOf('answered'), Name: 'x' }),
    );
    await untilFollowed(`${id}.1`);
    world.connect.advance(60_000);

    expect(await again.result()).toMatchObject({ ended: 'goal', attempts: [{ workflowId: `${id}.1` }] });
    expect(rings(`${id}.1`)).toHaveLength(1);
  });
});

describe('cancelled and asked to leave the call in progress,', () => {
  it.each<Row>([
    { state: 'before its first attempt', result: { outcome: 'CANCELLED', ...cancelled() } },
    { state: 'paused before its first attempt', result: { outcome: 'CANCELLED', ...cancelled() } },
    { state: 'while its attempt rings', goesOn: true, result: { ended: 'goal', attempts: [{ outcome: 'ANSWERED' }] } },
    { state: 'while somebody talks', goesOn: true, result: { ended: 'goal', attempts: [{ outcome: 'ANSWERED' }] } },
    { state: 'between two attempts', result: cancelled(busy) },
    { state: 'paused between two attempts', result: cancelled(busy) },
  ])('$state', async ({ state, goesOn = false, result }) => {
    const followUp = await states[state](`leave ${state}`);

    await followUp.cancel({ callInProgress: 'leave' });
    if (goesOn) {
      expect(await followUp.view()).toMatchObject({ phase: 'CALLING' });
      world.connect.advance(60_000);
    }

    const ended = await followUp.result();
    expect(ended).toMatchObject(result ?? {});
    expect(ended.attempts.every(({ stopped: wasStopped }) => wasStopped === undefined)).toBe(true);
  });

  it('while its attempt rings and comes to no goal: that was the last one', async () => {
    const id = 'leave busy';
    const followUp = await start(id, {}, 'busy');
    await untilFollowed(`${id}.1`);

    expect(await followUp.cancel({ callInProgress: 'leave' })).toMatchObject({ phase: 'CALLING' });
    world.connect.advance(60_000);

    expect(await followUp.result()).toMatchObject(cancelled(busy));
    expect(rings(`${id}.2`)).toEqual([]);
  });

  it('it can still be stopped', async () => {
    const id = 'leave then stop';
    const followUp = await states['while its attempt rings'](id);
    await followUp.cancel({ callInProgress: 'leave' });

    await followUp.cancel();

    expect(await followUp.result()).toMatchObject(cancelled(stopped));
    expect(wasAnswered(`${id}.1`)).toBe(false);
  });
});

describe('cancelled and asked to hang up,', () => {
  it.each<Row>([
    { state: 'before its first attempt', result: { outcome: 'CANCELLED', ...cancelled() } },
    { state: 'while its attempt is not dialled yet', result: cancelled(notDialled) },
    { state: 'while its attempt rings', result: cancelled(stopped) },
    {
      state: 'while somebody talks',
      result: { ended: 'goal', attempts: [{ outcome: 'ANSWERED', stopped: true, talkSeconds: 4 }] },
    },
    { state: 'between two attempts', result: cancelled(busy) },
    { state: 'before its second attempt is dialled', result: cancelled(busy, notDialled) },
  ])('$state', async ({ state, result }) => {
    const followUp = await states[state](`hang up ${state}`);

    await followUp.cancel({ callInProgress: 'hang-up' });

    expect(await followUp.result()).toMatchObject(result ?? {});
  });

  it('it hangs up on a conversation that was left to end before', async () => {
    const followUp = await states['while somebody talks']('left then hung up');
    await followUp.cancel();

    await followUp.cancel({ callInProgress: 'hang-up' });

    expect(await followUp.result()).toMatchObject({ attempts: [{ outcome: 'ANSWERED', stopped: true }] });
  });
});

it('a cancelled follow-up takes no other wish', async () => {
  const followUp = await states['while its attempt rings']('no other wish');
  await followUp.cancel({ callInProgress: 'leave' });

  const wishes = [
    () => followUp.pause(),
    () => followUp.resume(),
    () => followUp.callNow(),
    () => followUp.reschedule({ expiresAt: '2126-01-01T00:00:00Z' }),
  ];
  for (const wish of wishes) await expect(wish()).rejects.toMatchObject({ code: 'ACTION_REFUSED' });
  world.connect.advance(60_000);
  await followUp.result();
  for (const wish of wishes) await expect(wish()).rejects.toMatchObject({ code: 'ACTION_REFUSED' });
});

it.each([
  { rule: 'a word instead of a member', wish: 'leave' },
  { rule: 'an unknown word', wish: { callInProgress: 'toString' } },
  { rule: 'a misspelled member', wish: { callinprogress: 'leave' } },
  { rule: 'one member too many', wish: { callInProgress: 'leave', hangUp: false } },
  { rule: 'a list', wish: ['leave'] },
])('a cancellation that is $rule is refused, and stops no call', async ({ rule, wish }) => {
  const id = `misspelled ${rule}`;
  const followUp = await states['while its attempt rings'](id);

  const asked = handle(id).executeUpdate(updateNames.cancellation, { args: [wish] });

  await expect(asked).rejects.toMatchObject({ cause: { type: 'InvalidRequest' } });
  world.connect.advance(60_000);
  expect(await followUp.result()).toMatchObject({ ended: 'goal' });
});

/** The wish may come while Temporal is beginning the attempt, before the follow-up knows of it. */
it('cancelled at whatever moment after its start, it ends without time passing, and nobody answers', async () => {
  // The throttles of the tests above slow the dials of the worker that met them for a minute or so.
  await worker.shutdown();
  await world.startWorker();
  const patience = { timeout: 150_000, interval: 20 };
  const exists = (id: string) =>
    handle(id)
      .describe()
      .then(() => true)
      .catch(() => false);
  const moments: readonly ((id: string) => Promise<unknown>)[] = [
    () => Promise.resolve(),
    (id) => expect.poll(async () => (await handle(id).describe()).historyLength, patience).toBeGreaterThanOrEqual(4),
    (id) => expect.poll(() => exists(`${id}.1`), patience).toBe(true),
    (id) => world.connect.untilRequests(1, { clientToken: `${id}.1` }),
    (id) => world.connect.untilRings(1, { clientToken: `${id}.1` }),
  ];
  const cancelledAt = async (moment: number, which: number) => {
    const id = `whatever-${moment}-${which}`;
    const followUp = await start(id);
    await moments[moment]?.(id);
    const wish = which % 2 === 0 ? {} : { callInProgress: 'hang-up' };
    await handle(id).executeUpdate(updateNames.cancellation, { args: [wish] });
    return followUp.result();
  };

  // A few at a time: with more, a busy machine does not get through their workflow tasks in the time that Temporal gives them.
  for (let which = 0; which < 4; which++) {
    const ended = await Promise.all(moments.map((_, moment) => cancelledAt(moment, which)));
    for (const result of ended) expect(result).toMatchObject({ ended: 'cancelled' });
  }
  world.connect.advance(60_000);
  expect(world.connect.answered().filter(({ ClientToken }) => ClientToken.startsWith('whatever-'))).toEqual([]);
});
