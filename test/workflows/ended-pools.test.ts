import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CallOptions, LinesView } from '../../src/client/index.js';
import { numberOf } from '../../src/connect-simulator/index.js';
import { linePoolStart, type LinePoolState, type LineRequest, type LineReturn } from '../../src/contract/lines.js';
import { linePoolId, linePoolType, lineSignals, queryNames } from '../../src/contract/names.js';
import { emptyPool } from '../../src/pacing/line-allocation.js';
import type { RunningWorker } from '../../src/worker/index.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

/**
 * Pools that somebody ends at a bad moment, with workers that are stopped and started around it. One line, at the local Connect as well:
 * a call over it is never in the ledger.
 */
const { InstanceId } = aRequest();
const workflowId = linePoolId(InstanceId);
let world: World;
let worker: RunningWorker;
beforeEach(async () => {
  world = await startWorld({ lines: 1, timeScale: 36 });
  worker = await world.startWorker();
  await world.startContactEvents();
  await world.ringonce.lines.set(InstanceId, { lines: 1 });
});
afterEach(() => world[Symbol.asyncDispose]());

const pool = () => world.ringonce.client.workflow.getHandle(workflowId);
const start = (id: string, options: CallOptions = {}, number = numberOf('answered')) =>
  world.ringonce.start(id, aRequest({ InstanceId, DestinationPhoneNumber: number }), { lines: 'pool', ...options });
const until = (usage: Partial<LinesView>) =>
  expect.poll(() => world.ringonce.lines.of(InstanceId), { timeout: 15_000 }).toMatchObject(usage);
const state = async () =>
  (await pool().query<LinePoolState | null>(queryNames.linePoolState)) ?? emptyPool({ lines: 1, reserve: 0 });
const order = () => world.connect.ledger().map(({ ClientToken }) => ClientToken);

/** Two calls wait for the line of a third; what is told later, of the second, makes it the first. */
async function twoWaiting(): Promise<LineRequest> {
  await start('talks', {}, numberOf('long-talk'));
  await world.connect.untilRings(1);
  for (const [waiting, id] of ['first', 'second'].entries()) {
    await start(id);
    await until({ waiting: waiting + 1 });
  }
  const [, [, requestId] = ['', '']] = (await state()).lanes[0]?.keys[0]?.waiting ?? [];
  return { callId: 'second', requestId, priority: 1, untilMs: Date.now() + 3_600_000 };
}

async function expectSecondFirst(): Promise<void> {
  await until({ waiting: 2, waitingByPriority: { 1: 1, 3: 1 } });
  world.connect.advance(3_600_000);
  await vi.waitFor(() => expect(order()).toHaveLength(3), { timeout: 60_000 });
  expect(order()).toEqual(['talks', 'second', 'first']);
}

it('a pool that was terminated before it has worked on a message has not lost it', { timeout: 120_000 }, async () => {
  const urgent = await twoWaiting();
  await worker.shutdown();
  await pool().signal<[LineRequest]>(lineSignals.ask, urgent);
  await pool().terminate('an operator');
  worker = await world.startWorker();
  await expectSecondFirst();
});

it(
  'a pool that was terminated twice, the second time before it had begun to lend, has forgotten neither lines nor messages',
  { timeout: 120_000 },
  async () => {
    const urgent = await twoWaiting();
    await worker.shutdown();
    await pool().terminate('an operator');
    await world.ringonce.client.workflow.signalWithStart(linePoolType, {
      ...linePoolStart(InstanceId),
      args: [InstanceId],
      signal: lineSignals.ask,
      signalArgs: [urgent],
    });
    await pool().terminate('the same operator');
    worker = await world.startWorker();
    // Whatever comes begins it again; here it is a question.
    expect(await world.ringonce.lines.set(InstanceId, { reserve: 0 })).toMatchObject({ lines: 1, busy: 1 });
    await expectSecondFirst();
  },
);

it(
  'a line that was given back to a pool just before somebody terminated it goes to the call that waits',
  { timeout: 120_000 },
  async () => {
    await start('talks', {}, numberOf('long-talk'));
    await world.connect.untilRings(1);
    const waits = await start('waits');
    await until({ waiting: 1 });
    const { lent } = await state();
    await worker.shutdown();
    // Its contact has ended, and another worker has told so.
    world.connect.advance(3_600_000);
    for (const line of lent) await pool().signal<[LineReturn]>(lineSignals.giveBack, line);
    await pool().terminate('an operator');
    worker = await world.startWorker();
    expect(await waits.result()).toMatchObject({ outcome: 'ANSWERED' });
    expect(order()).toEqual(['talks', 'waits']);
  },
);

it(
  'a pool that is asked to cancel itself goes on lending, and its lines can be set',
  { timeout: 120_000 },
  async () => {
    await start('talks', {}, numberOf('long-talk'));
    await world.connect.untilRings(1);
    const waits = await start('waits');
    await until({ waiting: 1 });
    const { runId } = await pool().describe();
    await pool().cancel();
    await expect(world.ringonce.lines.set(InstanceId, { lines: 2, reserve: 1 })).resolves.toMatchObject({ lines: 2 });
    world.connect.advance(3_600_000);
    expect(await waits.result()).toMatchObject({ outcome: 'ANSWERED' });
    expect(await pool().describe()).toMatchObject({ runId, status: { name: 'RUNNING' } });
  },
);

it(
  'a call that was reset after its dial, and terminated before it came to it again, keeps its line',
  { timeout: 120_000 },
  async () => {
    await start('talks', {}, numberOf('long-talk'));
    await world.connect.untilRings(1);
    await start('waits');
    await until({ waiting: 1 });
    await worker.shutdown();
    const { client } = world.ringonce;
    const { runId } = await client.workflow.getHandle('talks').describe();
    await client.workflowService.resetWorkflowExecution({
      namespace: world.settings.namespace,
      workflowExecution: { workflowId: 'talks', runId },
      reason: 'an operator',
      workflowTaskFinishEventId: 4 as never,
      requestId: 'reset-once',
    });
    await client.workflow.getHandle('talks').terminate('the same operator');
    worker = await world.startWorker();
    const looks = await watchAttempt();
    await expect.poll(watchAttempt, { timeout: 90_000, interval: 500 }).toBeGreaterThan(looks);
    expect(await world.ringonce.lines.of(InstanceId)).toMatchObject({ busy: 1, waiting: 1 });
    expect(order()).toEqual(['talks']);
  },
);

it(
  'a line whose contact cannot be asked about does not hold up another that is lost',
  { timeout: 120_000 },
  async () => {
    world.connect.configure({ lines: 2 });
    await world.ringonce.lines.set(InstanceId, { lines: 2 });
    const [unclear, lost] = [
      await start('unclear', { tracking: 'none' }, numberOf('long-talk')),
      await start('lost', { tracking: 'none' }, numberOf('long-talk')),
    ];
    const { ContactId } = await unclear.result();
    await lost.result();
    await until({ busy: 2 });
    const waits = await start('waits');
    await until({ waiting: 1 });
    const denied = { kind: 'error-before', error: 'AccessDeniedException', times: 1_000 } as const;
    world.connect.inject({ operation: 'DescribeContact', match: { ContactId: ContactId ?? '' }, ...denied });
    world.connect.advance(3_600_000);
    expect(await waits.result()).toMatchObject({ outcome: 'ANSWERED' });
    expect((await state()).lent.map(({ callId }) => callId)).toEqual(['unclear']);
    // The first two are dialled beside each other.
    expect([...order().slice(0, 2).sort(), ...order().slice(2)]).toEqual(['lost', 'unclear', 'waits']);
  },
);

/** Which look of who watches the pool's calls is under way, or comes next. */
const watchAttempt = async () => (await pool().describe()).raw.pendingActivities?.[0]?.attempt ?? 0;
