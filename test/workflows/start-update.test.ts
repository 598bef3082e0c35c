import { WithStartWorkflowOperation, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureTypes, queryNames, taskQueues, updateNames, workflowTypes } from '../../src/contract/index.js';
import { eventsOf } from '../support/history.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

/** As services in other languages start calls: with names, payloads and their own SDK alone. */
let world: World;
beforeAll(async () => {
  world = await startWorld({ timeScale: 0 });
  await world.startWorker();
});
afterAll(() => world[Symbol.asyncDispose]());

interface Start {
  readonly type?: string;
  readonly args: unknown[];
  /** Of the update; default: `start` with the request. */
  readonly update?: string;
  readonly updateArgs?: unknown[];
}

const untracked = { tracking: 'none' };

function startAndAsk(workflowId: string, { type = workflowTypes.outboundCall, args, ...asked }: Start) {
  const { update = updateNames.start, updateArgs = [args[0]] } = asked;
  return world.ringonce.client.workflow.executeUpdateWithStart(update, {
    args: updateArgs as [],
    startWorkflowOperation: new WithStartWorkflowOperation(type, {
      workflowId,
      taskQueue: taskQueues.calls,
      args,
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
    }),
  });
}

const rings = (id: string) => world.connect.ledger({ clientToken: id });

/** Type and details of what an update fails with. */
async function failureOf(asked: Promise<unknown>): Promise<{ type: unknown; details: unknown }> {
  const error: unknown = await asked.then(
    (answer) => new Error(`It was answered: ${JSON.stringify(answer)}`),
    (thrown: unknown) => thrown,
  );
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : error;
  if (!(cause instanceof ApplicationFailure)) throw error;
  return { type: cause.type, details: cause.details };
}

const invalid = {
  type: failureTypes.invalidRequest,
  details: [{ member: 'DestinationPhoneNumber', message: 'is required' }],
};
const withoutNumber = { ...aRequest(), DestinationPhoneNumber: undefined };

describe('a start with the update start', () => {
  it('tells the ContactId, and whose start it was; the same again finds the call', async () => {
    const first = await startAndAsk('first', { args: [aRequest()] });
    expect(first).toEqual({ state: 'started', ContactId: rings('first')[0]?.ContactId });
    const again = {
      ...aRequest(),
      ClientToken: 'first',
      QueueId: '',
      Attributes: { 'ringonce-call-id': 'first', lang: null },
    };

    expect(await startAndAsk('first', { args: [again] })).toEqual({ ...(first as object), state: 'in-progress' });
    expect(rings('first')).toHaveLength(1);
  });

  it('of ten at once one has started it, and it rings once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => startAndAsk('ten', { args: [aRequest()] })));
    const ContactId = rings('ten')[0]?.ContactId;
    expect(answers).toHaveLength(10);
    expect(answers.filter((answer) => (answer as { state: string }).state === 'started')).toHaveLength(1);
    expect(answers).toEqual(answers.map(() => expect.objectContaining({ ContactId }) as object));
    expect(rings('ten')).toHaveLength(1);
  });

  it('sees a conflict: another request under a running ID', async () => {
    await startAndAsk('conflict', { args: [aRequest({ Attributes: { lang: 'en' } }), untracked] });
    const other = aRequest({ DestinationPhoneNumber: '+12065550101', Attributes: { lang: 'de' } });
    await startAndAsk('conflict-followed', { args: [aRequest({ Attributes: { lang: 'en' } })] });

    expect(await failureOf(startAndAsk('conflict-followed', { args: [other] }))).toEqual({
      type: failureTypes.callConflict,
      details: ['DestinationPhoneNumber', 'Attributes'],
    });

    const { events } = await world.ringonce.client.workflow.getHandle('conflict-followed').fetchHistory();
    expect(JSON.stringify(events)).not.toContain('0101');
    expect(rings('conflict-followed')).toHaveLength(1);
  });

  it('at once, of a call that waits, where it need not be placed first', async () => {
    const notBefore = new Date(Date.now() + 3_600_000).toISOString();
    const start = { args: [aRequest(), { notBefore }], updateArgs: [aRequest(), { until: 'started' }] };
    expect(await startAndAsk('later', start)).toEqual({ state: 'started' });
    expect(await startAndAsk('later', start)).toEqual({ state: 'in-progress' });
    expect(rings('later')).toEqual([]);
    await world.ringonce.call('later').cancel();
  });

  it('of a refused call fails with the name of the error of AWS', async () => {
    const refused = aRequest({ DestinationPhoneNumber: '+12065550140' });
    expect(await failureOf(startAndAsk('refused', { args: [refused] }))).toMatchObject({
      type: 'DestinationNotAllowedException',
    });
  });

  it.each([
    { what: 'nothing', updateArgs: [], member: 'request' },
    { what: 'an unknown wish', updateArgs: [aRequest(), { Until: 'started' }], member: 'Until' },
    { what: 'a wish that there is not', updateArgs: [aRequest(), { until: 'ended' }], member: 'until' },
  ])('with $what fails, and the call goes on', async ({ what, updateArgs, member }) => {
    const id = `wrong-${what.replaceAll(' ', '-')}`;
    expect(await failureOf(startAndAsk(id, { args: [aRequest()], updateArgs }))).toEqual({
      type: failureTypes.invalidRequest,
      details: [expect.objectContaining({ member })],
    });
    expect(await startAndAsk(id, { args: [aRequest()] })).toMatchObject({ ContactId: rings(id)[0]?.ContactId });
  });

  it('of a follow-up compares too', async () => {
    const plan = { notBefore: new Date(Date.now() + 3_600_000).toISOString() };
    const type = workflowTypes.followUp;
    expect(await startAndAsk('follow-up', { type, args: [aRequest(), plan] })).toEqual({ state: 'started' });
    expect(await startAndAsk('follow-up', { type, args: [aRequest(), plan] })).toEqual({ state: 'in-progress' });
    const other = aRequest({ QueueId: 'another' });
    expect(await failureOf(startAndAsk('follow-up', { type, args: [other, plan] }))).toEqual({
      type: failureTypes.callConflict,
      details: ['QueueId'],
    });
    await world.ringonce.followUpOf('follow-up').cancel();
  });
});

it('the query differs tells a conflict with a call that has ended', async () => {
  const call = await world.ringonce.start('ended', aRequest(), { tracking: 'none' });
  await call.result();
  const differs = (request: object) =>
    world.ringonce.client.workflow.getHandle('ended').query<string[], [object]>(queryNames.differs, request);
  expect(await differs({ ...aRequest(), CampaignId: null })).toEqual([]);
  expect(await differs(aRequest({ DestinationPhoneNumber: '+12065550101' }))).toEqual(['DestinationPhoneNumber']);
});

it('whoever waits for the ContactId of a call that is cancelled meanwhile is told so', async () => {
  const call = await world.ringonce.start('cancelled', aRequest(), {
    notBefore: new Date(Date.now() + 3_600_000).toISOString(),
  });
  const asked = call.contactId().catch((error: unknown) => error);
  await expect.poll(() => eventsOf(world.ringonce, 'cancelled')).toContain('workflowExecutionUpdateAccepted');
  await call.cancel();
  expect(await asked).toMatchObject({ code: 'CALL_CANCELLED' });
  expect(rings('cancelled')).toEqual([]);
});

describe('whoever asks about an invalid call is told what is wrong with it', () => {
  const tenTimes = (ask: (id: string) => Promise<unknown>, prefix: string) =>
    Promise.all(Array.from({ length: 10 }, (_, index) => failureOf(ask(`${prefix}-${index}`))));

  it.each([updateNames.start, updateNames.contactId])('with %s in the start', async (update) => {
    const updateArgs = update === updateNames.start ? [withoutNumber] : [];
    const told = await tenTimes(
      (id) => startAndAsk(id, { args: [withoutNumber], update, updateArgs }),
      `invalid-${update}`,
    );
    expect(told).toEqual(Array(10).fill(invalid));
  });

  it.each([updateNames.start, updateNames.contactId])('with %s right after the start', async (update) => {
    const args = update === updateNames.start ? [withoutNumber] : [];
    const told = await tenTimes(async (workflowId) => {
      const handle = await world.ringonce.client.workflow.start(workflowTypes.outboundCall, {
        workflowId,
        taskQueue: taskQueues.calls,
        args: [withoutNumber],
      });
      return handle.executeUpdate(update, { args: args as [] });
    }, `late-${update}`);
    expect(told).toEqual(Array(10).fill(invalid));
  });

  it('as it stays open for a moment, and no longer than until it is told', async () => {
    const id = 'invalid-unasked';
    const start = { workflowId: id, taskQueue: taskQueues.calls, args: [withoutNumber] };
    const handle = await world.ringonce.client.workflow.start(workflowTypes.outboundCall, start);
    await expect(handle.result()).rejects.toThrow();
    expect(await eventsOf(world.ringonce, id)).toEqual(expect.arrayContaining(['timerStarted', 'timerFired']));

    await failureOf(startAndAsk('invalid-told', { args: [withoutNumber] }));
    await expect(world.ringonce.client.workflow.getHandle('invalid-told').result()).rejects.toThrow();
    expect(await eventsOf(world.ringonce, 'invalid-told')).not.toContain('timerFired');
  });

  it('also where the answer is wanted at once', async () => {
    const start = { args: [withoutNumber], updateArgs: [withoutNumber, { until: 'started' }] };
    expect(await failureOf(startAndAsk('invalid-at-once', start))).toEqual(invalid);
  });

  it('of a follow-up too', async () => {
    const type = workflowTypes.followUp;
    expect(await failureOf(startAndAsk('invalid-plan', { type, args: [aRequest(), { maxAttempts: 0 }] }))).toEqual({
      type: failureTypes.invalidRequest,
      details: [{ member: 'plan.maxAttempts', message: 'must be 1 or more' }],
    });
  });

  it('and nothing rang', () =>
    expect(world.connect.ledger().filter(({ ClientToken }) => /invalid|late/.test(ClientToken))).toEqual([]));
});
