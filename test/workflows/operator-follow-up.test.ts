import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberOf, type ScenarioName } from '../../src/connect-simulator/index.js';
import { workflowTypes, type FollowUpPlan, type FollowUpResult } from '../../src/contract/index.js';
import { aRequest } from '../support/requests.js';
import { untilPausing } from '../support/until-backing-off.js';
import { startWorld, type World } from '../support/world.js';

/** An operator presses the UI's buttons on follow-ups. Connect forgets a token as soon as its call has ended; time stands still. */
let world: World;
beforeAll(async () => {
  world = await startWorld({ timeScale: 0, tokenAfterEnd: 'new-contact' });
  await world.startWorker();
  await world.startContactEvents();
});
afterAll(() => world[Symbol.asyncDispose]());

const namespace = 'default';
const rings = (id: string) => world.connect.ledger({ clientToken: id });
const handle = (id: string) => world.ringonce.client.workflow.getHandle(id);
const shortest = { TrafficType: 'CAMPAIGN', RingTimeoutInSeconds: 15 } as const;
const soon: FollowUpPlan = { onOutcome: { BUSY: { wait: ['1s'] } }, call: { lookInterval: '1s' } };

function requestTo(scenario: ScenarioName) {
  return aRequest({ ...shortest, DestinationPhoneNumber: numberOf(scenario) });
}

async function start(id: string, scenario: ScenarioName = 'busy', plan: FollowUpPlan = {}) {
  return world.ringonce.followUp(id, requestTo(scenario), { ...soon, ...plan });
}

/** Until the phone rings and Temporal knows it. */
async function untilRinging(attempt: string): Promise<void> {
  await world.connect.untilRings(1, { clientToken: attempt });
  await expect.poll(async () => (await world.ringonce.call(attempt).view()).phase).toBe('FOLLOWING');
}

const resultOf = async (id: string): Promise<FollowUpResult> => (await handle(id).result()) as FollowUpResult;
const statusOf = async (id: string) => (await handle(id).describe()).status.name;

interface ResetPoint {
  readonly before?: string;
  readonly after?: string;
}

/** Resets to the workflow task that began an attempt, or to the one after an attempt had begun. */
async function reset(workflowId: string, { before, after }: ResetPoint): Promise<void> {
  const { events } = await handle(workflowId).fetchHistory();
  const finished = (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes);
  const begun = (events ?? []).find(
    ({ startChildWorkflowExecutionInitiatedEventAttributes: begin }) =>
      begin?.workflowId === `${workflowId}.${before ?? after ?? ''}`,
  );
  const number = Number(begun?.eventId);
  const point =
    before === undefined
      ? finished.find(({ eventId }) => Number(eventId) > number)
      : finished.findLast(({ eventId }) => Number(eventId) < number);
  await world.ringonce.client.workflowService.resetWorkflowExecution({
    namespace,
    workflowExecution: { workflowId },
    reason: 'an operator pressed Reset',
    workflowTaskFinishEventId: point?.eventId ?? null,
    requestId: `${workflowId}-reset`,
  });
}

const isAdopting = async (id: string): Promise<boolean> => {
  const { raw } = await handle(id).describe();
  return raw.pendingActivities?.some(({ activityType }) => activityType?.name === 'awaitAttempt') ?? false;
};

const attributesOf = async (id: string): Promise<object> => {
  const { typedSearchAttributes } = await handle(id).describe();
  return Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
};

const lastFailureOf = async (id: string) => (await handle(id).describe()).raw.pendingActivities?.[0]?.lastFailure;

describe('Reset of a follow-up', () => {
  it('to before an attempt that rings: it is awaited, and rings once', async () => {
    await start('reset-1', 'answered');
    await untilRinging('reset-1.1');

    await reset('reset-1', { before: '1' });
    await expect.poll(() => isAdopting('reset-1')).toBe(true);
    expect(await statusOf('reset-1.1')).toBe('RUNNING');
    // Waiting is told in one line, without a stack.
    const waits = { message: 'The attempt reset-1.1 goes on', stackTrace: '' };
    await expect.poll(() => lastFailureOf('reset-1')).toMatchObject(waits);
    world.connect.advance(60_000);

    expect(await resultOf('reset-1')).toMatchObject({
      ended: 'goal',
      attempts: [
        { attempt: 1, workflowId: 'reset-1.1', outcome: 'ANSWERED', ContactId: rings('reset-1.1')[0]?.ContactId },
      ],
    });
    expect(rings('reset-1.1')).toHaveLength(1);
  });

  it('to before an attempt that has ended, while the next one rings: the result of the one counts, the other is awaited', async () => {
    await start('reset-2', 'busy', { maxAttempts: 2 });
    await untilRinging('reset-2.1');
    world.connect.advance(5_000);
    await untilRinging('reset-2.2');

    await reset('reset-2', { before: '1' });
    await expect.poll(() => isAdopting('reset-2')).toBe(true);
    world.connect.advance(5_000);

    expect(await resultOf('reset-2')).toMatchObject({
      ended: 'attempts-used',
      attempts: [1, 2].map((attempt) => ({
        workflowId: `reset-2.${attempt}`,
        outcome: 'BUSY',
        ContactId: rings(`reset-2.${attempt}`)[0]?.ContactId,
      })),
    });
    for (const attempt of ['reset-2.1', 'reset-2.2']) expect(rings(attempt)).toHaveLength(1);
  });

  it('after its end: every attempt stands, none rings again', async () => {
    await start('reset-3', 'busy', { maxAttempts: 2 });
    for (const attempt of ['reset-3.1', 'reset-3.2']) {
      await untilRinging(attempt);
      world.connect.advance(5_000);
    }
    const before = await resultOf('reset-3');

    await reset('reset-3', { before: '2' });

    expect(await resultOf('reset-3')).toEqual(before);
    for (const attempt of ['reset-3.1', 'reset-3.2']) expect(rings(attempt)).toHaveLength(1);
  });

  it('to a moment after an attempt had begun: it goes on, is no further one', async () => {
    await start('reset-4', 'answered');
    await untilRinging('reset-4.1');

    await reset('reset-4', { after: '1' });
    await expect.poll(() => statusOf('reset-4')).toBe('RUNNING');
    expect(await statusOf('reset-4.1')).toBe('RUNNING');
    world.connect.advance(60_000);

    expect(await resultOf('reset-4')).toMatchObject({ ended: 'goal', attempts: [{ outcome: 'ANSWERED' }] });
    expect(rings('reset-4.1')).toHaveLength(1);
  });

  it('while somebody waits for its result: the waiting goes on with the run that the reset began', async () => {
    const followUp = await start('reset-waited', 'answered');
    const result = followUp.result();
    const found = world.ringonce.followUpOf('reset-waited').result();
    await untilRinging('reset-waited.1');

    await reset('reset-waited', { before: '1' });
    world.connect.advance(60_000);

    expect(await result).toMatchObject({ ended: 'goal', attempts: [{ outcome: 'ANSWERED' }] });
    expect(await found).toEqual(await result);
  });

  it('and cancelled while its attempt rings on: the attempt is stopped, and the result tells of it', async () => {
    await start('reset-5', 'answered');
    await untilRinging('reset-5.1');
    await reset('reset-5', { before: '1' });
    await expect.poll(() => isAdopting('reset-5')).toBe(true);

    await handle('reset-5').cancel();

    expect(await resultOf('reset-5')).toMatchObject({
      outcome: 'CANCELLED',
      ended: 'cancelled',
      attempts: [{ outcome: 'CANCELLED', stopped: true, ContactId: rings('reset-5.1')[0]?.ContactId }],
    });
    expect(world.connect.answered({ clientToken: 'reset-5.1' })).toEqual([]);
  });

  it('and cancelled with hang-up while somebody talks: the conversation is ended', async () => {
    const followUp = await start('reset-6', 'answered');
    await untilRinging('reset-6.1');
    world.connect.advance(10_000);
    await reset('reset-6', { before: '1' });
    await expect.poll(() => isAdopting('reset-6')).toBe(true);

    await followUp.cancel({ callInProgress: 'hang-up' });

    expect(await resultOf('reset-6')).toMatchObject({ attempts: [{ outcome: 'ANSWERED', stopped: true }] });
  });
});

describe('Reset of a follow-up that waits', () => {
  it('to before its first attempt: that one is not made again, the next ones are', async () => {
    const followUp = await start('reset-7', 'busy', { onOutcome: {}, maxAttempts: 2 });
    await untilRinging('reset-7.1');
    world.connect.advance(5_000);
    await expect.poll(async () => (await followUp.view()).phase).toBe('WAITING');

    await reset('reset-7', { before: '1' });
    await expect.poll(async () => (await followUp.view().catch(() => undefined))?.attempts.length).toBe(1);
    expect(await followUp.callNow()).toMatchObject({ phase: 'CALLING', attempt: 2 });
    await untilRinging('reset-7.2');
    // Were it begun anew, by a server that does so, its dial would have to ask what was before.
    expect((await handle('reset-7.1').describe()).memo).toHaveProperty('ringonce-first-use');
    expect((await handle('reset-7.2').describe()).memo ?? {}).not.toHaveProperty('ringonce-first-use');
    world.connect.advance(5_000);

    expect(await resultOf('reset-7')).toMatchObject({ ended: 'attempts-used', attempts: [{}, {}] });
    for (const attempt of ['reset-7.1', 'reset-7.2']) expect(rings(attempt)).toHaveLength(1);
  });
});

describe('Terminate of a follow-up', () => {
  it('while its attempt rings stops the attempt', async () => {
    await start('terminated-1', 'answered');
    await untilRinging('terminated-1.1');

    await handle('terminated-1').terminate('an operator');

    expect(await world.ringonce.call('terminated-1.1').result()).toMatchObject({ outcome: 'CANCELLED', stopped: true });
    world.connect.advance(60_000);
    expect(world.connect.answered({ clientToken: 'terminated-1.1' })).toEqual([]);
  });

  it('while its attempt is not dialled yet cancels the attempt: nothing rings', async () => {
    world.connect.inject({
      operation: 'StartOutboundVoiceContact',
      kind: 'throttle',
      times: 99,
      match: { ClientToken: 'terminated-2.1' },
    });
    await start('terminated-2');
    await world.connect.untilRequests(1, { clientToken: 'terminated-2.1', status: 429 });

    await handle('terminated-2').terminate('an operator');

    await expect(world.ringonce.call('terminated-2.1').result()).rejects.toMatchObject({ code: 'CALL_CANCELLED' });
    expect(rings('terminated-2.1')).toEqual([]);
  });

  it('between two attempts: no further one; started again under its ID it adopts what was', async () => {
    await start('terminated-3', 'busy', { onOutcome: {}, maxAttempts: 2 });
    await untilRinging('terminated-3.1');
    world.connect.advance(5_000);
    await expect.poll(async () => (await world.ringonce.followUpOf('terminated-3').view()).phase).toBe('WAITING');
    await handle('terminated-3').terminate('an operator');

    await world.ringonce.client.workflow.start(workflowTypes.followUp, {
      workflowId: 'terminated-3',
      taskQueue: 'ringonce',
      args: [requestTo('busy'), { maxAttempts: 1 }],
    });

    expect(await resultOf('terminated-3')).toMatchObject({ ended: 'attempts-used', attempts: [{ outcome: 'BUSY' }] });
    expect(rings('terminated-3.1')).toHaveLength(1);
    expect(rings('terminated-3.2')).toEqual([]);
  });
});

describe('an attempt alone', () => {
  it('terminated is UNKNOWN: nothing follows', async () => {
    await start('alone-1', 'answered');
    await untilRinging('alone-1.1');

    await handle('alone-1.1').terminate('an operator');

    expect(await resultOf('alone-1')).toMatchObject({
      outcome: 'UNKNOWN',
      ended: 'no-further-attempt',
      attempts: [{ outcome: 'UNKNOWN', reason: 'its workflow was terminated; it may have rung' }],
    });
    expect(rings('alone-1.2')).toEqual([]);
    // Whoever is to find out is told at the top of the result, on the list page and in the details.
    const { nextStep, ...result } = await resultOf('alone-1');
    expect(Object.keys(result).slice(0, 2)).toEqual(['outcome', 'summary']);
    expect(nextStep).toContain('ringonce-call-id = alone-1.1');
    expect(await attributesOf('alone-1')).toMatchObject({ CallOutcome: 'UNKNOWN', CallNeedsAttention: true });
    const { currentDetails } = await handle('alone-1').query<{ currentDetails: string }>(
      '__temporal_workflow_metadata',
    );
    expect(currentDetails).toContain('It may have rung.');
  });

  it('terminated is followed, if the plan says so of UNKNOWN', async () => {
    await start('alone-2', 'answered', { onOutcome: { UNKNOWN: { wait: ['1s'] } } });
    await untilRinging('alone-2.1');

    await handle('alone-2.1').terminate('an operator');
    await untilRinging('alone-2.2');
    world.connect.advance(60_000);

    expect(await resultOf('alone-2')).toMatchObject({
      ended: 'goal',
      attempts: [{ outcome: 'UNKNOWN' }, { outcome: 'ANSWERED' }],
    });
  });

  it('cancelled while it rings is stopped, and nothing follows', async () => {
    await start('alone-3', 'busy');
    await untilRinging('alone-3.1');

    await handle('alone-3.1').cancel();

    expect(await resultOf('alone-3')).toMatchObject({
      outcome: 'CANCELLED',
      ended: 'cancelled',
      attempts: [{ outcome: 'CANCELLED', stopped: true }],
    });
    expect(await attributesOf('alone-3')).not.toHaveProperty('CallNeedsAttention');
  });

  it('cancelled before its dial is CANCELLED without a contact, and nothing follows', async () => {
    world.connect.inject({
      operation: 'StartOutboundVoiceContact',
      kind: 'throttle',
      times: 99,
      match: { ClientToken: 'alone-4.1' },
    });
    await start('alone-4');
    await world.connect.untilRequests(1, { clientToken: 'alone-4.1', status: 429 });
    await untilPausing(world, 'alone-4.1');

    await handle('alone-4.1').cancel();

    expect(await resultOf('alone-4')).toEqual({
      outcome: 'CANCELLED',
      summary: 'Cancelled, nothing rang.',
      schemaVersion: 1,
      ended: 'cancelled',
      reason: 'its last attempt was cancelled',
      attempts: [{ attempt: 1, workflowId: 'alone-4.1', outcome: 'CANCELLED', reason: 'cancelled before the dial' }],
    });
    expect(rings('alone-4.1')).toEqual([]);
  });

  it('reset while it rings: the follow-up awaits the run that the reset began', async () => {
    await start('alone-5', 'answered');
    await untilRinging('alone-5.1');
    await world.ringonce.client.workflowService.resetWorkflowExecution({
      namespace,
      workflowExecution: { workflowId: 'alone-5.1' },
      reason: 'an operator pressed Reset',
      workflowTaskFinishEventId: 4 as never,
      requestId: 'alone-5-reset',
    });
    await untilRinging('alone-5.1');
    world.connect.advance(60_000);

    expect(await resultOf('alone-5')).toMatchObject({ ended: 'goal', attempts: [{ outcome: 'ANSWERED' }] });
    expect(rings('alone-5.1')).toHaveLength(1);
  });
});

describe("an attempt's ID that is taken", () => {
  it.each([
    {
      what: 'another workflow',
      id: 'taken-1',
      type: 'followUp',
      args: [requestTo('busy'), { notBefore: '2126-01-01T00:00:00Z' }],
    },
    {
      what: 'a call of its own',
      id: 'taken-2',
      type: 'outboundCall',
      args: [requestTo('busy'), { notBefore: '2126-01-01T00:00:00Z' }],
    },
  ])('by $what is left alone: the follow-up fails and says so', async ({ id, type, args }) => {
    await world.ringonce.client.workflow.start(type, { workflowId: `${id}.1`, taskQueue: 'ringonce', args });
    const followUp = await start(id);

    await expect(followUp.result()).rejects.toMatchObject({
      code: 'CALL_REFUSED',
      message: expect.stringContaining(`${id}.1`) as string,
    });
    expect(await statusOf(`${id}.1`)).toBe('RUNNING');
    expect(rings(`${id}.1`)).toEqual([]);
    const { currentDetails } = await handle(id).query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(currentDetails).toContain('under a new ID');
    expect(currentDetails).not.toContain('under the same ID');
  });
});

describe('an attempt that Amazon Connect refuses', () => {
  it("first: the follow-up fails with AWS's error name, nothing rang, and its ID is free for a corrected request", async () => {
    const followUp = await start('refused-1', 'not-allowed');
    await expect(followUp.result()).rejects.toMatchObject({
      code: 'CALL_REFUSED',
      type: 'DestinationNotAllowedException',
    });
    expect(rings('refused-1.1')).toEqual([]);
    expect(await attributesOf('refused-1')).toMatchObject({ CallPhase: 'FAILED', CallNeedsAttention: true });
    const { events } = await handle('refused-1').fetchHistory();
    expect(JSON.stringify(events)).not.toMatch(/at \w+ \(|\.js:\d+/);

    const corrected = await start('refused-1', 'answered');
    expect(corrected.state).toBe('started');
    await untilRinging('refused-1.1');
    world.connect.advance(60_000);

    expect(await corrected.result()).toMatchObject({ ended: 'goal', attempts: [{ workflowId: 'refused-1.1' }] });
    expect(rings('refused-1.1')).toHaveLength(1);
  });

  it('second: the follow-up fails, and its ID stays taken, for the first one rang', async () => {
    world.connect.inject({
      operation: 'StartOutboundVoiceContact',
      kind: 'error-before',
      error: 'DestinationNotAllowedException',
      status: 403,
      match: { ClientToken: 'refused-2.2' },
    });
    const followUp = await start('refused-2');
    await untilRinging('refused-2.1');
    world.connect.advance(5_000);

    await expect(followUp.result()).rejects.toMatchObject({
      code: 'CALL_REFUSED',
      type: 'DestinationNotAllowedException',
    });

    await expect(start('refused-2', 'answered')).rejects.toMatchObject({ name: 'CallConflictError' });
    expect(rings('refused-2.1')).toHaveLength(1);
    expect(rings('refused-2.2')).toEqual([]);
  });
});
