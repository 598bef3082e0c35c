import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { LineAnswer, LineRequest } from '../../src/contract/lines.js';
import { linePoolId, lineSignals } from '../../src/contract/names.js';
import { jsonOf } from '../support/json-of.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

/** Pools that nobody works on, under the IDs of real ones: what they answer, the tests say. */
let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.startWorker();
});
afterAll(() => world[Symbol.asyncDispose]());

let instances = 0;
async function startCall(id: string, { expiresInMs }: { readonly expiresInMs: number }) {
  const InstanceId = `846ec553-a005-41c0-8341-${String(++instances).padStart(12, '0')}`;
  const { workflow } = world.ringonce.client;
  const pool = await workflow.start('nobodys', { workflowId: linePoolId(InstanceId), taskQueue: 'nobodys' });
  const call = await world.ringonce.start(id, aRequest({ InstanceId }), {
    lines: 'pool',
    expiresAt: new Date(Date.now() + expiresInMs).toISOString(),
  });
  const asks = async (): Promise<LineRequest[]> =>
    ((await pool.fetchHistory()).events ?? [])
      .map(({ workflowExecutionSignaledEventAttributes: signaled }) => signaled)
      .filter((signaled) => signaled?.signalName === lineSignals.ask)
      .map((signaled) => jsonOf(signaled?.input) as LineRequest);
  const answer = async (said: (request: LineRequest) => LineAnswer) => {
    const request = await vi.waitFor(async () => (await asks()).at(-1) ?? Promise.reject(new Error('not asked')), {
      timeout: 20_000,
    });
    await workflow.getHandle(id).signal<[LineAnswer]>(lineSignals.answer, said(request));
  };
  return { call, asks, answer };
}

const expired = { outcome: 'EXPIRED', reason: expect.stringContaining('nothing rang') as string };
const rings = (id: string) => world.connect.ledger({ clientToken: id });

it.concurrent('a call whose time ends before it was to ask a full queue again expires, and asks no more', async () => {
  const { call, asks, answer } = await startCall('comes-back', { expiresInMs: 3_000 });
  await answer(({ requestId }) => ({ requestId, is: 'come-back', atMs: Date.now() + 3_600_000 }));
  expect(await call.result()).toMatchObject(expired);
  expect(await asks()).toHaveLength(1);
  expect(rings('comes-back')).toEqual([]);
});

it.concurrent(
  'a call that waits for a line, and is never told that its time is over, says so itself',
  { timeout: 120_000 },
  async () => {
    const { call, answer } = await startCall('not-told', { expiresInMs: 3_000 });
    await answer(({ requestId }) => ({ requestId, is: 'queued', busy: 10, ahead: 3 }));
    expect(await call.result()).toMatchObject(expired);
    expect(rings('not-told')).toEqual([]);
  },
);

it.concurrent(
  'a call whose pool takes its request, and never answers, says itself that its time is over',
  { timeout: 120_000 },
  async () => {
    const { call, asks } = await startCall('not-answered', { expiresInMs: 3_000 });
    expect(await call.result()).toMatchObject(expired);
    expect(await asks()).toHaveLength(1);
    expect(rings('not-answered')).toEqual([]);
  },
);

it.concurrent(
  'an answer to another request is none: a call is not dialled with a line that was not lent to it',
  async () => {
    const { call, answer } = await startCall('hears-another', { expiresInMs: 600_000 });
    await answer(() => ({ requestId: 'another', is: 'granted' }));
    await answer(({ requestId }) => ({ requestId, is: 'too-late' }));
    expect(await call.result()).toMatchObject(expired);
    expect(rings('hears-another')).toEqual([]);
  },
);
