import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  InvalidRequestError,
  type Call,
  type CallOptions,
  type CallView,
  type FollowUpPlan,
  type Issue,
  type Preview,
} from '../../src/client/index.js';
import { answerAdmission } from '../../src/admission/answer-admission.js';
import { taskQueues, workflowTypes } from '../../src/contract/index.js';
import { hoursAround } from '../admission/arbitrary-hours.js';
import { seeded } from '../contract/seeded.js';
import { closedAround, everyDay, openAround } from '../support/calling-hours.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

/**
 * What the client says of times before anything is started, the workflow says too, whoever has started it; and what `preview` tells is
 * what then happens.
 */
let world: World;
beforeAll(async () => {
  world = await startWorld({ timeScale: 60 });
  await world.startWorker();
});
afterAll(() => world[Symbol.asyncDispose]());

const hour = 3_600_000;
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const rings = (id: string) => world.connect.ledger({ clientToken: id });

/** Wrong times, and the members that are to be mended. */
const wrongTimes: { what: string; times: () => CallOptions & FollowUpPlan; members: string[]; number?: string }[] = [
  {
    what: 'a zone that does not exist',
    times: () => ({ callingHours: { ...everyDay('09:00-17:00'), timeZone: 'Nowhere/Land' } }),
    members: ['callingHours.timeZone'],
  },
  {
    what: 'hours on a day that is always closed',
    times: () => ({
      callingHours: { timeZone: 'UTC', weekly: { monday: ['09:00-17:00'] }, closedDates: nextMondays(53) },
    }),
    members: ['callingHours'],
  },
  {
    what: 'hours without a day',
    times: () => ({ callingHours: { timeZone: 'UTC', weekly: {} } }),
    members: ['callingHours.weekly'],
  },
  {
    what: 'an expiry before the next opening',
    times: () => ({ callingHours: closedAround(Date.now()), expiresAt: inMs(hour) }),
    members: ['callingHours'],
  },
  {
    what: 'an expiry so long after the start that lies before the next opening',
    times: () => ({ callingHours: closedAround(Date.now()), expiresAfter: '1 hour' }),
    members: ['callingHours'],
  },
  {
    what: 'an expiry before notBefore',
    times: () => ({ notBefore: inMs(2 * hour), expiresAt: inMs(hour) }),
    members: ['notBefore'],
  },
  {
    what: 'holidays of a country that does not exist',
    times: () => ({ callingHours: { ...everyDay('09:00-17:00'), holidays: { country: 'XX' } } }),
    members: ['callingHours.holidays.country'],
  },
  {
    what: 'holidays of a region that does not exist',
    times: () => ({ callingHours: { ...everyDay('09:00-17:00'), holidays: { country: 'AU', region: 'XYZ' } } }),
    members: ['callingHours.holidays.region'],
  },
  {
    what: 'hours of a number that lies in no zone, without timeZone',
    times: () => ({ callingHours: { weekly: everyDay('09:00-17:00').weekly } }),
    members: ['callingHours.timeZone'],
    // A satellite phone.
    number: '+881612345678',
  },
];

function nextMondays(count: number): string[] {
  const today = new Date();
  const untilMondayDays = (8 - today.getUTCDay()) % 7;
  return Array.from({ length: count }, (_, week) =>
    new Date(today.getTime() + (untilMondayDays + 7 * week) * 24 * hour).toISOString().slice(0, 10),
  );
}

async function issuesOfWorkflow(type: string, workflowId: string, ...args: unknown[]): Promise<readonly Issue[]> {
  const handle = await world.ringonce.client.workflow.start(type, { workflowId, taskQueue: taskQueues.calls, args });
  const error: unknown = await handle.result().catch((thrown: unknown) => thrown);
  if (!(error instanceof WorkflowFailedError) || !(error.cause instanceof ApplicationFailure))
    throw new Error('did not fail as expected', { cause: error });
  expect(error.cause).toMatchObject({ type: 'InvalidRequest', nonRetryable: true });
  return error.cause.details as Issue[];
}

async function issuesOfClient(start: Promise<unknown>): Promise<readonly Issue[]> {
  const error: unknown = await start.catch((thrown: unknown) => thrown);
  if (!(error instanceof InvalidRequestError)) throw new Error('was not refused', { cause: error });
  return error.issues;
}

describe.each(wrongTimes)('$what', ({ what, times, members, number }) => {
  const request = aRequest(number === undefined ? {} : { DestinationPhoneNumber: number });
  const id = what.replaceAll(' ', '-');
  const startedBy = () => world.ringonce.client.workflow.getHandle(id).describe();

  it('is refused by the client and by the workflow of a call, in the same words', async () => {
    const options = times();
    const ofClient = await issuesOfClient(world.ringonce.start(id, request, options));
    await expect(startedBy()).rejects.toMatchObject({ name: 'WorkflowNotFoundError' });

    expect(ofClient.map(({ member }) => member)).toEqual(members.map((member) => `options.${member}`));
    expect(await issuesOfClient(world.ringonce.preview(request, { options }))).toEqual(ofClient);
    expect(await issuesOfWorkflow(workflowTypes.outboundCall, id, request, options)).toEqual(ofClient);
    expect(world.connect.requests({ clientToken: id })).toEqual([]);
  });

  it('is refused by the client and by the workflow of a follow-up, in the same words', async () => {
    const plan = times();
    const ofClient = await issuesOfClient(world.ringonce.followUp(`plan-${id}`, request, plan));

    expect(ofClient.map(({ member }) => member)).toEqual(members.map((member) => `plan.${member}`));
    expect(await issuesOfClient(world.ringonce.preview(request, { plan }))).toEqual(ofClient);
    expect(await issuesOfWorkflow(workflowTypes.followUp, `plan-${id}`, request, plan)).toEqual(ofClient);
    expect(world.connect.requests({ clientToken: `plan-${id}.1` })).toEqual([]);
  });
});

it.each([
  { what: 'alone', options: () => ({ expiresAt: inMs(-1_000) }) },
  { what: 'with hours', options: () => ({ expiresAt: inMs(-1_000), callingHours: openAround(Date.now()) }) },
  { what: 'with notBefore', options: () => ({ notBefore: inMs(-hour), expiresAt: inMs(-1_000) }) },
])('an expiry that has passed is no mistake: EXPIRED ($what)', async ({ what, options }) => {
  const id = `expired-${what.replaceAll(' ', '-')}`;
  expect(await world.ringonce.preview(aRequest(), { options: options() })).toMatchObject({ dial: 'never' });

  const call = await world.ringonce.start(id, aRequest(), options());
  const followUp = await world.ringonce.followUp(`${id}-plan`, aRequest(), options());

  expect(await call.result()).toMatchObject({ outcome: 'EXPIRED' });
  expect(await followUp.result()).toMatchObject({ outcome: 'EXPIRED', ended: 'expired', attempts: [] });
  expect(world.connect.requests({ clientToken: id })).toEqual([]);
});

/** Times of a call as seconds from now, since each example is tried at its own moment. */
const times = fc.record(
  {
    notBefore: fc.constantFrom(-hour, 2 * hour, 30 * 24 * hour),
    expiresAt: fc.constantFrom(-hour, hour, 3 * 24 * hour, 60 * 24 * hour),
    callingHours: fc
      .record({
        hours: hoursAround(Date.now()),
        timeZone: fc.constantFrom('UTC', 'America/Los_Angeles', 'Asia/Kolkata'),
      })
      .map(({ hours, timeZone }) => ({ ...hours, timeZone })),
  },
  { requiredKeys: [] },
);

async function expectDialBefore(call: Call, { at = '', before = '' }: Preview) {
  if (before === '') return;
  const { dialBefore = '' } = await call.view();
  const sevenDaysMs = Date.parse(at) + 7 * 24 * hour;
  if (Date.parse(before) < sevenDaysMs) expect(dialBefore).toBe(before);
  // The 7 days begin with the start, a moment after the preview.
  else expect(Date.parse(dialBefore)).toBeGreaterThanOrEqual(Date.parse(before));
}

/** Whether a start that was so long on its way had been in time when it was asked for. */
function mightHaveBeenKept({ notBefore, expiresAt, callingHours }: CallOptions, minutes: number): boolean {
  const { DestinationPhoneNumber } = aRequest();
  const times = {
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(callingHours === undefined ? {} : { callingHours }),
  };
  const nowMs = Date.now() - minutes * 60_000;
  return answerAdmission({ nowMs, times, dialLimitMs: 60_000, DestinationPhoneNumber }).is !== 'never';
}

describe('hours that closed while the start was on its way to a server that was away', () => {
  const times = () => {
    const clock = (ms: number) => new Date(Date.now() + ms).toISOString().slice(11, 16);
    return { callingHours: everyDay(`${clock(-2 * hour)}-${clock(-60_000)}`), expiresAt: inMs(hour) };
  };
  const start = (type: string, workflowId: string) =>
    world.ringonce.client.workflow.execute(type, {
      workflowId,
      taskQueue: taskQueues.calls,
      args: [aRequest(), times()],
    });

  it('the call has expired: it failed as a request that a person must fix', async () => {
    expect(await start(workflowTypes.outboundCall, 'late-start')).toMatchObject({ outcome: 'EXPIRED' });
    expect(rings('late-start')).toEqual([]);
  });

  it('the follow-up has expired', async () => {
    expect(await start(workflowTypes.followUp, 'late-follow-up')).toMatchObject({ ended: 'expired', attempts: [] });
    expect(rings('late-follow-up.1')).toEqual([]);
  });
});

it('preview rejects wrong times, and throws nothing past its promise', async () => {
  const preview = world.ringonce.preview(aRequest(), { options: { notBefore: 'soon' } });
  await expect(preview).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

it('what preview tells is what happens', async () => {
  const seen = new Set<Preview['dial']>();
  let example = 0;
  await fc.assert(
    fc.asyncProperty(times, async ({ notBefore, expiresAt, callingHours }) => {
      const options: CallOptions = {
        tracking: 'none',
        ...(notBefore === undefined ? {} : { notBefore: inMs(notBefore) }),
        ...(expiresAt === undefined ? {} : { expiresAt: inMs(expiresAt) }),
        ...(callingHours === undefined ? {} : { callingHours }),
      };
      const id = `preview-${++example}`;
      const preview: Preview | Error = await world.ringonce
        .preview(aRequest(), { options })
        .catch((error: unknown) => error as Error);
      if (preview instanceof Error) {
        if (mightHaveBeenKept(options, 10)) return;
        const issues = await issuesOfWorkflow(workflowTypes.outboundCall, id, aRequest(), options);
        expect(preview).toMatchObject({ issues });
        return;
      }
      seen.add(preview.dial);
      const call = await world.ringonce.start(id, aRequest(), options);
      switch (preview.dial) {
        case 'never':
          expect(await call.result()).toMatchObject({ outcome: 'EXPIRED' });
          break;
        case 'now':
          expect(await call.result()).toMatchObject({ outcome: 'PLACED' });
          await expectDialBefore(call, preview);
          break;
        case 'later': {
          await expect.poll(async () => (await call.view()).phase).toBe('WAITING');
          const { hold }: CallView = await call.view();
          expect(hold).toMatchObject({ reason: preview.reason, until: preview.at, inWords: preview.inWords });
          await call.cancel();
        }
      }
      expect(rings(id)).toHaveLength(preview.dial === 'now' ? 1 : 0);
    }),
    // One of each kind at least.
    { ...seeded(30), endOnFailure: true, examples: [[{}], [{ notBefore: 2 * hour }], [{ expiresAt: -hour }]] },
  );
  for (const is of ['now', 'later', 'never'] as const) expect(seen).toContain(is);
});
