import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TimesChange } from '../../src/contract/admission-options.js';
import type { Call, CallOptions, CallPhase } from '../../src/client/index.js';
import { taskQueues, updateNames, workflowTypes } from '../../src/contract/index.js';
import { leftBehind } from '../../src/temporal/outside-end.js';
import { closedAround, everyDay, openAround } from '../support/calling-hours.js';
import {
  holdableDecisions,
  realActivities,
  startHandMadeWorkers,
  type HandMadeWorkers,
} from '../support/hand-made-workers.js';
import { eventsOf } from '../support/history.js';
import { aRequest } from '../support/requests.js';
import { untilBackingOff } from '../support/until-backing-off.js';
import { startWorld, type World } from '../support/world.js';

/**
 * Cancel and reschedule at every state of a call. Contacts stand still until a test moves them. The blocks run one after the other: at
 * first no worker runs, then all but the one that dials, then all.
 */
let world: World;
beforeAll(async () => {
  world = await startWorld({ timeScale: 0 });
});
afterAll(() => world[Symbol.asyncDispose]());

const operation = 'StartOutboundVoiceContact';
const hour = 3_600_000;
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const rings = (id: string) => world.connect.ledger({ clientToken: id });
const requests = (id: string) => world.connect.requests({ operation, clientToken: id });
const untracked = { tracking: 'none' } as const;

const start = (id: string, options: CallOptions = {}) =>
  world.ringonce.start(id, aRequest(), { ...untracked, ...options });

async function inPhase(phase: CallPhase, id: string, options: CallOptions = {}) {
  const call = await start(id, options);
  await expect.poll(async () => (await call.view()).phase).toBe(phase);
  return call;
}

const waiting = (id: string, options: CallOptions) => inPhase('WAITING', id, options);

async function expectOneRing(call: Call, fromMs = 0) {
  expect(await call.result()).toMatchObject({ outcome: 'PLACED', ContactId: rings(call.workflowId)[0]?.ContactId });
  expect(rings(call.workflowId)).toHaveLength(1);
  expect(Date.parse(rings(call.workflowId)[0]?.ringStartedAt ?? '')).toBeGreaterThanOrEqual(fromMs);
}

async function expectSilence(call: Call) {
  await expect(call.result()).rejects.toMatchObject({ code: 'CALL_CANCELLED' });
  expect(requests(call.workflowId)).toEqual([]);
}

const refused = { code: 'ACTION_REFUSED' };
const invalid = (member: string) => ({ code: 'INVALID_REQUEST', issues: [expect.objectContaining({ member })] });

/** Calls of the first block, which the second one's workers take up. */
const early = new Map<string, Call>();

describe('before any worker runs', () => {
  it('a cancellation is only requested; Temporal keeps it', async () => {
    for (const [id, options] of Object.entries({
      'early-any-hour': {},
      'early-not-before': { notBefore: inMs(hour) },
      'early-open': { callingHours: openAround(Date.now()) },
      'early-closed': { callingHours: closedAround(Date.now()) },
    })) {
      early.set(id, await start(id, options));
      await world.ringonce.client.workflow.getHandle(id).cancel();
    }
  });
});

describe('while nobody dials', () => {
  let workers: HandMadeWorkers;
  const decisions = holdableDecisions();
  beforeAll(async () => {
    const { contacts } = realActivities(world);
    workers = await startHandMadeWorkers(world, { ...contacts, decideAdmission: decisions.decideAdmission });
  });
  afterAll(() => workers[Symbol.asyncDispose]());

  it('what was cancelled before any worker ran is Cancelled, whatever its times', async () => {
    expect(early.size).toBe(4);
    for (const call of early.values()) await expectSilence(call);
  });

  it('a call that is cancelled in the dial queue is Cancelled', async () => {
    const call = await inPhase('DIALLING', 'queued-cancelled');
    expect(await call.cancel()).toMatchObject({ was: 'DIALLING', is: 'not-dialled' });
    await expectSilence(call);
  });

  it('a call that is cancelled in the midst of a decision is Cancelled', async () => {
    const decision = decisions.hold();
    const call = await start('deciding-cancelled', { callingHours: openAround(Date.now()) });
    await decision.begun;

    await world.ringonce.client.workflow.getHandle(call.workflowId).cancel();
    decision.release();

    await expectSilence(call);
  });

  it('a call that is rescheduled in the midst of a decision goes by its new times', async () => {
    const id = 'deciding-rescheduled';
    const decision = decisions.hold();
    await world.ringonce.client.workflow.start(workflowTypes.outboundCall, {
      workflowId: id,
      taskQueue: taskQueues.calls,
      args: [aRequest(), { ...untracked, callingHours: openAround(Date.now()) }],
      // While a decision takes long, messages come in when a part of this is over.
      workflowTaskTimeout: '6s',
    });
    const call = world.ringonce.call(id);
    await decision.begun;

    // Not by the client, which is patient for 10 s only.
    const rescheduled = world.ringonce.client.workflow
      .getHandle(id)
      .executeUpdate(updateNames.reschedule, { args: [{ notBefore: inMs(hour) }] });
    await expect.poll(() => eventsOf(world.ringonce, id)).toContain('workflowExecutionUpdateAccepted');
    decision.release();

    expect(await rescheduled).toMatchObject({ phase: 'WAITING', hold: { reason: 'NOT_BEFORE' } });
    expect(await call.cancel()).toMatchObject({ is: 'not-dialled' });
    await expectSilence(call);
  });

  it('a call in the dial queue is taken back; cancelled then, nothing rings', async () => {
    const call = await inPhase('DIALLING', 'queued-rescheduled');
    const notBefore = inMs(hour);

    expect(await call.reschedule({ notBefore })).toMatchObject({
      phase: 'WAITING',
      hold: { reason: 'NOT_BEFORE', until: notBefore },
    });
    expect(await call.cancel()).toMatchObject({ was: 'WAITING', is: 'not-dialled' });

    await expectSilence(call);
  });

  it('a call in the dial queue that is rescheduled and cancelled at once is Cancelled', async () => {
    const call = await inPhase('DIALLING', 'queued-both');

    const [, cancelled] = await Promise.all([
      call.reschedule({ notBefore: inMs(hour) }).catch((error: unknown) => error),
      call.cancel(),
    ]);

    expect(cancelled).toMatchObject({ is: 'not-dialled' });
    await expectSilence(call);
  });

  it('a call in the dial queue goes back into it for new times that are open now', async () => {
    const call = await inPhase('DIALLING', 'queued-again');
    const expiresAt = inMs(hour);
    expect(await call.reschedule({ expiresAt })).toMatchObject({ phase: 'DIALLING', dialBefore: expiresAt });
    early.set('queued-again', call);
  });
});

describe('while all workers run', () => {
  beforeAll(async () => {
    await world.startWorker();
    await world.startContactEvents();
  });

  it('what went back into the dial queue rings once', () => expectOneRing(early.get('queued-again') as Call));

  it('a call that waits for its time is dialled at an earlier one, once', async () => {
    const call = await waiting('waiting-sooner', { notBefore: inMs(hour) });
    const notBefore = inMs(1_500);

    expect(await call.reschedule({ notBefore })).toMatchObject({ phase: 'WAITING', hold: { until: notBefore } });

    await expectOneRing(call, Date.parse(notBefore));
  });

  it('a call that waits for its hours is dialled at other hours', async () => {
    const call = await waiting('waiting-other-hours', { callingHours: closedAround(Date.now()) });
    expect(await call.reschedule({ callingHours: openAround(Date.now()) })).toMatchObject({ phase: 'DIALLING' });
    await expectOneRing(call);
  });

  it.each<{ what: string; options: CallOptions; change: TimesChange }>([
    { what: 'notBefore', options: { notBefore: inMs(hour) }, change: { notBefore: null } },
    { what: 'callingHours', options: { callingHours: closedAround(Date.now()) }, change: { callingHours: null } },
    {
      what: 'notBefore and callingHours',
      options: { notBefore: inMs(hour), callingHours: closedAround(Date.now()) },
      change: { notBefore: null, callingHours: null },
    },
  ])('null takes $what away: dialled at once', async ({ what, options, change }) => {
    const call = await waiting(`without-${what.replaceAll(' ', '-')}`, options);
    await call.reschedule(change);
    await expectOneRing(call);
  });

  it('null takes expiresAt away, and leaves the rest', async () => {
    const call = await waiting('without-expiry', { notBefore: inMs(hour), expiresAt: inMs(2 * hour) });
    const later = inMs(3 * hour);
    await expect(call.reschedule({ notBefore: later })).rejects.toMatchObject(invalid('notBefore'));

    expect(await call.reschedule({ expiresAt: null })).toMatchObject({ hold: { reason: 'NOT_BEFORE' } });

    expect(await call.reschedule({ notBefore: later })).toMatchObject({ hold: { until: later } });
    await call.cancel();
    await expectSilence(call);
  });

  it('a time in the past is now', async () => {
    const call = await waiting('to-the-past', { notBefore: inMs(hour) });
    await call.reschedule({ notBefore: inMs(-hour) });
    await expectOneRing(call);
  });

  it.each<{ what: string; change: unknown; member: string }>([
    { what: 'an expiry that has passed', change: { expiresAt: inMs(-1_000) }, member: 'notBefore' },
    {
      what: 'no other time, and an expiry that has passed',
      change: { notBefore: null, expiresAt: inMs(-1_000) },
      member: 'expiresAt',
    },
    {
      what: 'hours that never open',
      change: { callingHours: { ...everyDay('09:00-17:00'), weekly: {} } },
      member: 'callingHours.weekly',
    },
    {
      what: 'hours that do not open before the expiry',
      change: { notBefore: null, expiresAt: inMs(hour), callingHours: closedAround(Date.now()) },
      member: 'callingHours',
    },
    {
      what: 'a zone that does not exist',
      change: { callingHours: { ...everyDay('09:00-17:00'), timeZone: 'Nowhere/Land' } },
      member: 'callingHours.timeZone',
    },
    { what: 'a word', change: { notBefore: 'soon' }, member: 'notBefore' },
    { what: 'nothing', change: {}, member: '' },
    { what: 'a member that there is not', change: { tracking: 'none' }, member: 'tracking' },
  ])('$what is refused, and nothing changes', async ({ what, change, member }) => {
    const notBefore = inMs(hour);
    const call = await waiting(`refused-${what.replaceAll(' ', '-')}`, { notBefore });
    const { hold } = await call.view();

    await expect(call.reschedule(change as TimesChange)).rejects.toMatchObject(invalid(member));

    expect(await call.view()).toMatchObject({ phase: 'WAITING', hold });
    // It can still be dialled.
    await call.reschedule({ notBefore: null });
    await expectOneRing(call);
  });

  it('an expiry that has passed does not take a dial back', async () => {
    const id = 'throttled-expired';
    world.connect.inject({ operation, kind: 'throttle', match: { ClientToken: id } });
    const call = await start(id);
    await untilBackingOff(world, id);

    await expect(call.reschedule({ expiresAt: inMs(-1_000) })).rejects.toMatchObject(invalid('expiresAt'));

    await expectOneRing(call);
  });

  it('a throttled call is taken back: nothing rings at the old time, and it rings once at the new one', async () => {
    const id = 'throttled-rescheduled';
    world.connect.inject({ operation, kind: 'throttle', match: { ClientToken: id } });
    const call = await start(id);
    await untilBackingOff(world, id);
    // The next attempt would be made in two seconds at most.
    const notBefore = inMs(3_500);

    expect(await call.reschedule({ notBefore })).toMatchObject({ phase: 'WAITING', hold: { until: notBefore } });

    await expectOneRing(call, Date.parse(notBefore));
    expect(requests(id)).toHaveLength(2);
  });

  it.each([
    { what: 'dialled again', change: { expiresAt: inMs(hour) }, leaves: 'its contact' },
    { what: 'waits again', change: { notBefore: inMs(hour) }, leaves: 'nothing' },
  ])('a call that was taken back, $what, and is terminated leaves $leaves behind', async ({ what, change, leaves }) => {
    const id = `terminated-${what.replaceAll(' ', '-')}`;
    world.connect.inject({ operation, kind: 'throttle', match: { ClientToken: id } });
    const call = await start(id, { tracking: 'outcome' });
    await untilBackingOff(world, id);
    await call.reschedule(change);
    const ContactId = leaves === 'nothing' ? undefined : await call.contactId();
    const handle = world.ringonce.client.workflow.getHandle(id);
    const { runId } = await handle.describe();

    await handle.terminate();

    const left = await leftBehind(world.ringonce.client, { workflowId: id, runId });
    expect(left).toEqual(ContactId === undefined ? { rang: 'no' } : { rang: 'yes', ContactId });
    expect(rings(id)).toHaveLength(ContactId === undefined ? 0 : 1);
  });

  it('a call whose answer was lost cannot be rescheduled, and its dial goes on', async () => {
    const id = 'lost-rescheduled';
    world.connect.inject({ operation, kind: 'error-after', match: { ClientToken: id } });
    const call = await start(id);
    await untilBackingOff(world, id);

    await expect(call.reschedule({ notBefore: inMs(hour) })).rejects.toMatchObject(refused);

    await expectOneRing(call);
    expect(requests(id)).toHaveLength(2);
  });

  it('a call whose request is out cannot be rescheduled, and is placed', async () => {
    const id = 'out-rescheduled';
    world.connect.inject({ operation, kind: 'slow', delayMs: 1_500, match: { ClientToken: id } });
    const call = await start(id);
    await world.connect.untilRings(1, { clientToken: id });

    await expect(call.reschedule({ notBefore: inMs(hour) })).rejects.toMatchObject(refused);

    await expectOneRing(call);
  });

  it('a call that rings, one that talks and one that has ended cannot be rescheduled', async () => {
    const id = 'followed';
    const call = await start(id, { tracking: 'outcome' });
    await call.contactId();
    const change = { notBefore: inMs(hour) };
    await expect(call.reschedule(change)).rejects.toMatchObject(refused);

    world.connect.advance(10_000);
    await expect(call.reschedule(change)).rejects.toMatchObject(refused);

    world.connect.advance(60_000);
    expect(await call.result()).toMatchObject({ outcome: 'ANSWERED', talkSeconds: 30 });
    await expect(call.reschedule(change)).rejects.toMatchObject(refused);
    expect(rings(id)).toHaveLength(1);
  });

  it('a call that is cancelled cannot be rescheduled, neither at once nor later', async () => {
    const call = await waiting('cancelled-rescheduled', { notBefore: inMs(hour) });

    const [, rescheduled] = await Promise.all([
      world.ringonce.client.workflow.getHandle(call.workflowId).cancel(),
      call.reschedule({ notBefore: null }).catch((error: unknown) => error),
    ]);

    await expect(call.reschedule({ notBefore: null })).rejects.toMatchObject(refused);
    if (rescheduled instanceof Error) {
      expect(rescheduled).toMatchObject(refused);
      await expectSilence(call);
    } else {
      // The reschedule came first. The cancellation then found the call before its dial, or after it.
      const ended = await call.result().catch((error: unknown) => error);
      expect(rings(call.workflowId)).toHaveLength(ended instanceof Error ? 0 : 1);
    }
  });

  it('of two reschedules at once the one that comes last counts, and it rings once', async () => {
    const call = await waiting('twice', { notBefore: inMs(hour) });
    const times = [inMs(2 * hour), inMs(3 * hour)];

    const views = await Promise.all(times.map((notBefore) => call.reschedule({ notBefore })));

    const { hold } = await call.view();
    expect(times).toContain(hold?.until);
    expect(views.map((view) => view.hold?.until)).toContain(hold?.until);
    await call.reschedule({ notBefore: null });
    await expectOneRing(call);
  });

  it('of many reschedules at once none undoes another', async () => {
    const call = await waiting('many', { notBefore: inMs(hour) });
    const expiresAt = inMs(20 * hour);

    await Promise.all([
      call.reschedule({ notBefore: inMs(2 * hour) }),
      call.reschedule({ notBefore: inMs(3 * hour) }),
      call.reschedule({ expiresAt }),
      call.reschedule({ callingHours: closedAround(Date.now()) }),
    ]);

    // Taken away one by one, each shows the next.
    await expect(call.reschedule({ notBefore: inMs(21 * hour) })).rejects.toMatchObject(invalid('notBefore'));
    expect(await call.reschedule({ notBefore: null })).toMatchObject({ hold: { reason: 'CALLING_HOURS' } });
    expect(await call.reschedule({ callingHours: null })).toMatchObject({ dialBefore: expiresAt });
    await expectOneRing(call);
  });
});
