import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { CallOptions, LinesView } from '../../src/client/index.js';
import { numberOf } from '../../src/connect-simulator/index.js';
import { linePoolId } from '../../src/contract/names.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

/**
 * Calls and pools that vanish. One line an instance, at the local Connect as well: a call over it is never in the ledger.
 * Who watches looks every 30 s, so these run beside each other.
 */
let world: World;
beforeAll(async () => {
  world = await startWorld({ lines: 1, timeScale: 36 });
  await world.startWorker();
  await world.startContactEvents();
});
afterAll(() => world[Symbol.asyncDispose]());

let instances = 0;
async function newInstance(): Promise<string> {
  const InstanceId = `846ec553-a005-41c0-8341-${String(++instances).padStart(12, '0')}`;
  await world.ringonce.lines.set(InstanceId, { lines: 1 });
  return InstanceId;
}

interface Given extends CallOptions {
  readonly InstanceId: string;
  /** Default: a second. A long talk goes on until somebody hangs up. */
  readonly talks?: keyof typeof scenarios;
}

const scenarios = { 'a-second': 'answered', 'four-seconds': 'agent-hangs-up', long: 'long-talk' } as const;

function start(id: string, { InstanceId, talks = 'a-second', ...options }: Given) {
  const DestinationPhoneNumber = numberOf(scenarios[talks]);
  return world.ringonce.start(id, aRequest({ InstanceId, DestinationPhoneNumber }), { lines: 'pool', ...options });
}

const rings = (id: string) => world.connect.ledger({ clientToken: id });
/** Not `expect.poll`, which tests that run beside each other cannot share. */
const until = (InstanceId: string, usage: Partial<LinesView>) =>
  vi.waitFor(async () => expect(await world.ringonce.lines.of(InstanceId)).toMatchObject(usage), {
    timeout: 15_000,
    interval: 50,
  });

const terminate = (id: string) => world.ringonce.client.workflow.getHandle(id).terminate('somebody ended it');

it.concurrent(
  'a call that was terminated while it waited for a line is passed over',
  { timeout: 120_000 },
  async () => {
    const InstanceId = await newInstance();
    await start('holds', { InstanceId, talks: 'four-seconds' });
    await world.connect.untilRings(1, { clientToken: 'holds' });
    await start('terminated-in-queue', { InstanceId });
    const next = await start('after-the-queue', { InstanceId });
    await until(InstanceId, { waiting: 2 });
    await terminate('terminated-in-queue');
    expect(await next.result()).toMatchObject({ outcome: 'ANSWERED' });
    expect(rings('terminated-in-queue')).toEqual([]);
    await until(InstanceId, { busy: 0, waiting: 0 });
  },
);

it.concurrent(
  'a call that is not followed gives its line back when its contact has ended',
  { timeout: 120_000 },
  async () => {
    const InstanceId = await newInstance();
    const untracked = await start('untracked', { InstanceId, tracking: 'none' });
    expect(await untracked.result()).toMatchObject({ outcome: 'PLACED' });
    await until(InstanceId, { busy: 1 });
    const next = await start('after-untracked', { InstanceId });
    expect(await next.result()).toMatchObject({ outcome: 'ANSWERED' });
    expect([rings('untracked').length, rings('after-untracked').length]).toEqual([1, 1]);
  },
);

it.concurrent('a call that was reset keeps its line, and does not take another', { timeout: 120_000 }, async () => {
  const InstanceId = await newInstance();
  const { runId } = await start('reset', { InstanceId, talks: 'four-seconds' }).then(async (call) => {
    await world.connect.untilRings(1, { clientToken: 'reset' });
    return world.ringonce.client.workflow.getHandle(call.workflowId).describe();
  });
  const next = await start('after-reset', { InstanceId });
  await until(InstanceId, { waiting: 1 });
  await world.ringonce.client.workflowService.resetWorkflowExecution({
    namespace: world.settings.namespace,
    workflowExecution: { workflowId: 'reset', runId },
    reason: 'an operator',
    workflowTaskFinishEventId: 4 as never,
    requestId: 'reset-once',
  });
  expect(await world.ringonce.call('reset').result()).toMatchObject({ outcome: 'ANSWERED' });
  expect(await next.result()).toMatchObject({ outcome: 'ANSWERED' });
  expect([rings('reset').length, rings('after-reset').length]).toEqual([1, 1]);
  await until(InstanceId, { busy: 0, waiting: 0 });
});

it.concurrent(
  'a pool that was terminated begins again with what it knew: who has the line, how many there are, and who waits',
  { timeout: 120_000 },
  async () => {
    const InstanceId = await newInstance();
    const talk = await start('has-the-line', { InstanceId, talks: 'long' });
    await world.connect.untilRings(1, { clientToken: 'has-the-line' });
    const waiting = await Promise.all(['waits-0', 'waits-1'].map((id) => start(id, { InstanceId })));
    await until(InstanceId, { busy: 1, waiting: 2 });
    await terminate(linePoolId(InstanceId));
    await until(InstanceId, { busy: 1, waiting: 2, notLending: expect.stringContaining('was ended') as string });

    const late = await start('comes-later', { InstanceId });
    await until(InstanceId, { lines: 1, busy: 1, waiting: 3 });
    expect((await world.ringonce.lines.of(InstanceId)).notLending).toBeUndefined();
    await talk.cancel({ hangUp: true });
    const results = await Promise.all([...waiting, late].map((call) => call.result()));
    expect(results).toMatchObject(results.map(() => ({ outcome: 'ANSWERED' })));
    for (const id of ['has-the-line', 'waits-0', 'waits-1', 'comes-later']) expect(rings(id)).toHaveLength(1);
    await until(InstanceId, { busy: 0, waiting: 0 });
  },
);

it.concurrent(
  'a pool that was terminated while nobody else comes begins again when the line comes back',
  { timeout: 120_000 },
  async () => {
    const InstanceId = await newInstance();
    await start('gives-back', { InstanceId, talks: 'four-seconds' });
    await world.connect.untilRings(1, { clientToken: 'gives-back' });
    const waits = await start('is-not-forgotten', { InstanceId });
    await until(InstanceId, { busy: 1, waiting: 1 });
    await terminate(linePoolId(InstanceId));
    expect(await waits.result()).toMatchObject({ outcome: 'ANSWERED' });
    expect([rings('gives-back').length, rings('is-not-forgotten').length]).toEqual([1, 1]);
  },
);

it.concurrent(
  'a pool that was terminated while all calls only wait begins again by itself',
  { timeout: 120_000 },
  async () => {
    const InstanceId = await newInstance();
    await world.ringonce.lines.set(InstanceId, { lines: 0 });
    await start('only-waits', { InstanceId });
    await until(InstanceId, { waiting: 1 });
    await terminate(linePoolId(InstanceId));
    await until(InstanceId, { waiting: 1, notLending: expect.stringContaining('was ended') as string });
    const isLending = async () => (await world.ringonce.lines.of(InstanceId)).notLending === undefined;
    await vi.waitFor(async () => expect(await isLending()).toBe(true), { timeout: 60_000, interval: 500 });
    expect(await world.ringonce.lines.of(InstanceId)).toMatchObject({ lines: 0, busy: 0, waiting: 1 });
    await world.ringonce.lines.set(InstanceId, { lines: 1 });
    expect(await world.ringonce.call('only-waits').result()).toMatchObject({ outcome: 'ANSWERED' });
    expect(rings('only-waits')).toHaveLength(1);
  },
);

it(
  'a call that was terminated keeps its line as long as its contact goes on, then the next call gets it',
  { timeout: 180_000 },
  async () => {
    const InstanceId = await newInstance();
    const request = aRequest({ InstanceId, DestinationPhoneNumber: numberOf('long-talk') });
    await world.ringonce.start('terminated', request, { lines: 'pool' });
    await world.connect.untilRings(1, { clientToken: 'terminated' });
    await until(InstanceId, { busy: 1 });
    const next = await start('next', { InstanceId });
    await until(InstanceId, { waiting: 1 });
    await terminate('terminated');
    // Whoever watches has looked at it, and seen that somebody talks.
    const looks = await looksAt(InstanceId);
    await vi.waitFor(async () => expect(await looksAt(InstanceId)).toBeGreaterThan(looks), {
      timeout: 90_000,
      interval: 500,
    });
    expect(await world.ringonce.lines.of(InstanceId)).toMatchObject({ busy: 1, waiting: 1 });
    expect(rings('next')).toEqual([]);

    world.connect.advance(3_600_000);
    expect(await next.result()).toMatchObject({ outcome: 'ANSWERED' });
    expect([rings('terminated').length, rings('next').length]).toEqual([1, 1]);
    await until(InstanceId, { busy: 0, waiting: 0 });
  },
);

/** How often whoever watches the pool's calls has begun to look. */
async function looksAt(InstanceId: string): Promise<number> {
  const { raw } = await world.ringonce.client.workflow.getHandle(linePoolId(InstanceId)).describe();
  return raw.pendingActivities?.[0]?.attempt ?? 0;
}
