import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CallOptions, LinesView } from '../../src/client/index.js';
import { numberOf } from '../../src/connect-simulator/index.js';
import { linesWorkflowId } from '../../src/contract/names.js';
import { aRequest } from '../support/requests.js';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.js';
import { startWorld, type World } from '../support/world.js';

/** Diallers that die, stand still or end. Three lines, at the local Connect as well: a call over them is never in the ledger, and ends as FAILED. */
const lines = 3;
const { InstanceId } = aRequest();
let world: World;
let workers: WorkerProcess[];
beforeEach(async () => {
  world = await startWorld({ lines, timeScale: 36 });
  await world.startContactEvents();
  workers = [await startWorkerProcess(world), await startWorkerProcess(world)];
  await world.ringonce.lines.set(InstanceId, { lines });
}, 60_000);
afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await Promise.all(workers.map((worker) => worker.kill()));
}, 60_000);

const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}-${n}`);
const start = (id: string, scenario: 'answered' | 'long-talk' = 'answered', options: CallOptions = {}) =>
  world.ringonce.start(id, aRequest({ DestinationPhoneNumber: numberOf(scenario) }), { lines: 'pool', ...options });
const until = (usage: Partial<LinesView>) =>
  expect.poll(() => world.ringonce.lines.of(InstanceId), { interval: 200 }).toMatchObject(usage);
const rings = (id: string) => world.connect.ledger({ clientToken: id });

/** The process that dials. */
async function dialler(): Promise<WorkerProcess> {
  const { raw } = await world.ringonce.client.workflow.getHandle(linesWorkflowId(InstanceId)).describe();
  const identity = raw.pendingActivities?.[0]?.lastWorkerIdentity ?? '';
  const worker = workers.find(({ pid }) => identity.startsWith(`${pid}@`));
  if (worker === undefined) throw new TypeError(`no worker is ${identity}`);
  return worker;
}

async function expectAllAnswered(calls: readonly string[]): Promise<void> {
  const results = await Promise.all(calls.map((id) => world.ringonce.call(id).result()));
  expect(results.map(({ outcome }) => outcome)).toEqual(calls.map(() => 'ANSWERED'));
  for (const id of calls) expect(rings(id), id).toHaveLength(1);
  await until({ busy: 0, waiting: 0 });
}

const long = { timeout: 240_000 };

it('killed with a full house: its successor knows who has a line, and goes on when one is free', long, async () => {
  const talks = await Promise.all(ids('talks', lines).map((id) => start(id, 'long-talk')));
  await world.connect.untilRings(lines);
  await Promise.all(ids('waits', 5).map((id) => start(id)));
  await until({ busy: lines, waiting: 5 });

  await (await dialler()).kill();
  await until({ busy: lines, notDialling: expect.any(String) as string });
  await expect.poll(async () => (await world.ringonce.lines.of(InstanceId)).notDialling).toBeUndefined();
  expect(world.connect.ledger()).toHaveLength(lines);

  await Promise.all(talks.map((call) => call.cancel({ hangUp: true })));
  await expectAllAnswered([...ids('talks', lines), ...ids('waits', 5)]);
});

it.each(['hang-before', 'hang-after'] as const)(
  'killed while its requests are out (%s): each call uses its own line again, and rings once',
  long,
  async (kind) => {
    for (const ClientToken of ids('out', lines))
      world.connect.inject({ operation: 'StartOutboundVoiceContact', kind, times: 1, match: { ClientToken } });
    await Promise.all(ids('out', lines).map((id) => start(id)));
    for (const id of ids('out', lines)) await world.connect.untilRequests(1, { clientToken: id });
    await Promise.all(ids('waits', 10).map((id) => start(id)));

    await (await dialler()).kill();

    await expectAllAnswered([...ids('out', lines), ...ids('waits', 10)]);
  },
);

it('killed while its requests are out: they go before more urgent calls, which have no line', long, async () => {
  for (const ClientToken of ids('out', lines))
    world.connect.inject({
      operation: 'StartOutboundVoiceContact',
      kind: 'hang-after',
      times: 1,
      match: { ClientToken },
    });
  await Promise.all(ids('out', lines).map((id) => start(id, 'answered', { priority: 5 })));
  for (const id of ids('out', lines)) await world.connect.untilRequests(1, { clientToken: id });
  // More than the slots kept for the others can turn away before they come again.
  await Promise.all(ids('urgent', 40).map((id) => start(id, 'answered', { priority: 1 })));

  await (await dialler()).kill();

  await expectAllAnswered([...ids('out', lines), ...ids('urgent', 40)]);
});

it('killed under load: dials go on, and never more calls at once than lines', long, async () => {
  await Promise.all(ids('load', 60).map((id) => start(id)));
  await world.connect.untilRings(15);
  await (await dialler()).kill();
  await world.connect.untilRings(30);
  await expectAllAnswered(ids('load', 60));
});

it(
  'stopped for longer than its heartbeat, then continued: the other one dials, and it sends nothing any more',
  long,
  async () => {
    await Promise.all(ids('two', 60).map((id) => start(id)));
    await world.connect.untilRings(10);
    const first = await dialler();
    process.kill(first.pid, 'SIGSTOP');
    await expect.poll(async () => (await dialler()).pid, { timeout: 40_000, interval: 500 }).not.toBe(first.pid);
    await world.connect.untilRings(20);
    process.kill(first.pid, 'SIGCONT');
    await expectAllAnswered(ids('two', 60));
  },
);

it('told to end under load: another one goes on at once', long, async () => {
  await Promise.all(ids('told', 60).map((id) => start(id)));
  await world.connect.untilRings(15);
  const first = await dialler();
  const ended = first.terminate();
  await expect.poll(async () => (await dialler()).pid, { timeout: 9_000, interval: 50 }).not.toBe(first.pid);
  expect(await ended).toBe(0);
  await expectAllAnswered(ids('told', 60));
});

it('the only one, told to end and begun again: no line is lost', long, async () => {
  const [first, second] = workers;
  await second?.terminate();
  await Promise.all(ids('again', 30).map((id) => start(id)));
  await world.connect.untilRings(5);
  await first?.terminate();
  workers = [await startWorkerProcess(world)];
  await expectAllAnswered(ids('again', 30));
});

it('the first calls of an instance nobody knows are dialled', long, async () => {
  const unknown = '846ec553-a005-41c0-8341-00000000abcd';
  const call = await world.ringonce.start('unknown-0', aRequest({ InstanceId: unknown }), { lines: 'pool' });
  expect(await call.result()).toMatchObject({ outcome: 'ANSWERED' });
});
