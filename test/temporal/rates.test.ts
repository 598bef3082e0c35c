import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import proto from '@temporalio/proto';
import { connectRingonce, type RingonceClient } from '../../src/client/index.js';
import { setUpNamespace } from '../../src/temporal/set-up-namespace.js';
import { startTemporalServer, type TemporalServer } from '../../src/dev/temporal-server.js';
import { linesStart } from '../../src/temporal/lines-workflow.js';
import { lineDialQueue, linesWorkflowType, taskQueues } from '../../src/contract/names.js';

/** A server on which `ringonce setup` was never run. */
let server: TemporalServer;
let ringonce: RingonceClient;
beforeAll(async () => {
  server = await startTemporalServer({ ports: 'free', ui: false });
  const { address, namespace } = server;
  ringonce = await connectRingonce({ address, namespace, connectionOptions: { address } });
});
afterAll(async () => {
  await ringonce.close();
  await server.close();
});

const setUp = (rates = {}) => setUpNamespace(ringonce.client.connection as never, server.namespace, rates);
const rates = async () => {
  const { dials, queries } = await ringonce.rates();
  return { dials: dials.perSecond, queries: queries.perSecond };
};
const one = '846ec553-a005-41c0-8341-000000000001';
const other = '846ec553-a005-41c0-8341-000000000002';
const dialRates = async () => {
  const { dials, instances } = await ringonce.rates();
  return [dials, ...instances].map(({ taskQueue, perSecond }) => [taskQueue, perSecond]);
};
const anInstant = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/) as string;

// In this order: each goes on where the one before has left the server.
describe('the rates', () => {
  it('is not the server’s before setup', async () => {
    expect(await ringonce.rates()).toEqual({
      dials: { taskQueue: 'ringonce-dial', waiting: 0 },
      queries: { taskQueue: 'ringonce-contacts', waiting: 0 },
      instances: [],
    });
  });

  it('is what setup says by default, with why and by whom', async () => {
    await setUp();

    const dials = { waiting: 0, perSecond: 2, reason: 'quota of StartOutboundVoiceContact' };
    const queries = { waiting: 0, perSecond: 7, reason: 'part of the quota of DescribeContact' };
    const setBy = { setBy: 'ringonce setup', setAt: anInstant };
    expect(await ringonce.rates()).toEqual({
      dials: { taskQueue: 'ringonce-dial', ...dials, ...setBy },
      queries: { taskQueue: 'ringonce-contacts', ...queries, ...setBy },
      instances: [],
    });
  });

  it('changes as told, and answers what is in force', async () => {
    const changed = await ringonce.setRates({ dialsPerSecond: 0.1, reason: 'a quiet afternoon' });

    expect(changed).toMatchObject({
      dials: { perSecond: 0.1, reason: 'a quiet afternoon', setBy: 'ringonce' },
      queries: { perSecond: 7, setBy: 'ringonce setup' },
    });
    expect(await ringonce.rates()).toEqual(changed);
  });

  it('stays as it is when setup runs again: it was reset to 2 without a word', async () => {
    await ringonce.setRates({ dialsPerSecond: 5, queriesPerSecond: 20, reason: 'AWS has raised both' });

    const steps = await setUp();

    expect(steps).toContain('at most 5 dials a second (task queue ringonce-dial)');
    expect(await ringonce.rates()).toMatchObject({
      dials: { perSecond: 5, reason: 'AWS has raised both' },
      queries: { perSecond: 20, reason: 'AWS has raised both' },
    });
  });

  it('is changed by setup where its flags say so, and there alone', async () => {
    await setUp({ queriesPerSecond: 9 });

    expect(await rates()).toEqual({ dials: 5, queries: 9 });
  });

  it.each([0, -1, NaN, Infinity])('is never %s: nothing is changed, not even the other rate', async (perSecond) => {
    await expect(ringonce.setRates({ dialsPerSecond: 3, queriesPerSecond: perSecond })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringMatching(
        /^The rates stay as they are\. queriesPerSecond: it must be a number above 0\. At 0 the queue would stand still/,
      ) as string,
    });

    expect(await rates()).toEqual({ dials: 5, queries: 9 });
  });

  it.each([
    { change: {}, says: 'It must give dialsPerSecond, queriesPerSecond or both' },
    { change: { dialPerSecond: 5 }, says: 'dialPerSecond: .*did you mean dialsPerSecond' },
    { change: { dialsPerSecond: '5' }, says: 'dialsPerSecond: it must be a number' },
  ])('is not changed by $change, which was taken without a word', async ({ change, says }) => {
    await expect(ringonce.setRates(change as object)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringMatching(says) as string,
    });

    expect(await rates()).toEqual({ dials: 5, queries: 9 });
  });

  it('is set by setup again where somebody has taken it away', async () => {
    await ringonce.client.workflowService.updateTaskQueueConfig({
      namespace: server.namespace,
      taskQueue: taskQueues.dial,
      taskQueueType: proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
      updateQueueRateLimit: { reason: 'no limit' },
    });
    // A server under load tells it a moment later.
    await expect.poll(rates).toEqual({ dials: undefined, queries: 9 });

    await setUp();

    expect(await rates()).toEqual({ dials: 2, queries: 9 });
  });

  it('shows the queues of instances whose calls have asked for lines, which setup gives the common rate', async () => {
    for (const id of [other, one]) await ringonce.client.workflow.start(linesWorkflowType, linesStart(id));
    await expect
      .poll(async () => (await ringonce.rates()).instances)
      .toEqual(
        [one, other].map((InstanceId) => ({ InstanceId, taskQueue: `ringonce-dial-${InstanceId}`, waiting: 0 })),
      );

    await setUp();

    expect((await ringonce.rates()).instances).toEqual(
      [one, other].map((InstanceId) => ({
        InstanceId,
        taskQueue: lineDialQueue(InstanceId),
        waiting: 0,
        perSecond: 2,
        reason: 'quota of StartOutboundVoiceContact',
        setBy: 'ringonce setup',
        setAt: anInstant,
      })),
    );
  });

  it.each([one, `arn:aws:connect:eu-west-2:111122223333:instance/${one}`, one.toUpperCase()])(
    'of %s changes that instance alone, and setup leaves it',
    async (InstanceId) => {
      await ringonce.setRates({ dialsPerSecond: 1 });

      const changed = await ringonce.setRates({ dialsPerSecond: 1.5, InstanceId, reason: 'its share' });
      await setUp();

      expect(changed.instances).toMatchObject([{ taskQueue: lineDialQueue(one), perSecond: 1.5, reason: 'its share' }]);
      expect(await ringonce.rates({ InstanceId })).toEqual(changed);
      expect(await dialRates()).toEqual([
        ['ringonce-dial', 1],
        [lineDialQueue(one), 1.5],
        [lineDialQueue(other), 1],
      ]);
    },
  );

  it('without an instance changes those of all, whatever they had', async () => {
    await ringonce.setRates({ dialsPerSecond: 0.5, InstanceId: one });

    await ringonce.setRates({ dialsPerSecond: 4 });

    expect(await dialRates()).toEqual([
      ['ringonce-dial', 4],
      [lineDialQueue(one), 4],
      [lineDialQueue(other), 4],
    ]);
  });

  it('of queries changes no dials', async () => {
    await ringonce.setRates({ queriesPerSecond: 8 });

    expect(await rates()).toEqual({ dials: 4, queries: 8 });
    expect((await dialRates()).map(([, perSecond]) => perSecond)).toEqual([4, 4, 4]);
  });

  it('of an instance that no call has used is set before its first call', async () => {
    const unused = '846ec553-a005-41c0-8341-000000000003';

    await ringonce.setRates({ dialsPerSecond: 3, InstanceId: unused });

    expect((await ringonce.rates({ InstanceId: unused })).instances).toMatchObject([{ perSecond: 3, waiting: 0 }]);
  });

  it.each([
    { change: { dialsPerSecond: 9, InstanceId: 'c1a9' }, says: 'c1a9 is no InstanceId: give the whole ID' },
    { change: { dialsPerSecond: 9, instanceId: one }, says: 'instanceId: is unknown; did you mean InstanceId' },
    { change: { InstanceId: one }, says: 'It must give dialsPerSecond' },
    {
      change: { dialsPerSecond: 9, queriesPerSecond: 9, InstanceId: one },
      says: 'queriesPerSecond: is common to all instances: leave out InstanceId',
    },
  ])('of an instance is not changed by $change', async ({ change, says }) => {
    await expect(ringonce.setRates(change as object)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining(says) as string,
    });

    expect((await dialRates()).map(([, perSecond]) => perSecond)).toEqual([4, 4, 4]);
    expect((await rates()).queries).toBe(8);
  });

  it.each([
    { of: { InstanceId: 'c1a9' }, says: 'c1a9 is no InstanceId: give the whole ID' },
    { of: { instance: one }, says: 'The rates cannot be told. instance: is unknown' },
  ])('is not told of $of', async ({ of, says }) => {
    await expect(ringonce.rates(of as object)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining(says) as string,
    });
  });
});
