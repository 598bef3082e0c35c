import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import proto from '@temporalio/proto';
import { connectRingonce, type RingonceClient } from '../../src/client/index.js';
import { setUpNamespace } from '../../src/client/namespace.js';
import { startTemporalServer, type TemporalServer } from '../../src/dev/temporal-server.js';
import { taskQueues } from '../../src/contract/names.js';

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
  const { dials, looks } = await ringonce.pace();
  return { dials: dials.perSecond, looks: looks.perSecond };
};
const anInstant = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/) as string;

// In this order: each goes on where the one before has left the server.
describe('the pace', () => {
  it('is not the server’s before setup', async () => {
    expect(await ringonce.pace()).toEqual({
      dials: { taskQueue: 'ringonce-dial', waiting: 0 },
      looks: { taskQueue: 'ringonce-contacts', waiting: 0 },
    });
  });

  it('is what setup says by default, with why and by whom', async () => {
    await setUp();

    const dials = { waiting: 0, perSecond: 2, reason: 'quota of StartOutboundVoiceContact' };
    const looks = { waiting: 0, perSecond: 7, reason: 'part of the quota of DescribeContact' };
    const setBy = { setBy: 'ringonce setup', setAt: anInstant };
    expect(await ringonce.pace()).toEqual({
      dials: { taskQueue: 'ringonce-dial', ...dials, ...setBy },
      looks: { taskQueue: 'ringonce-contacts', ...looks, ...setBy },
    });
  });

  it('changes as told, and answers what is in force', async () => {
    const changed = await ringonce.setPace({ dialsPerSecond: 0.1, reason: 'a quiet afternoon' });

    expect(changed).toMatchObject({
      dials: { perSecond: 0.1, reason: 'a quiet afternoon', setBy: 'ringonce' },
      looks: { perSecond: 7, setBy: 'ringonce setup' },
    });
    expect(await ringonce.pace()).toEqual(changed);
  });

  it('stays as it is when setup runs again: it was reset to 2 without a word', async () => {
    await ringonce.setPace({ dialsPerSecond: 5, looksPerSecond: 20, reason: 'AWS has raised both' });

    const steps = await setUp();

    expect(steps).toContain('task queue ringonce-dial dials at most 5 a second');
    expect(await ringonce.pace()).toMatchObject({
      dials: { perSecond: 5, reason: 'AWS has raised both' },
      looks: { perSecond: 20, reason: 'AWS has raised both' },
    });
  });

  it('is changed by setup where its flags say so, and there alone', async () => {
    await setUp({ looksPerSecond: 9 });

    expect(await rates()).toEqual({ dials: 5, looks: 9 });
  });

  it.each([0, -1, NaN, Infinity])('is never %s: nothing is changed, not even the other rate', async (perSecond) => {
    await expect(ringonce.setPace({ dialsPerSecond: 3, looksPerSecond: perSecond })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringMatching(
        /^The rates stay as they are\. looksPerSecond: it must be a number above 0\. At 0 the queue would stand still/,
      ) as string,
    });

    expect(await rates()).toEqual({ dials: 5, looks: 9 });
  });

  it.each([
    { change: {}, says: 'It must give dialsPerSecond, looksPerSecond or both' },
    { change: { dialPerSecond: 5 }, says: 'dialPerSecond: .*did you mean dialsPerSecond' },
    { change: { dialsPerSecond: '5' }, says: 'dialsPerSecond: it must be a number' },
  ])('is not changed by $change, which was taken without a word', async ({ change, says }) => {
    await expect(ringonce.setPace(change as object)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringMatching(says) as string,
    });

    expect(await rates()).toEqual({ dials: 5, looks: 9 });
  });

  it('is set by setup again where somebody has taken it away', async () => {
    await ringonce.client.workflowService.updateTaskQueueConfig({
      namespace: server.namespace,
      taskQueue: taskQueues.dial,
      taskQueueType: proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
      updateQueueRateLimit: { reason: 'no limit' },
    });
    expect(await rates()).toEqual({ dials: undefined, looks: 9 });

    await setUp();

    expect(await rates()).toEqual({ dials: 2, looks: 9 });
  });
});
