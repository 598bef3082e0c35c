import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DialInput, PlacedContact } from '../../src/contract/dial.js';
import type { AdmissionAnswer } from '../../src/contract/admission.js';
import type { Call } from '../../src/client/index.js';
import { updateNames } from '../../src/contract/names.js';
import { decideAdmission } from '../../activities/decide-admission.js';
import { startHandMadeWorkers } from '../support/hand-made-workers.js';
import { eventsOf } from '../support/history.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

/** People change their minds, several at a time, and in the moment in which something else happens. */
let world: World;
beforeAll(async () => {
  world = await startWorld({ timeScale: 0 });
});
afterAll(() => world[Symbol.asyncDispose]());

const years = (count: number) => new Date(Date.UTC(2100 + count, 0)).toISOString();
const workweek = { timeZone: 'UTC', weekly: { monday: ['09:00-17:00'] } };
const nobodyDials = {};

/** The answer of whoever asks while workflows stand still comes when they go on. */
type Asked = Promise<unknown>;

/** Not by the client, which is patient for 10 s: a busy machine takes some of them to make a worker. */
const update = (id: string, name: string, ...args: object[]): Asked =>
  world.ringonce.client.workflow.getHandle(id).executeUpdate(name, { args: args as unknown as [object] });

describe('wishes that come at once', () => {
  it('each change the times of a follow-up that the one before has left', async () => {
    await using workers = await startHandMadeWorkers(world, { ...nobodyDials, decideAdmission });
    const followUp = await world.ringonce.followUp('at-once-1', aRequest(), { notBefore: years(1) });
    await expect.poll(async () => (await followUp.view()).phase).toBe('WAITING');
    const asked: Asked[] = [];

    await workers.whileStandingStill(() => {
      asked.push(
        update('at-once-1', updateNames.reschedule, { notBefore: years(2) }),
        update('at-once-1', updateNames.reschedule, { expiresAt: years(9) }),
        update('at-once-1', updateNames.reschedule, { callingHours: workweek }),
        update('at-once-1', updateNames.pause),
      );
      return Promise.resolve();
    });
    await Promise.all(asked);

    const { phase, expiresAt } = await followUp.view();
    expect({ phase, expiresAt }).toEqual({ phase: 'PAUSED', expiresAt: years(9) });
    const { hold } = await followUp.resume();
    // 1 January 2102 is a Sunday.
    expect(hold).toMatchObject({ until: '2102-01-02T09:00:00.000Z' });
  });

  it('each change the times of a call that the one before has left', async () => {
    await using workers = await startHandMadeWorkers(world, { ...nobodyDials, decideAdmission });
    const call = await world.ringonce.start('at-once-2', aRequest(), { notBefore: years(1) });
    await expect.poll(async () => (await call.view()).phase).toBe('WAITING');
    const asked: Asked[] = [];

    await workers.whileStandingStill(() => {
      asked.push(
        update('at-once-2', updateNames.reschedule, { notBefore: years(2) }),
        update('at-once-2', updateNames.reschedule, { expiresAt: years(9) }),
        update('at-once-2', updateNames.reschedule, { callingHours: workweek }),
      );
      return Promise.resolve();
    });
    await Promise.all(asked);

    expect((await call.view()).hold).toMatchObject({ until: '2102-01-02T09:00:00.000Z' });
    await expect(call.reschedule({ notBefore: years(9) })).rejects.toMatchObject({
      issues: [{ member: 'notBefore', message: 'must be before expiresAt' }],
    });
  });
});

it('a later time counts more than an earlier wish to call now', async () => {
  await using _ = await startHandMadeWorkers(world, { ...nobodyDials, decideAdmission: closedUntil(years(1)) });
  const followUp = await world.ringonce.followUp('changed-mind', aRequest(), { callingHours: workweek });
  expect(await followUp.callNow()).toMatchObject({ phase: 'WAITING', hold: { reason: 'CALLING_HOURS' } });

  expect(await followUp.reschedule({ notBefore: years(2) })).toMatchObject({
    hold: { reason: 'NOT_BEFORE', until: years(2) },
  });
});

/** The hours are closed until then; whatever else is asked for is the real thing. */
function closedUntil(instant: string): typeof decideAdmission {
  const untilMs = Date.parse(instant);
  return async (input) => {
    const { notBefore } = input.times;
    const answer = await decideAdmission({ ...input, times: notBefore === undefined ? {} : { notBefore } });
    const isLater = answer.is === 'wait' && answer.untilMs > untilMs;
    return isLater ? answer : { is: 'wait', untilMs, reason: 'CALLING_HOURS', inWords: instant };
  };
}

it('to hang up on an attempt that was terminated at that moment is answered, and wedges nothing', async () => {
  await using workers = await startHandMadeWorkers(world, { ...nobodyDials, decideAdmission });
  const followUp = await world.ringonce.followUp('terminated-then', aRequest());
  await expect.poll(async () => (await followUp.view()).phase).toBe('CALLING');
  const attempt = world.ringonce.client.workflow.getHandle('terminated-then.1');
  await expect.poll(async () => (await attempt.describe()).raw.pendingActivities?.length).toBe(1);
  const asked: Asked[] = [];

  await workers.whileStandingStill(async () => {
    await attempt.terminate('an operator');
    asked.push(followUp.cancel({ callInProgress: 'hang-up' }));
  });

  await Promise.all(asked);
  expect(await followUp.result()).toMatchObject({ attempts: [{ outcome: 'UNKNOWN' }] });
});

describe('a dial whose attempt is told "not now" while it is being stopped', () => {
  /** The server repeats no attempt of a dial that is to be cancelled: it fails with what that one was told. */
  async function stoppedWhileTurnedAway(id: string, stop: (call: Call) => Promise<unknown>) {
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    let dials = 0;
    const startOutboundVoiceContact = async (): Promise<PlacedContact> => {
      if (++dials > 1)
        return { ContactId: 'contact-1', dialledAt: new Date().toISOString(), dialAttempts: 1, resent: false };
      await answered;
      throw ApplicationFailure.retryable('Amazon Connect throttles', 'TooManyRequestsException', { answer: 'not-now' });
    };
    const haltDial = () => Promise.resolve({ surelyNotSent: true });
    const workers = await startHandMadeWorkers(world, { startOutboundVoiceContact, haltDial, decideAdmission });
    const call = await world.ringonce.start(id, aRequest(), { tracking: 'none' });
    await expect.poll(() => dials).toBe(1);
    const stopped = stop(call);
    await expect.poll(() => eventsOf(world.ringonce, id)).toContain('activityTaskCancelRequested');
    answer();
    return { call, stopped, [Symbol.asyncDispose]: () => workers[Symbol.asyncDispose]() };
  }

  it('is Cancelled: it ended as EXPIRED, though nothing limited it', async () => {
    const id = 'cancelled-while-turned-away';
    await using dial = await stoppedWhileTurnedAway(id, () => world.ringonce.client.workflow.getHandle(id).cancel());

    await expect(dial.call.result()).rejects.toMatchObject({ code: 'CALL_CANCELLED' });
  });

  it('is dialled at its new time: it ended as EXPIRED', async () => {
    const id = 'rescheduled-while-turned-away';
    await using dial = await stoppedWhileTurnedAway(id, () =>
      update(id, updateNames.reschedule, { notBefore: new Date(Date.now() + 1_000).toISOString() }),
    );

    await dial.stopped;
    expect(await dial.call.result()).toMatchObject({ outcome: 'PLACED', ContactId: 'contact-1' });
  });
});

it('a dial that is wanted back in the moment in which its hours close is answered, and dialled at its new time', async () => {
  const id = 'closes-now';
  let close: (() => void) | undefined;
  const closed = new Promise<void>((resolve) => (close = resolve));
  const dialled: DialInput[] = [];
  const startOutboundVoiceContact = async (input: DialInput): Promise<PlacedContact> => {
    dialled.push(input);
    if (dialled.length > 1)
      return { ContactId: 'contact-1', dialledAt: new Date().toISOString(), dialAttempts: 1, resent: false };
    await closed;
    throw ApplicationFailure.nonRetryable('Its dialling time ended', 'DialWindowClosed', { answer: 'not-now' });
  };
  // Open for an hour when it is first asked, and not again before 2101.
  const answers: AdmissionAnswer[] = [{ is: 'dial', untilMs: Date.now() + 3_600_000 }];
  const decide = () =>
    Promise.resolve<AdmissionAnswer>(
      answers.pop() ?? { is: 'wait', untilMs: Date.parse(years(1)), reason: 'CALLING_HOURS', inWords: years(1) },
    );
  await using workers = await startHandMadeWorkers(world, { startOutboundVoiceContact, decideAdmission: decide });
  const options = { callingHours: workweek, tracking: 'none' } as const;
  const call = await world.ringonce.start(id, aRequest(), options);
  await expect.poll(() => dialled.length).toBe(1);
  const asked: Asked[] = [];

  await workers.whileStandingStill(async () => {
    asked.push(call.reschedule({ callingHours: null }));
    close?.();
    const pending = async () => {
      const { raw } = await world.ringonce.client.workflow.getHandle(id).describe();
      return raw.pendingActivities?.length ?? 0;
    };
    await expect.poll(pending).toBe(0);
  });

  await Promise.all(asked);
  expect(await call.result()).toMatchObject({ outcome: 'PLACED', ContactId: 'contact-1' });
  expect(dialled).toHaveLength(2);
});
