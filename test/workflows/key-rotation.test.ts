import { Worker } from '@temporalio/worker';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { chooseDataConverter, connectRingonce, DecryptionError, type RingonceClient } from '../../src/client/index.js';
import { encryptedWorkflowBundlePath, failureConverterPath } from '../../src/worker/prebuilt-bundle.js';
import { keyOf, useKeys } from '../support/encryption-keys.js';
import { historyJson } from '../support/history.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

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
  const waiting = await ringonce.start('waits-meanwhile', aRequest(), { notBefore: inMs(4_000) });
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
  const call = await world.ringonce.start('key-is-away', aRequest(), { notBefore: inMs(3_000) });
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

const throttleOnce = (ClientToken: string) =>
  world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'throttle', match: { ClientToken } });

it.each([
  { id: 'never-tried', lines: 'unlimited', dialAttempts: 1 },
  { id: 'throttled-before', lines: 'unlimited', dialAttempts: 1 },
  { id: 'throttled-with-a-line', lines: 'pool', dialAttempts: 1 },
] as const)(
  'a dial ($id) whose key is away for longer than its resend window is placed when it is back: it ended as UNKNOWN',
  async ({ id, lines, dialAttempts }) => {
    const { ringonce, connect } = world;
    const request = aRequest({ InstanceId: `846ec553-a005-41c0-8341-${id.length.toString().padStart(12, '0')}` });
    const right = await workerWith(k1);
    if (id === 'never-tried') await dialsPerSecond(0);
    else throttleOnce(id);
    const call = await ringonce.start(id, request, { resendWindow: '2s', lines });
    const pending = async () => (await ringonce.client.workflow.getHandle(id).describe()).raw.pendingActivities?.[0];
    if (id === 'never-tried') await expect.poll(async () => (await pending())?.activityId).toBe('dial');
    else await connect.untilRequests(1, { clientToken: id });
    await expect.poll(async () => (await pending())?.lastFailure != null || id === 'never-tried').toBe(true);
    await right.shutdown();

    const wrong = await workerWith(stranger);
    await dialsPerSecond(10_000);
    await expect.poll(async () => (await pending())?.attempt ?? 0).toBeGreaterThan(3);
    await wrong.shutdown();

    const restored = await workerWith(stranger, k1);
    expect(await call.result().catch(() => undefined)).toBeUndefined();
    const reader = await clientWith(stranger, k1);
    expect(await reader.call(id).result()).toMatchObject({ outcome: 'ANSWERED', dialAttempts });
    expect(rings(id)).toBe(1);
    await restored.shutdown();
  },
);

const dialsPerSecond = (requestsPerSecond: number) =>
  world.ringonce.client.workflowService.updateTaskQueueConfig({
    namespace: world.server.namespace,
    identity: 'test',
    taskQueue: 'ringonce-dial',
    taskQueueType: 2,
    updateQueueRateLimit: { rateLimit: { requestsPerSecond }, reason: 'test' },
  });
