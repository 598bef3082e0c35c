import proto from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { chooseDataConverter, connectRingonce, DecryptionError, type RingonceClient } from '../../src/client/index.js';
import { linesWorkflowId } from '../../src/contract/names.js';
import { encryptedWorkflowBundlePath, failureConverterPath } from '../../src/worker/prebuilt-bundle.js';
import { keyOf, useKeys } from '../support/encryption-keys.js';
import { historyJson } from '../support/history.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

const { TaskQueueType } = proto.temporal.api.enums.v1;

const [k1, k2, stranger] = [keyOf('k1', 1), keyOf('k2', 2), keyOf('k3', 3)];

let world: World;
const clients: RingonceClient[] = [];
beforeAll(async () => {
  useKeys(k1);
  world = await startWorld({ timeScale: 20 });
  await world.startContactEvents();
});
afterEach(() => useKeys(k1));
afterAll(async () => {
  useKeys();
  await Promise.all(clients.map((client) => client.close()));
  await world[Symbol.asyncDispose]();
});

async function clientWith(...keys: readonly string[]): Promise<RingonceClient> {
  useKeys(...keys);
  const client = await connectRingonce(world.settings);
  clients.push(client);
  return client;
}
function workerWith(...keys: readonly string[]) {
  useKeys(...keys);
  return world.startWorker();
}

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const rings = (clientToken: string) => world.connect.ledger({ clientToken }).length;
/** IDs of the keys that a history's payloads name. */
async function keysIn(workflowId: string): Promise<string[]> {
  const text = JSON.stringify(await historyJson(world, workflowId));
  const named = [...text.matchAll(/"encryption-key-id":"([^"]+)"/g)].map(([, id = '']) => id);
  return [...new Set(named.map((id) => Buffer.from(id, 'base64').toString()))].sort();
}
const message = async (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'it was answered',
    (error: unknown) => (error instanceof DecryptionError ? error.message : `another error: ${String(error)}`),
  );

it('a rotation loses neither calls that run nor those that have ended, and histories replay with both keys', async () => {
  const { ringonce } = world;
  const before = await workerWith(k1);
  const ended = await ringonce.start('ended-before', aRequest({ Name: 'before' }));
  expect(await ended.result()).toMatchObject({ outcome: 'ANSWERED' });
  const waiting = await ringonce.start('waits-meanwhile', aRequest(), { notBefore: inMs(25_000) });
  await expect.poll(async () => (await waiting.view()).phase).toBe('WAITING');
  const followUp = await ringonce.followUp('follows-meanwhile', aRequest({ DestinationPhoneNumber: '+12065550130' }), {
    maxAttempts: 2,
    onOutcome: { BUSY: { wait: ['3s'] } },
  });
  await expect.poll(() => rings('follows-meanwhile.1')).toBe(1);

  await before.shutdown();
  const after = await workerWith(k2, k1);
  const rotated = await clientWith(k2, k1);

  expect(await rotated.call('waits-meanwhile').result()).toMatchObject({ outcome: 'ANSWERED' });
  expect((await rotated.followUpOf('follows-meanwhile').result()).attempts).toHaveLength(2);
  expect(await keysIn('waits-meanwhile')).toEqual(['k1', 'k2']);
  expect(await keysIn('ended-before')).toEqual(['k1']);
  // The request on record is compared with the one that comes again.
  expect((await rotated.start('ended-before', aRequest({ Name: 'before' }))).state).toBe('finished');
  await expect(rotated.start('ended-before', aRequest({ Name: 'other' }))).rejects.toMatchObject({ members: ['Name'] });
  // A client that has not got the new key yet says which one it lacks.
  expect(await message(followUp.result())).toContain('the key k2, and RINGONCE_ENCRYPTION_KEYS has k1');

  const history = await historyJson(world, 'waits-meanwhile');
  const workflowBundle = { codePath: encryptedWorkflowBundlePath };
  useKeys(k2, k1);
  const dataConverter = { ...chooseDataConverter(), failureConverterPath };
  await Worker.runReplayHistory({ workflowBundle, dataConverter }, history, 'waits-meanwhile');
  await after.shutdown();
});

it('a call goes on once its key is back: without it neither fails nor ends', async () => {
  const right = await workerWith(k1);
  const call = await world.ringonce.start('key-is-away', aRequest(), { notBefore: inMs(20_000) });
  await expect.poll(async () => (await call.view()).phase).toBe('WAITING');
  await right.shutdown();

  const wrong = await workerWith(stranger);
  // A task of it is given to the wrong worker, and fails.
  await expect
    .poll(async () => JSON.stringify(await historyJson(world, 'key-is-away')))
    .toContain('EVENT_TYPE_WORKFLOW_TASK_FAILED');
  const { status } = await world.ringonce.client.workflow.getHandle('key-is-away').describe();
  expect(status.name).toBe('RUNNING');
  expect(rings('key-is-away')).toBe(0);
  await wrong.shutdown();

  const restored = await workerWith(stranger, k1);
  expect(await (await clientWith(stranger, k1)).call('key-is-away').result()).toMatchObject({ outcome: 'ANSWERED' });
  expect(rings('key-is-away')).toBe(1);
  await restored.shutdown();
});

/** Until its worker is gone: a busy machine looks late whether it waits for its next attempt. */
const throttled = (ClientToken: string) =>
  world.connect.inject({
    operation: 'StartOutboundVoiceContact',
    kind: 'throttle',
    times: 10_000,
    match: { ClientToken },
  });

const pendingOf = async (workflowId: string) =>
  (await world.ringonce.client.workflow.getHandle(workflowId).describe()).raw.pendingActivities?.[0];

it.each(['never-tried', 'throttled-before', 'throttled-with-a-line'])(
  'a dial (%s) whose key is away for longer than its resend window is placed when it is back: it ended as UNKNOWN',
  async (id) => {
    const { ringonce } = world;
    const lines = id === 'throttled-with-a-line' ? 'pool' : 'unlimited';
    const right = await workerWith(k1);
    if (id === 'never-tried') await dialsPerSecond(0);
    else throttled(id);
    const call = await ringonce.start(id, aRequest(), { resendWindow: '2s', lines });
    if (id === 'never-tried') await expect.poll(async () => (await pendingOf(id))?.activityId).toBe('dial');
    else await expect.poll(async () => (await pendingOf(id))?.lastFailure?.source).toBe('TypeScriptSDK');
    await right.shutdown();
    world.connect.clearFaults();

    const wrong = await workerWith(stranger);
    await dialsPerSecond(10_000);
    // A dialler of lines reads its own list first: without the key nobody polls the instance's queue.
    const attempted = lines === 'pool' ? linesWorkflowId(aRequest().InstanceId) : id;
    await expect.poll(async () => (await pendingOf(attempted))?.attempt ?? 0).toBeGreaterThan(3);
    await wrong.shutdown();

    const restored = await workerWith(stranger, k1);
    const reader = await clientWith(stranger, k1);
    // Attempts that could not read it are no attempts of the dial.
    expect(await reader.call(id).result()).toMatchObject({ outcome: 'ANSWERED', dialAttempts: 1 });
    expect(await message(call.result())).toContain('the key k3, and RINGONCE_ENCRYPTION_KEYS has k1');
    expect(rings(id)).toBe(1);
    await restored.shutdown();
  },
);

const dialsPerSecond = (requestsPerSecond: number) =>
  world.ringonce.client.workflowService.updateTaskQueueConfig({
    namespace: world.server.namespace,
    identity: 'test',
    taskQueue: 'ringonce-dial',
    taskQueueType: TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
    updateQueueRateLimit: { rateLimit: { requestsPerSecond }, reason: 'test' },
  });
