import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallOptions, ScheduleDefinition } from '../../../src/client/index.js';
import { matchingTimes } from '../../../src/admission/matching-times.js';
import { dueTimesOf } from '../../../src/client/schedules/temporal-calendars.js';
import { aRequest } from '../../support/requests.js';
import { startWorld, type World } from '../../support/world.js';

let world: World;
beforeAll(async () => {
  // Tokens are forgotten once a call has ended: whoever sends a second time rings a second time.
  world = await startWorld({ timeScale: 60, tokenAfterEnd: 'new-contact' });
  await world.startWorker();
  await world.startContactEvents();
});
afterAll(() => world[Symbol.asyncDispose]());

const hourMs = 3_600_000;
const schedules = () => world.ringonce.schedules;
const handle = (id: string) => world.ringonce.client.schedule.getHandle(id);
const rings = (id: string) => world.connect.ledger({ clientToken: id });

/** Due at nine every day, and not before somebody asks for it. */
const aDefinition = (change: Partial<ScheduleDefinition> = {}): ScheduleDefinition => ({
  request: aRequest(),
  timeZone: 'America/New_York',
  ...(change.calendars === undefined ? { cron: '0 9 * * *' } : {}),
  ...change,
});

/** The result of a run that may not have begun yet. */
async function resultOf(workflowId: string) {
  await expect
    .poll(() =>
      world.ringonce.client.workflow
        .getHandle(workflowId)
        .describe()
        .then(
          () => true,
          () => false,
        ),
    )
    .toBe(true);
  return world.ringonce.call(workflowId).result();
}

describe('the server’s own next times', () => {
  // Far away, so that the year in which this runs decides nothing: New York changes on 10 March and 3 November 2030.
  it.each<{ rule: string; change: Partial<ScheduleDefinition>; first: string[] }>([
    {
      rule: 'keep to nine o’clock over the change to summer',
      change: { startAt: '2030-03-09T00:00:00-05:00' },
      first: ['2030-03-09T14:00', '2030-03-10T13:00', '2030-03-11T13:00'],
    },
    {
      rule: 'keep to nine o’clock over the change to winter',
      change: { startAt: '2030-11-02T00:00:00-04:00' },
      first: ['2030-11-02T13:00', '2030-11-03T14:00', '2030-11-04T14:00'],
    },
    {
      rule: 'leave out the day whose clocks skip the time',
      change: { cron: '30 2 * * *', startAt: '2030-03-09T00:00:00-05:00' },
      first: ['2030-03-09T07:30', '2030-03-11T06:30', '2030-03-12T06:30'],
    },
    {
      rule: 'come twice on the day whose clocks show the time twice',
      change: { cron: '30 1 * * *', startAt: '2030-11-02T00:00:00-04:00' },
      first: ['2030-11-02T05:30', '2030-11-03T05:30', '2030-11-03T06:30', '2030-11-04T06:30'],
    },
    {
      rule: 'leave out dates to skip, by the schedule’s own calendar',
      change: { cron: '30 23 * * *', skip: ['2030-12-24', '2030-12-25'], startAt: '2030-12-23T00:00:00-05:00' },
      first: ['2030-12-24T04:30', '2030-12-27T04:30'],
    },
    {
      rule: 'come at each time of the named days, minutes and hours unmixed',
      change: {
        calendars: [{ on: ['monday', 'sunday'], at: ['09:00', '14:30'] }],
        startAt: '2030-03-02T00:00:00-05:00',
      },
      first: ['2030-03-03T14:00', '2030-03-03T19:30', '2030-03-04T14:00', '2030-03-04T19:30', '2030-03-10T13:00'],
    },
    {
      rule: 'match the day of the month and the day of the week',
      change: { cron: '0 9 13 * FRI', startAt: '2030-01-01T00:00:00Z' },
      first: ['2030-09-13T13:00', '2030-12-13T14:00'],
    },
    {
      rule: 'include both ends, and end',
      change: { startAt: '2030-06-03T09:00:00-04:00', endAt: '2030-06-05T09:00:00-04:00' },
      first: ['2030-06-03T13:00', '2030-06-04T13:00', '2030-06-05T13:00'],
    },
  ])('$rule', async ({ rule, change, first }) => {
    const id = `times-${rule.replace(/\W+/g, '-')}`;
    await schedules().create(id, aDefinition(change));

    const { nextRuns } = await schedules().view(id);

    expect(nextRuns.slice(0, first.length)).toEqual(first.map((time) => `${time}:00.000Z`));
    if (change.endAt !== undefined) expect(nextRuns).toHaveLength(first.length);
    // What a schedule is checked by is computed here: the server is its oracle.
    expect(await computedTimes(id, nextRuns.length)).toEqual(nextRuns);
  });

  async function computedTimes(id: string, count: number): Promise<string[]> {
    const description = await handle(id).describe();
    const due = dueTimesOf(description);
    if (due === undefined) throw new TypeError('made by ringonce, it has neither intervals nor seconds');
    const { startAt, endAt } = description.spec;
    const times: string[] = [];
    for (const atMs of matchingTimes(due, Math.max(Date.now(), startAt?.getTime() ?? 0), endAt?.getTime())) {
      times.push(new Date(atMs).toISOString());
      if (times.length === count) break;
    }
    return times;
  }
});

describe('a schedule', () => {
  it('is made as promised: a short catch-up window, SKIP, a masked title, a row for the list page, no memo', async () => {
    await schedules().create('made-1', aDefinition({ paused: true, note: 'until spring', jitter: '1 minute' }));

    const { policies, state, spec, action } = await handle('made-1').describe();

    expect(policies).toEqual({ catchupWindow: 600_000, overlap: 'SKIP', pauseOnFailure: false });
    expect(state).toMatchObject({ paused: true, note: 'until spring' });
    expect(spec).toMatchObject({ timezone: 'America/New_York', jitter: 60_000 });
    expect(action).toMatchObject({
      workflowType: 'outboundCall',
      taskQueue: 'ringonce',
      args: [aRequest(), { expiresAfter: '1 hour' }],
      staticSummary: 'Call +1 206 ••• ••00',
    });
    // In no order: the server keeps them as a map.
    const attributes = JSON.parse(JSON.stringify(action.typedSearchAttributes)) as object[];
    expect(new Set(attributes)).toEqual(
      new Set([
        { key: { name: 'CallPhase', type: 'KEYWORD' }, value: 'DIALLING' },
        { key: { name: 'CallStatus', type: 'KEYWORD' }, value: 'waits for its turn to be dialled' },
        { key: { name: 'CallTo', type: 'KEYWORD' }, value: '+1 206 ••• ••00' },
      ]),
    );
    expect(action.memo ?? {}).toEqual({});
    expect(await schedules().view('made-1')).toMatchObject({
      destination: '+1 206 ••• ••00',
      when: ['0 9 * * *'],
      isPaused: true,
      note: 'until spring',
    });
  });

  it('may be of follow-ups', async () => {
    const plan = { maxAttempts: 3, expiresAfter: '2 days' };
    await schedules().create('made-2', aDefinition({ plan, paused: true }));
    expect((await handle('made-2').describe()).action).toMatchObject({
      workflowType: 'followUp',
      args: [aRequest(), plan],
      staticSummary: 'Follow-up +1 206 ••• ••00',
    });
  });

  it('is made once: the ID is refused the second time, and nothing changes', async () => {
    await schedules().create('made-3', aDefinition());
    await expect(schedules().create('made-3', aDefinition({ cron: '0 10 * * *' }))).rejects.toMatchObject({
      code: 'SCHEDULE_EXISTS',
      scheduleId: 'made-3',
    });
    expect((await schedules().view('made-3')).when).toEqual(['0 9 * * *']);
  });

  it.each<{ rule: string; change: Partial<ScheduleDefinition>; member: string; message: RegExp }>([
    {
      rule: 'in a zone that nobody knows',
      change: { timeZone: 'America/Seattle' },
      member: 'timeZone',
      message: /^is unknown/,
    },
    { rule: 'on 30 February', change: { cron: '0 9 30 2 *' }, member: 'cron', message: /^has no time to come/ },
    {
      rule: 'on the one day that is skipped',
      change: {
        cron: '0 9 24 12 *',
        skip: ['2030-12-24'],
        startAt: '2030-12-01T00:00:00Z',
        endAt: '2031-01-31T00:00:00Z',
      },
      member: 'cron',
      message: /^has no time to come/,
    },
    {
      rule: 'that has ended',
      change: { endAt: '2026-01-01T00:00:00Z' },
      member: 'cron',
      message: /^has no time to come/,
    },
    {
      rule: 'always outside the calling hours, so that every run would expire',
      change: {
        cron: '0 22 * * *',
        options: { callingHours: { preset: 'us-tcpa', timeZone: 'America/New_York' }, expiresAfter: '1h' },
      },
      member: 'options.callingHours',
      message: /^are closed at the next 30 times/,
    },
    {
      rule: 'with calling hours in an unknown zone',
      change: { plan: { callingHours: { preset: 'us-tcpa', timeZone: 'America/Seattle' } } },
      member: 'plan.callingHours.timeZone',
      message: /^is unknown/,
    },
  ])('is refused $rule', async ({ change, member, message }) => {
    await expect(schedules().create('refused-1', aDefinition(change))).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      issues: [{ member, message: expect.stringMatching(message) as string }],
    });
    await expect(schedules().view('refused-1')).rejects.toMatchObject({ code: 'SCHEDULE_NOT_FOUND' });
  });

  it('is paused and resumed, with a note, and listed', async () => {
    await schedules().create('listed-1', aDefinition());
    const listed = async () => {
      for await (const schedule of schedules().list()) if (schedule.scheduleId === 'listed-1') return schedule;
      return undefined;
    };

    await schedules().pause('listed-1', 'office closed');
    await expect.poll(listed).toMatchObject({
      workflowType: 'outboundCall',
      when: ['0 9 * * *'],
      timeZone: 'America/New_York',
      isPaused: true,
      note: 'office closed',
    });

    await schedules().resume('listed-1');
    await expect.poll(listed).toMatchObject({ isPaused: false, note: 'Resumed' });
    await expect(schedules().pause('listed-1', 'call 206 555 0100')).rejects.toMatchObject({
      issues: [{ member: 'note' }],
    });
  });

  it('that is unknown, or another program’s, is left alone by everything', async () => {
    await world.ringonce.client.schedule.create({
      scheduleId: 'nightly-report',
      spec: {},
      action: { type: 'startWorkflow', workflowType: 'report', taskQueue: 'reports', args: [] },
    });
    for (const id of ['nobody-made-it', 'nightly-report']) {
      for (const attempt of [
        () => schedules().view(id),
        () => schedules().pause(id),
        () => schedules().resume(id),
        () => schedules().trigger(id),
        () => schedules().delete(id),
      ]) {
        await expect(attempt()).rejects.toMatchObject({ code: 'SCHEDULE_NOT_FOUND', scheduleId: id });
      }
    }
    expect((await handle('nightly-report').describe()).state.paused).toBe(false);
  });

  it('is deleted, and its run goes on', async () => {
    await schedules().create('deleted-1', aDefinition());
    const { workflowId: run } = await schedules().trigger('deleted-1');
    await schedules().delete('deleted-1');
    await expect(schedules().view('deleted-1')).rejects.toMatchObject({ code: 'SCHEDULE_NOT_FOUND' });
    expect(await resultOf(run)).toMatchObject({ outcome: 'ANSWERED' });
    expect(rings(run)).toHaveLength(1);
  });
});

describe('a run that is asked for', () => {
  it('counts from now, also of a paused schedule, and rings once under its own ID', async () => {
    await schedules().create('asked-1', aDefinition({ paused: true, options: { expiresAfter: '1 minute' } }));
    const { workflowId: run } = await schedules().trigger('asked-1');
    expect(run).toMatch(/^asked-1-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(await resultOf(run)).toMatchObject({ outcome: 'ANSWERED' });
    expect(rings(run)).toHaveLength(1);
    expect((await schedules().view('asked-1')).recentRuns).toMatchObject([{ workflowId: run }]);
  });

  it('is refused while another goes on: nobody is called twice at a time', async () => {
    await schedules().create('asked-2', aDefinition({ options: { callingHours: closedNow() } }));
    const { workflowId: run } = await schedules().trigger('asked-2');
    await expect(schedules().trigger('asked-2')).rejects.toMatchObject({
      code: 'ACTION_REFUSED',
      message: `asked-2: nothing was started: its run ${run} goes on`,
    });
    await world.ringonce.call(run).cancel();
  });

  it('by four at the same instant is one run, and one of them began it', async () => {
    await schedules().create('asked-5', aDefinition({ overlap: 'ALLOW_ALL', options: { callingHours: closedNow() } }));
    const triggered = await Promise.all(Array.from({ length: 4 }, () => schedules().trigger('asked-5')));
    const runs = new Set(triggered.map(({ workflowId }) => workflowId));
    // Two, if a second ended between them.
    expect(triggered.filter(({ isEarlier }) => !isEarlier)).toHaveLength(runs.size);
    for (const id of runs) await world.ringonce.call(id).cancel();
  });

  it('twice within a second is one run, and the later trigger says whose it is', async () => {
    await schedules().create('asked-4', aDefinition({ overlap: 'ALLOW_ALL', options: { callingHours: closedNow() } }));
    const triggered = [await schedules().trigger('asked-4')];
    // Each takes less than a second, so one of them falls into the second of the one before.
    while (triggered.at(-1)?.isEarlier === false) triggered.push(await schedules().trigger('asked-4'));
    expect(triggered.slice(0, -1).every(({ isEarlier }) => !isEarlier)).toBe(true);
    expect(triggered.at(-1)).toEqual({ workflowId: triggered.at(-2)?.workflowId, isEarlier: true });
    const { recentRuns } = await schedules().view('asked-4');
    expect(recentRuns.filter(({ workflowId }) => workflowId === triggered.at(-1)?.workflowId)).toHaveLength(1);
    for (const id of new Set(triggered.map(({ workflowId }) => workflowId))) await world.ringonce.call(id).cancel();
  });

  it('outside its calling hours waits', async () => {
    await schedules().create('asked-3', aDefinition({ options: { callingHours: closedNow() } }));
    const call = world.ringonce.call((await schedules().trigger('asked-3')).workflowId);
    await expect.poll(async () => (await call.view()).phase).toBe('WAITING');
    expect((await call.view()).hold?.reason).toBe('CALLING_HOURS');
    expect(rings(call.workflowId)).toEqual([]);
    await call.cancel();
  });
});

/** Hours of every day, closed now and for at least an hour more. */
function closedNow(): NonNullable<CallOptions['callingHours']> {
  const clock = (ms: number) => new Date(Date.now() + ms).toISOString().slice(11, 16);
  const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
  const span = `${clock(2 * hourMs)}-${clock(5 * hourMs)}`;
  return { timeZone: 'UTC', weekly: Object.fromEntries(days.map((day) => [day, [span]])) };
}

describe('a backfill in the Temporal UI', () => {
  it('of times whose expiry has passed ends as EXPIRED and rings nobody', async () => {
    await schedules().create('past-1', aDefinition({ cron: '*/30 * * * *', timeZone: 'UTC', paused: true }));
    const lastMs = (Math.floor(Date.now() / hourMs) - 2) * hourMs;

    await handle('past-1').backfill({
      start: new Date(lastMs - hourMs),
      end: new Date(lastMs),
      overlap: 'BUFFER_ALL',
    });

    for (const atMs of [lastMs - hourMs, lastMs - hourMs / 2, lastMs]) {
      const run = `past-1-${new Date(atMs).toISOString().slice(0, 19)}Z`;
      expect(await resultOf(run)).toMatchObject({ outcome: 'EXPIRED' });
      expect(rings(run)).toEqual([]);
    }
  });
});
