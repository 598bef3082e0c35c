import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberOf } from '../../src/connect-simulator/index.js';
import type { FollowUp, FollowUpPlan, FollowUpView } from '../../src/client/index.js';
import { updateNames } from '../../src/contract/index.js';
import { closedAround, openAround } from '../support/calling-hours.js';
import { holdableDecisions, realActivities, startHandMadeWorkers } from '../support/hand-made-workers.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

/**
 * Pause, resume, callNow, reschedule and cancel at every state of a follow-up: each has one effect, or is refused. Contacts stand still until
 * a test moves them. The number is busy, so that there is always a next attempt; the plan's waits are long, so that nothing but a message
 * begins one.
 */
let world: World;
const decisions = holdableDecisions();
beforeAll(async () => {
  world = await startWorld({ timeScale: 0 });
});
afterAll(() => world[Symbol.asyncDispose]());

const hour = 3_600_000;
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const rings = (id: string) => world.connect.ledger({ clientToken: id });
const refused = { code: 'ACTION_REFUSED' };

const start = (id: string, plan: FollowUpPlan = {}) =>
  world.ringonce.followUp(id, aRequest({ DestinationPhoneNumber: numberOf('busy') }), plan);

const until = (followUp: FollowUp, phase: FollowUpView['phase']) =>
  expect.poll(async () => (await followUp.view()).phase).toBe(phase);

/** Waits for its first attempt. */
async function waiting(id: string, plan: FollowUpPlan = { notBefore: inMs(hour) }) {
  const followUp = await start(id, plan);
  await until(followUp, 'WAITING');
  return followUp;
}

/** Its attempt rings, and goes on ringing. */
async function ringing(id: string, plan: FollowUpPlan = {}) {
  const followUp = await start(id, plan);
  await world.connect.untilRings(1, { clientToken: `${id}.1` });
  return followUp;
}

/** The attempt that rings ends as busy. */
async function endAttempt(followUp: FollowUp, attempt: number) {
  await world.ringonce.call(`${followUp.workflowId}.${attempt}`).contactId();
  world.connect.advance(3_000);
  await expect.poll(async () => (await followUp.view()).attempts.length).toBe(attempt);
}

/** Its first attempt was busy, the second one is due in ten minutes. */
async function between(id: string, plan: FollowUpPlan = {}) {
  const followUp = await ringing(id, plan);
  await endAttempt(followUp, 1);
  return followUp;
}

/** That an attempt really begins, rings, and ends: busy. */
async function expectAttempt(followUp: FollowUp, attempt: number, fromMs = 0) {
  const id = `${followUp.workflowId}.${attempt}`;
  const [ring] = await world.connect.untilRings(1, { clientToken: id });
  expect(Date.parse(ring?.ringStartedAt ?? '')).toBeGreaterThanOrEqual(fromMs);
  await endAttempt(followUp, attempt);
  expect(rings(id)).toHaveLength(1);
}

/** That it ended without a further attempt. */
async function expectCancelled(followUp: FollowUp, attempts: number) {
  expect(await followUp.result()).toMatchObject({ ended: 'cancelled' });
  expect((await followUp.result()).attempts).toHaveLength(attempts);
  expect(rings(`${followUp.workflowId}.${attempts + 1}`)).toEqual([]);
}

/** Held back, a follow-up does not learn whose the workflow is that has its attempt's ID. */
let mayLook = Promise.resolve();

const early = new Map<string, FollowUp>();

it('before any worker runs, a cancellation is kept', async () => {
  for (const [id, plan] of Object.entries({
    'early-any-hour': {},
    'early-not-before': { notBefore: inMs(hour) },
    'early-open': { callingHours: openAround(Date.now()) },
  })) {
    early.set(id, await start(id, plan));
    await world.ringonce.client.workflow.getHandle(id).cancel();
  }
});

describe('with workers', () => {
  let workers: AsyncDisposable;
  beforeAll(async () => {
    const { dial, contacts } = realActivities(world);
    workers = await startHandMadeWorkers(world, {
      ...dial,
      ...contacts,
      awaitAttempt: async (input) => {
        await mayLook;
        return contacts.awaitAttempt(input);
      },
      decideAdmission: decisions.decideAdmission,
    });
    await world.startContactEvents();
  });
  afterAll(() => workers[Symbol.asyncDispose]());

  it('what was cancelled before any worker ran makes no attempt', async () => {
    expect(early.size).toBe(3);
    for (const followUp of early.values()) {
      await expect(followUp.result()).rejects.toMatchObject({ code: 'CALL_CANCELLED' });
      expect(rings(`${followUp.workflowId}.1`)).toEqual([]);
    }
  });

  describe('waiting for the first attempt', () => {
    it('paused it does not begin, resumed it waits on, called now it rings', async () => {
      const followUp = await waiting('first', { notBefore: inMs(hour / 12) });
      expect(await followUp.pause()).toMatchObject({ phase: 'PAUSED', attempt: 1, hold: { reason: 'PAUSED' } });
      expect(await followUp.resume()).toMatchObject({ phase: 'WAITING', hold: { reason: 'NOT_BEFORE' } });
      expect(await followUp.callNow()).toMatchObject({ phase: 'CALLING', attempt: 1 });
      await expectAttempt(followUp, 1);
      // Called now is called once: the next one waits for its time.
      await until(followUp, 'WAITING');
      expect(await followUp.view()).toMatchObject({ attempt: 2, hold: { reason: 'BETWEEN_ATTEMPTS' } });
    });

    it('rescheduled it rings at the new time', async () => {
      const followUp = await waiting('first-rescheduled');
      const notBefore = inMs(1_500);
      expect(await followUp.reschedule({ notBefore })).toMatchObject({ phase: 'WAITING', hold: { until: notBefore } });
      await expectAttempt(followUp, 1, Date.parse(notBefore));
    });

    it.each(['stop', 'leave', 'hang-up'] as const)('cancelled (%s) it makes no attempt', async (callInProgress) => {
      const followUp = await waiting(`first-cancelled-${callInProgress}`);
      expect(await followUp.cancel({ callInProgress })).toMatchObject({ phase: 'ENDED' });
      expect(rings(`${followUp.workflowId}.1`)).toEqual([]);
    });
  });

  describe('between two attempts', () => {
    it('rescheduled it rings sooner than the plan would have it, once', async () => {
      const followUp = await between('sooner');
      const notBefore = inMs(1_500);
      expect(await followUp.reschedule({ notBefore })).toMatchObject({ phase: 'WAITING', hold: { until: notBefore } });
      await expectAttempt(followUp, 2, Date.parse(notBefore));
      await until(followUp, 'WAITING');
      expect(rings('sooner.3')).toEqual([]);
    });

    it('with notBefore taken away it waits as the plan has it', async () => {
      const followUp = await between('not-before-null');
      const { hold } = await followUp.view();
      await followUp.reschedule({ notBefore: inMs(5 * hour) });

      expect(await followUp.reschedule({ notBefore: null })).toMatchObject({
        phase: 'WAITING',
        hold: { reason: 'BETWEEN_ATTEMPTS', until: hold?.until },
      });
      expect(await followUp.callNow()).toMatchObject({ phase: 'CALLING', attempt: 2 });
      await expectAttempt(followUp, 2);
    });

    it('with an expiry that has passed it keeps its times', async () => {
      const followUp = await between('expired-keeps');
      const { hold } = await followUp.view();
      await expect(followUp.reschedule({ expiresAt: inMs(-1_000) })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
      expect(await followUp.view()).toMatchObject({ phase: 'WAITING', hold });
    });

    it('cancelled it makes no further attempt', async () => {
      const followUp = await between('between-cancelled');
      expect(await followUp.cancel()).toMatchObject({ phase: 'ENDED', ended: 'cancelled', outcome: 'BUSY' });
      await expectCancelled(followUp, 1);
    });
  });

  describe('paused', () => {
    it('callNow is refused, reschedule is kept, pause again changes nothing', async () => {
      const followUp = await waiting('paused', { notBefore: inMs(hour) });
      await followUp.pause();
      await expect(followUp.callNow()).rejects.toMatchObject(refused);
      expect(await followUp.reschedule({ notBefore: inMs(-hour) })).toMatchObject({ phase: 'PAUSED' });
      expect(await followUp.pause()).toMatchObject({ phase: 'PAUSED' });
      expect(rings('paused.1')).toEqual([]);
      expect(await followUp.resume()).toMatchObject({ phase: 'CALLING', attempt: 1 });
      await expectAttempt(followUp, 1);
    });

    it('cancelled it makes no attempt', async () => {
      const followUp = await between('paused-cancelled');
      await followUp.pause();
      expect(await followUp.cancel({ callInProgress: 'leave' })).toMatchObject({ phase: 'ENDED', ended: 'cancelled' });
      await expectCancelled(followUp, 1);
    });

    it('what another language misspells is refused by its name, and does nothing', async () => {
      const followUp = await waiting('misspelled', { notBefore: inMs(hour) });
      const { phase, hold } = await followUp.view();
      const wishes = [
        ['callNow', 'ignoreCallinghours'],
        ['pause', 'until'],
        ['resume', 'now'],
        ['reschedule', 'notbefore'],
        ['cancellation', 'hangUp'],
      ] as const;
      for (const [name, member] of wishes) {
        const handle = world.ringonce.client.workflow.getHandle(followUp.workflowId);
        await expect(handle.executeUpdate(updateNames[name], { args: [{ [member]: true }] })).rejects.toMatchObject({
          cause: { type: 'InvalidRequest', message: expect.stringContaining(`${member}: is unknown`) as string },
        });
      }
      expect(await followUp.view()).toMatchObject({ phase, hold });

      const call = await world.ringonce.start('misspelled-call', aRequest(), { notBefore: inMs(hour) });
      for (const [name, member] of [
        ['reschedule', 'notbefore'],
        ['cancellation', 'hangup'],
        ['contactId', 'wait'],
      ] as const) {
        const handle = world.ringonce.client.workflow.getHandle('misspelled-call');
        await expect(handle.executeUpdate(updateNames[name], { args: [{ [member]: true }] })).rejects.toMatchObject({
          cause: { type: 'InvalidRequest', message: expect.stringContaining(`${member}: is unknown`) as string },
        });
      }
      await call.cancel();
      await followUp.cancel();
    });

    it('pause and callNow at once: whichever is first, no attempt begins after the pause is answered', async () => {
      const followUp = await waiting('pause-and-call');
      const [, called] = await Promise.all([
        followUp.pause(),
        followUp.callNow().catch((error: unknown) => error as Error),
      ]);
      if (called instanceof Error || called.phase === 'PAUSED') {
        expect(rings('pause-and-call.1')).toEqual([]);
        expect((await followUp.view()).phase).toBe('PAUSED');
        await followUp.resume();
        await followUp.callNow().catch(() => undefined);
      }
      await expectAttempt(followUp, 1);
    });
  });

  describe('hours closed', () => {
    const closed = () => waiting(`closed-${Math.random()}`, { callingHours: closedAround(Date.now()) });

    it('callNow obeys them, and rings when they are opened', async () => {
      const followUp = await closed();
      expect(await followUp.callNow()).toMatchObject({ phase: 'WAITING', hold: { reason: 'CALLING_HOURS' } });
      expect(rings(`${followUp.workflowId}.1`)).toEqual([]);
      expect(await followUp.reschedule({ callingHours: null })).toMatchObject({ phase: 'CALLING' });
      await expectAttempt(followUp, 1);
    });

    it('callNow with ignoreCallingHours rings, for this one attempt', async () => {
      const followUp = await closed();
      expect(await followUp.callNow({ ignoreCallingHours: true })).toMatchObject({ phase: 'CALLING', attempt: 1 });
      await expectAttempt(followUp, 1);
      await until(followUp, 'WAITING');
      expect(await followUp.callNow()).toMatchObject({ phase: 'WAITING', hold: { reason: 'CALLING_HOURS' } });
      expect(rings(`${followUp.workflowId}.2`)).toEqual([]);
    });

    it('a time that is named after callNow counts', async () => {
      const followUp = await closed();
      await followUp.callNow();
      const notBefore = inMs(30 * 24 * hour);

      const { hold } = await followUp.reschedule({ notBefore, callingHours: null });

      expect(hold).toMatchObject({ reason: 'NOT_BEFORE', until: notBefore });
      expect(rings(`${followUp.workflowId}.1`)).toEqual([]);
      await followUp.callNow();
      await expectAttempt(followUp, 1);
    });
  });

  describe('an attempt under way', () => {
    it('callNow is refused while it waits, rings and talks; the attempt goes on', async () => {
      const followUp = await world.ringonce.followUp('under-way', aRequest(), {});
      await world.connect.untilRings(1, { clientToken: 'under-way.1' });
      await world.ringonce.call('under-way.1').contactId();
      await expect(followUp.callNow()).rejects.toMatchObject(refused);
      world.connect.advance(10_000);
      await expect(followUp.callNow()).rejects.toMatchObject(refused);
      expect(await followUp.pause()).toMatchObject({ phase: 'CALLING' });
      world.connect.advance(60_000);
      expect(await followUp.result()).toMatchObject({ ended: 'goal', outcome: 'ANSWERED' });
      expect(rings('under-way.1')).toHaveLength(1);
    });

    it('paused it goes on to its outcome, and none follows until resume', async () => {
      const followUp = await ringing('ringing-paused', { onOutcome: { BUSY: { wait: ['1s'] } } });
      expect(await followUp.pause()).toMatchObject({ phase: 'CALLING', attempt: 1 });
      await endAttempt(followUp, 1);
      expect(await followUp.view()).toMatchObject({ phase: 'PAUSED', attempt: 2 });
      expect(rings('ringing-paused.2')).toEqual([]);
      await followUp.resume();
      await expectAttempt(followUp, 2);
    });

    it('rescheduled it goes on, and the next one is at the new time', async () => {
      const followUp = await ringing('ringing-rescheduled');
      const notBefore = inMs(5 * hour);
      expect(await followUp.reschedule({ notBefore })).toMatchObject({ phase: 'CALLING' });
      await endAttempt(followUp, 1);
      await until(followUp, 'WAITING');
      expect((await followUp.view()).hold).toMatchObject({ until: notBefore });
      expect(rings('ringing-rescheduled.1')).toHaveLength(1);
    });

    it('rescheduled it goes on, and the next one is at the new time also where the plan would have it later', async () => {
      const followUp = await ringing('ringing-sooner');
      const notBefore = inMs(60_000);
      expect(await followUp.reschedule({ notBefore })).toMatchObject({ phase: 'CALLING' });
      await endAttempt(followUp, 1);
      await until(followUp, 'WAITING');
      expect((await followUp.view()).hold).toMatchObject({ until: notBefore });
    });

    it('that waits to be dialled and is cancelled rings nowhere', async () => {
      const id = 'throttled-cancelled';
      const match = { ClientToken: `${id}.1` };
      world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'throttle', times: 50, match });
      const followUp = await start(id);
      await world.connect.untilRequests(1, { clientToken: `${id}.1`, status: 429 });

      await followUp.cancel();

      // Nothing rang: like a call that is cancelled before its dial.
      await expect(followUp.result()).rejects.toMatchObject({ code: 'CALL_CANCELLED' });
      expect(rings(`${id}.1`)).toEqual([]);
      expect(rings(`${id}.2`)).toEqual([]);
    });

    it.each(['stop', 'hang-up'] as const)('that rings is stopped (%s)', async (callInProgress) => {
      const followUp = await ringing(`ringing-${callInProgress}`);
      await world.ringonce.call(`${followUp.workflowId}.1`).contactId();
      await followUp.cancel({ callInProgress });
      expect(await followUp.result()).toMatchObject({ ended: 'cancelled', attempts: [{ outcome: 'CANCELLED' }] });
      await expectCancelled(followUp, 1);
    });

    it('that rings goes on to its outcome (leave), and none follows', async () => {
      const followUp = await ringing('ringing-leave');
      expect(await followUp.cancel({ callInProgress: 'leave' })).toMatchObject({ phase: 'CALLING' });
      await expect(followUp.pause()).rejects.toMatchObject(refused);
      await expect(followUp.reschedule({ notBefore: null })).rejects.toMatchObject(refused);
      await world.ringonce.call('ringing-leave.1').contactId();
      world.connect.advance(3_000);
      expect(await followUp.result()).toMatchObject({ ended: 'cancelled', attempts: [{ outcome: 'BUSY' }] });
      await expectCancelled(followUp, 1);
    });

    it.each([
      { callInProgress: 'stop', talkSeconds: 30, stopped: undefined },
      { callInProgress: 'hang-up', talkSeconds: 4, stopped: true },
    ] as const)('that talks: $callInProgress', async ({ callInProgress, talkSeconds, stopped }) => {
      const id = `talking-${callInProgress}`;
      const followUp = await world.ringonce.followUp(id, aRequest(), {});
      await world.ringonce
        .call(`${id}.1`)
        .contactId()
        .catch(() => undefined);
      await world.connect.untilRings(1, { clientToken: `${id}.1` });
      await world.ringonce.call(`${id}.1`).contactId();
      world.connect.advance(10_000);

      await followUp.cancel({ callInProgress });
      const phase = async () => (await world.ringonce.call(`${id}.1`).view()).cancellation;
      await expect.poll(phase).toBe(stopped ? 'stopped' : 'left-to-end');
      world.connect.advance(60_000);

      const result = await followUp.result();
      expect(result).toMatchObject({ attempts: [{ outcome: 'ANSWERED', talkSeconds }] });
      expect(result.attempts[0]?.stopped).toBe(stopped);
      expect(result.attempts).toHaveLength(1);
    });
  });

  it('ended: every message is refused, and cancel tells how it ended', async () => {
    const followUp = await ringing('over', { maxAttempts: 1 });
    await world.ringonce.call('over.1').contactId();
    world.connect.advance(3_000);
    expect(await followUp.result()).toMatchObject({ ended: 'attempts-used', outcome: 'BUSY' });

    await expect(followUp.pause()).rejects.toMatchObject(refused);
    await expect(followUp.resume()).rejects.toMatchObject(refused);
    await expect(followUp.callNow()).rejects.toMatchObject(refused);
    await expect(followUp.reschedule({ notBefore: null })).rejects.toMatchObject(refused);
    await expect(followUp.cancel({ callInProgress: 'hang-up' })).rejects.toMatchObject(refused);
    expect(await followUp.cancel()).toMatchObject({ phase: 'ENDED', ended: 'attempts-used' });
    expect(rings('over.1')).toHaveLength(1);
  });

  it('callNow twice at once makes one attempt', async () => {
    const followUp = await waiting('called-twice');
    await Promise.allSettled([followUp.callNow(), followUp.callNow()]);
    await expectAttempt(followUp, 1);
    await until(followUp, 'WAITING');
    expect(rings('called-twice.2')).toEqual([]);
  });

  // The server forgets the cancellation of a child that is about to exist. Whether one is hit is chance, so a few are tried.
  it.each([1, 2, 3, 4, 5, 6])(
    'cancelled in the moment in which an attempt begins it rings on nowhere (%i)',
    async (round) => {
      const followUp = await waiting(`called-cancelled-${round}`);
      await followUp.callNow();

      await followUp.cancel({ callInProgress: round % 2 === 0 ? 'hang-up' : 'stop' });

      // With its attempt stopped while it rang, or before it was dialled.
      const end = await followUp.result().catch((error: unknown) => error);
      const { attempts } = await followUp.view();
      expect(attempts).toMatchObject([{ outcome: 'CANCELLED' }]);
      const hasRung = rings(`${followUp.workflowId}.1`).length === 1;
      expect(end).toMatchObject(
        hasRung || round % 2 === 0 ? { ended: 'cancelled', outcome: 'CANCELLED' } : { code: 'CALL_CANCELLED' },
      );
      expect(rings(`${followUp.workflowId}.2`)).toEqual([]);
    },
  );

  it('callNow in the midst of a decision begins the attempt', async () => {
    const held = decisions.hold();
    const followUp = await start('deciding', { notBefore: inMs(hour) });
    await held.begun;
    const called = followUp.callNow();
    held.release();
    expect(await called).toMatchObject({ phase: 'CALLING' });
    await expectAttempt(followUp, 1);
  });

  it('a reschedule that is decided while the last attempt ends is refused, for there is nothing left to reschedule', async () => {
    const followUp = await ringing('ended-meanwhile', { maxAttempts: 1 });
    const held = decisions.hold();
    const refusal = expect(followUp.reschedule({ notBefore: inMs(hour) })).rejects.toMatchObject({
      ...refused,
      message: 'ended-meanwhile: it has ended',
    });
    await held.begun;
    await world.ringonce.call('ended-meanwhile.1').contactId();
    world.connect.advance(3_000);
    await until(followUp, 'ENDED');
    held.release();
    await refusal;
    expect(await followUp.result()).toMatchObject({ ended: 'attempts-used' });
  });

  describe("whose attempt's ID belongs to a stranger's call, cancelled before it knows that,", () => {
    it.each(['stop', 'hang-up'] as const)('%s: the stranger talks on', async (callInProgress) => {
      const id = `strangers-${callInProgress}`;
      const stranger = await world.ringonce.start(
        `${id}.1`,
        aRequest({ DestinationPhoneNumber: numberOf('long-talk') }),
      );
      await stranger.contactId();
      world.connect.advance(15_000);
      let look = (): void => undefined;
      mayLook = new Promise((resolve) => (look = resolve));
      const followUp = await start(id);
      const told = (what: string) =>
        expect.poll(async () => (await followUp.view()).timeline.map((entry) => entry.what)).toContain(what);
      await told(`Attempt 1 exists already: ${id}.1`);

      const cancelled = followUp.cancel({ callInProgress });
      if (callInProgress === 'stop') await cancelled;
      else await told('Cancelled: no further attempt; the call in progress is ended');
      look();
      await cancelled;

      const end: unknown = await followUp.result().catch((error: unknown) => error);
      expect(end).toMatchObject(callInProgress === 'stop' ? { code: 'CALL_CANCELLED' } : { ended: 'cancelled' });
      const { events = [] } = await world.ringonce.client.workflow.getHandle(`${id}.1`).fetchHistory();
      const touched = events?.filter(
        (event) =>
          event.workflowExecutionCancelRequestedEventAttributes ??
          event.workflowExecutionSignaledEventAttributes?.signalName === 'hangUp',
      );
      expect(touched).toEqual([]);
      expect(await stranger.view()).toMatchObject({ phase: 'FOLLOWING' });
      await stranger.cancel({ hangUp: true });
    });
  });

  it('of many reschedules at once none undoes another', async () => {
    const followUp = await waiting('many');
    const expiresAt = inMs(20 * hour);
    await Promise.all([
      followUp.reschedule({ notBefore: inMs(2 * hour) }),
      followUp.reschedule({ notBefore: inMs(3 * hour) }),
      followUp.reschedule({ expiresAt }),
      followUp.reschedule({ callingHours: closedAround(Date.now()) }),
    ]);
    expect(await followUp.view()).toMatchObject({ phase: 'WAITING', expiresAt });
    expect(await followUp.reschedule({ notBefore: null })).toMatchObject({
      hold: { reason: 'CALLING_HOURS' },
      expiresAt,
    });
    await followUp.reschedule({ callingHours: null });
    await expectAttempt(followUp, 1);
  });

  describe('handed over to the next run of a long plan', () => {
    /** A history that is handed over after its attempt, in the midst of a reschedule that is still being decided. */
    async function handingOver(id: string) {
      const followUp = await ringing(id, { onOutcome: { BUSY: { wait: ['10 minutes'] } } });
      const { runId } = await world.ringonce.client.workflow.getHandle(id).describe();
      // Each costs a few events, and changes nothing.
      for (let round = 0; round < 75; round++) await followUp.resume();
      const held = decisions.hold();
      const rescheduled = followUp.reschedule({ notBefore: inMs(5 * hour) });
      await held.begun;
      await world.ringonce.call(`${id}.1`).contactId();
      world.connect.advance(3_000);
      await world.ringonce.call(`${id}.1`).result();
      return { followUp, runId, rescheduled, release: held.release };
    }

    const latestRun = async (id: string) => (await world.ringonce.client.workflow.getHandle(id).describe()).runId;

    it('what is asked for meanwhile counts in the next one: reschedule', async () => {
      const { followUp, runId, rescheduled, release } = await handingOver('handed-over-times');
      release();
      await rescheduled;
      await expect.poll(() => latestRun('handed-over-times')).not.toBe(runId);
      await until(followUp, 'WAITING');
      expect(await followUp.view()).toMatchObject({ attempt: 2, hold: { reason: 'NOT_BEFORE' } });
      await followUp.callNow();
      await expectAttempt(followUp, 2);
    });

    it('what is asked for meanwhile counts in the next one: cancel', async () => {
      const { followUp, rescheduled, release } = await handingOver('handed-over-cancel');
      const cancelled = world.ringonce.client.workflow
        .getHandle('handed-over-cancel')
        .executeUpdate(updateNames.cancellation, { args: [{ callInProgress: 'leave' }] });
      release();
      await rescheduled;
      await cancelled;
      await expectCancelled(followUp, 1);
      expect(rings('handed-over-cancel.1')).toHaveLength(1);
    });
  });
});
