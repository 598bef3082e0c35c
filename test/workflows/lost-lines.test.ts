import { StopContactCommand } from '@aws-sdk/client-connect';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { CallOptions, LinesView } from '../../src/client/index.js';
import { numberOf } from '../../src/connect-simulator/index.js';
import { linesWorkflowId } from '../../src/contract/names.js';
import { aRequest } from '../support/requests.js';
import { localConnectClient, startWorld, type World } from '../support/world.js';

/**
 * Calls, and workflows of lines, that vanish. One line an instance, at the local Connect as well: a call over it is never in the ledger. Much
 * here takes its time by design, so these run beside each other.
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
const order = (InstanceId: string) =>
  world.connect.ledger().flatMap((ring) => (ring.InstanceId === InstanceId ? [ring.ClientToken] : []));
const handle = (id: string) => world.ringonce.client.workflow.getHandle(id);
const terminate = (id: string) => handle(id).terminate('somebody ended it');
/** Not `expect.poll`, which tests that run beside each other cannot share. */
const until = (InstanceId: string, usage: Partial<LinesView>) =>
  vi.waitFor(async () => expect(await world.ringonce.lines.of(InstanceId)).toMatchObject(usage), {
    timeout: 150_000,
    interval: 100,
  });

/** A long talk has the only line, and `next` waits for it. */
async function oneTalksOneWaits(name: string, options: CallOptions = {}) {
  const InstanceId = await newInstance();
  const talk = await start(`${name}-talks`, { InstanceId, talks: 'long', ...options });
  await world.connect.untilRings(1, { clientToken: `${name}-talks` });
  const next = await start(`${name}-next`, { InstanceId });
  await until(InstanceId, { busy: 1, waiting: 1 });
  const expectOneAfterTheOther = async () => {
    expect(await next.result()).toMatchObject({ outcome: 'ANSWERED' });
    expect(order(InstanceId)).toEqual([`${name}-talks`, `${name}-next`]);
    await until(InstanceId, { busy: 0, waiting: 0 });
  };
  return { InstanceId, talk, next, expectOneAfterTheOther };
}

const long = { timeout: 300_000 };

it.concurrent('a call that was terminated while it waited for a line is passed over', long, async () => {
  const { InstanceId, talk, next } = await oneTalksOneWaits('passed-over');
  const last = await start('passed-over-last', { InstanceId });
  await until(InstanceId, { waiting: 2 });
  await terminate(next.workflowId);
  await talk.cancel({ hangUp: true });
  expect(await last.result()).toMatchObject({ outcome: 'ANSWERED' });
  expect(order(InstanceId)).toEqual(['passed-over-talks', 'passed-over-last']);
  await until(InstanceId, { busy: 0, waiting: 0 });
});

it.concurrent('a call that is not followed keeps its line until its contact has ended', long, async () => {
  const InstanceId = await newInstance();
  const untracked = await start('untracked', { InstanceId, tracking: 'none', talks: 'four-seconds' });
  expect(await untracked.result()).toMatchObject({ outcome: 'PLACED' });
  const next = await start('after-untracked', { InstanceId });
  expect(await next.result()).toMatchObject({ outcome: 'ANSWERED' });
  expect(order(InstanceId)).toEqual(['untracked', 'after-untracked']);
});

it.concurrent('a call that was reset keeps its line, and does not take another', long, async () => {
  const { InstanceId, expectOneAfterTheOther } = await oneTalksOneWaits('reset');
  await resetAtItsBeginning('reset-talks');
  await vi.waitFor(async () => expect((await world.ringonce.call('reset-talks').view()).phase).toBe('FOLLOWING'), {
    timeout: 150_000,
  });
  await until(InstanceId, { busy: 1, waiting: 1 });
  await world.ringonce.call('reset-talks').cancel({ hangUp: true });
  await expectOneAfterTheOther();
});

it.concurrent(
  'a call that was terminated keeps its line as long as its contact goes on, then the next call gets it',
  long,
  async () => {
    const { InstanceId, expectOneAfterTheOther } = await oneTalksOneWaits('terminated');
    const [contact] = rings('terminated-talks');
    const queries = () =>
      world.connect
        .requests({ operation: 'DescribeContact' })
        .filter(({ contactId }) => contactId === contact?.ContactId).length;
    await terminate('terminated-talks');
    // It was asked about, and talks.
    const before = queries();
    await vi.waitFor(() => expect(queries()).toBeGreaterThan(before + 1), { timeout: 150_000, interval: 200 });
    await until(InstanceId, { busy: 1, waiting: 1 });
    expect(rings('terminated-next')).toEqual([]);

    await stopContact(contact?.ContactId ?? '');
    await expectOneAfterTheOther();
  },
);

it.concurrent('a call that was deleted keeps its line as long as its contact goes on', long, async () => {
  const { expectOneAfterTheOther } = await oneTalksOneWaits('deleted');
  const { runId } = await handle('deleted-talks').describe();
  await vi.waitFor(
    async () => {
      const { calls } = await world.ringonce.lines.of(rings('deleted-talks')[0]?.InstanceId ?? '');
      expect(calls[0]?.ContactId).toBeDefined();
    },
    { timeout: 150_000 },
  );
  await world.ringonce.client.workflowService.deleteWorkflowExecution({
    namespace: world.settings.namespace,
    workflowExecution: { workflowId: 'deleted-talks', runId },
  });
  await stopContact(rings('deleted-talks')[0]?.ContactId ?? '');
  await expectOneAfterTheOther();
});

it.concurrent(
  'the workflow of lines that was terminated begins again with what it knew: who has the line, how many there are',
  long,
  async () => {
    const { InstanceId, talk, expectOneAfterTheOther } = await oneTalksOneWaits('ended');
    await terminate(linesWorkflowId(InstanceId));
    await until(InstanceId, { lines: 1, busy: 1, notDialling: expect.stringContaining('was ended') as string });
    await vi.waitFor(async () => expect((await world.ringonce.lines.of(InstanceId)).notDialling).toBeUndefined(), {
      timeout: 150_000,
      interval: 500,
    });
    await until(InstanceId, { lines: 1, busy: 1, waiting: 1 });
    expect(rings('ended-next')).toEqual([]);
    await talk.cancel({ hangUp: true });
    await expectOneAfterTheOther();
  },
);

it.concurrent('the workflow of lines that was reset goes on with what it knew', long, async () => {
  const { InstanceId, talk, next, expectOneAfterTheOther } = await oneTalksOneWaits('lines-reset');
  await resetAtItsBeginning(linesWorkflowId(InstanceId));
  // It is reset with its settings: an update that came later is applied again.
  await vi.waitFor(
    async () => {
      const { raw } = await handle(linesWorkflowId(InstanceId)).describe();
      expect(raw.pendingActivities?.[0]?.heartbeatDetails).toBeTruthy();
    },
    { timeout: 150_000 },
  );
  await until(InstanceId, { lines: 1, busy: 1, waiting: 1 });
  expect(rings(next.workflowId)).toEqual([]);
  await talk.cancel({ hangUp: true });
  await expectOneAfterTheOther();
});

it.concurrent('the workflow of lines that was deleted begins again and finds the call that talks', long, async () => {
  const { InstanceId, talk, next } = await oneTalksOneWaits('forgotten');
  await world.ringonce.client.workflowService.deleteWorkflowExecution({
    namespace: world.settings.namespace,
    workflowExecution: { workflowId: linesWorkflowId(InstanceId) },
  });
  // It has the 10 lines of a new instance, of which the local Connect has one: so it may dial at once.
  await until(InstanceId, { lines: 10, busy: expect.any(Number) as number });
  await vi.waitFor(
    async () => {
      const { calls } = await world.ringonce.lines.of(InstanceId);
      expect(calls.map(({ callId }) => callId)).toContain('forgotten-talks');
    },
    { timeout: 150_000, interval: 500 },
  );
  await talk.cancel({ hangUp: true });
  await next.result();
  await until(InstanceId, { busy: 0, waiting: 0 });
});

it.concurrent(
  'the workflow of lines that was deleted begins again and finds the call that is not followed, whose contact goes on',
  long,
  async () => {
    const InstanceId = await newInstance();
    const placed = await start('found-placed', { InstanceId, tracking: 'none', talks: 'long' });
    const { ContactId = '' } = await placed.result();
    await world.ringonce.client.workflowService.deleteWorkflowExecution({
      namespace: world.settings.namespace,
      workflowExecution: { workflowId: linesWorkflowId(InstanceId) },
    });
    await until(InstanceId, { lines: 10, calls: [] });
    // It begins the workflow again. The local Connect has one line.
    await world.ringonce.lines.set(InstanceId, { lines: 1 });
    const next = await start('found-next', { InstanceId });
    await until(InstanceId, { lines: 1, busy: 1, waiting: 1 });
    expect((await world.ringonce.lines.of(InstanceId)).calls).toMatchObject([{ callId: 'found-placed', ContactId }]);
    await stopContact(ContactId);
    expect(await next.result()).toMatchObject({ outcome: 'ANSWERED' });
    expect(order(InstanceId)).toEqual(['found-placed', 'found-next']);
  },
);

it.concurrent(
  'the workflow of lines that is asked to cancel itself goes on, and its lines can be set',
  long,
  async () => {
    const { InstanceId, talk, expectOneAfterTheOther } = await oneTalksOneWaits('not-cancelled');
    const { runId } = await handle(linesWorkflowId(InstanceId)).describe();
    await handle(linesWorkflowId(InstanceId)).cancel();
    await expect(world.ringonce.lines.set(InstanceId, { lines: 2, reserve: 1 })).resolves.toMatchObject({ lines: 2 });
    await talk.cancel({ hangUp: true });
    await expectOneAfterTheOther();
    expect(await handle(linesWorkflowId(InstanceId)).describe()).toMatchObject({ runId, status: { name: 'RUNNING' } });
  },
);

it.concurrent('an instance that no call uses is forgotten by remove, one that calls use is not', long, async () => {
  const { InstanceId, talk, expectOneAfterTheOther } = await oneTalksOneWaits('removed');
  await expect(world.ringonce.lines.remove(InstanceId)).rejects.toMatchObject({ code: 'ACTION_REFUSED' });
  expect(await world.ringonce.lines.of(InstanceId)).toMatchObject({ lines: 1 });
  await talk.cancel({ hangUp: true });
  await expectOneAfterTheOther();
  await world.ringonce.lines.remove(InstanceId);
  await until(InstanceId, { lines: 10, busy: 0 });
  expect(await (await start('after-removal', { InstanceId })).result()).toMatchObject({ outcome: 'ANSWERED' });
});

async function resetAtItsBeginning(workflowId: string): Promise<void> {
  const { runId } = await handle(workflowId).describe();
  await world.ringonce.client.workflowService.resetWorkflowExecution({
    namespace: world.settings.namespace,
    workflowExecution: { workflowId, runId },
    reason: 'an operator',
    workflowTaskFinishEventId: 4 as never,
    requestId: `reset-${workflowId}`,
  });
}

async function stopContact(contactId: string): Promise<void> {
  const ring = world.connect.ledger().find(({ ContactId }) => ContactId === contactId);
  const client = localConnectClient(world.connect);
  await client.send(new StopContactCommand({ InstanceId: ring?.InstanceId, ContactId: contactId }));
  client.destroy();
}
