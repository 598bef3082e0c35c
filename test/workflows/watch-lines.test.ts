import { ServiceError, type Client } from '@temporalio/client';
import { ApplicationFailure, type Logger } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SendPace } from '../../activities/send-pace.js';
import { createWatchLines } from '../../activities/watch-lines.js';
import type { CallOptions } from '../../src/client/index.js';
import { numberOf } from '../../src/connect-simulator/index.js';
import { outcomeActivityId } from '../../src/contract/contact.js';
import type { LentLine, LineReturn } from '../../src/contract/lines.js';
import { linePoolId } from '../../src/contract/names.js';
import { DefaultLogger } from '@temporalio/worker';
import type { RunningWorker } from '../../src/worker/index.js';
import { aRequest } from '../support/requests.js';
import { untilBackingOff } from '../support/until-backing-off.js';
import { localConnectClient, startWorld, type World } from '../support/world.js';

/** How calls end before their contact does. */
const endings = ['not followed', 'followed no longer', 'terminated'] as const;

const { InstanceId } = aRequest();
let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());

/** The time limit is the test: it took half a minute, and so did the end of a worker in the midst of a look. */
it('a look at a pool that nobody is left to answer for ends soon', { timeout: 20_000 }, async () => {
  const worker = await world.startWorker();
  await world.ringonce.lines.set(InstanceId, { lines: 1 });
  await worker.shutdown();
  await expect(look(world.ringonce.client)).rejects.toThrow();
});

/** Real calls; the pool is one that says what the test says, and that writes down what it is given back. */
describe('a look at the calls that have a line', () => {
  let worker: RunningWorker;
  beforeAll(async () => {
    worker = await world.startWorker();
  }, 60_000);

  it('is the last one when there are none', async () => {
    const { client } = aPool([]);
    await expect(look(client)).resolves.toBeUndefined();
  });

  it.each(endings)(
    'a call that was %s keeps its line as long as its contact talks, however long, and no longer',
    async (how) => {
      const id = `talks-on-${how}`;
      await endedWhileItTalks(id, how);
      expect(await givenBack([lentTo(id)])).toEqual([]);
      expect(await givenBack([lentTo(id)], { inMs: minutes(60) })).toEqual([]);
      world.connect.advance(minutes(61));
      expect(await givenBack([lentTo(id)])).toEqual([id]);
    },
  );

  it.each(endings)(
    'a call that was %s, and whose contact Amazon Connect does not know, keeps its line for ten minutes after its end',
    async (how) => {
      const id = `not-known-${how}`;
      const ContactId = await endedWhileItTalks(id, how);
      const unknown = { kind: 'error-before', error: 'ResourceNotFoundException', times: 2 } as const;
      world.connect.inject({ operation: 'DescribeContact', match: { ContactId }, ...unknown });
      expect(await givenBack([lentTo(id)], { inMs: minutes(9) })).toEqual([]);
      expect(await givenBack([lentTo(id)], { inMs: minutes(11) })).toEqual([id]);
    },
  );

  it('a call that was terminated in the midst of its dial keeps its line for ten minutes after its end', async () => {
    const id = 'maybe-dialled';
    throttled(id);
    await start(id);
    await untilBackingOff(world, id);
    await terminate(id);
    expect(await givenBack([lentTo(id)], { inMs: minutes(9) })).toEqual([]);
    expect(await givenBack([lentTo(id)], { inMs: minutes(11) })).toEqual([id]);
  });

  it('a call that nobody knows any more keeps its line for an hour after it got it', async () => {
    const lent = { callId: 'deleted', requestId: 'once', sinceMs: Date.now() };
    expect(await givenBack([lent], { inMs: minutes(59) })).toEqual([]);
    expect(await givenBack([lent], { inMs: minutes(61) })).toEqual(['deleted']);
  });

  it('a call that Temporal cannot tell about keeps its line, and holds up no other', async () => {
    expect(await givenBack([silentCall, 'long-gone'].map(lentTo))).toEqual(['long-gone']);
  });

  it('calls that go on keep their lines: one that waits, one that dials and one that talks', async () => {
    throttled('still-dials');
    await start('still-waits', { notBefore: new Date(Date.now() + minutes(120)).toISOString() });
    await start('still-dials');
    await (await start('still-talks', { tracking: 'outcome' })).contactId();
    await untilBackingOff(world, 'still-dials');
    const lent = ['still-waits', 'still-dials', 'still-talks'].map(lentTo);
    expect(await givenBack(lent, { inMs: minutes(60) })).toEqual([]);
    for (const { callId } of lent) await terminate(callId);
  });

  it('calls that surely have nothing left lose their lines at once', async () => {
    const notBefore = new Date(Date.now() + minutes(120)).toISOString();
    await start('never-dialled', { notBefore });
    await terminate('never-dialled');
    await (await start('cancelled', { notBefore })).cancel();
    const events = await world.startContactEvents();
    const answered = await start('answered', { tracking: 'outcome' });
    await answered.contactId();
    world.connect.advance(minutes(61));
    expect(await answered.result()).toMatchObject({ outcome: 'ANSWERED' });
    // It looks at contacts too.
    await events.shutdown();
    const ids = ['never-dialled', 'cancelled', 'answered'];
    expect((await givenBack(ids.map(lentTo))).sort()).toEqual(ids.sort());
  });

  it('a call that was given its line just now is not looked at', async () => {
    await start('young', { tracking: 'none' }).then((call) => call.result());
    world.connect.advance(minutes(61));
    expect(await givenBack([{ ...lentTo('young'), sinceMs: Date.now() }])).toEqual([]);
    expect(await givenBack([lentTo('young')])).toEqual(['young']);
  });

  it('whom a throttle keeps from asking about a contact leaves it its line', async () => {
    const ids = ['throttled-look-0', 'throttled-look-1', 'throttled-look-2'];
    const contacts: string[] = [];
    for (const id of ids) contacts.push(await endedWhileItTalks(id, 'not followed'));
    for (const ContactId of contacts)
      world.connect.inject({ operation: 'DescribeContact', kind: 'throttle', match: { ContactId } });
    expect(await givenBack(ids.map(lentTo), { inMs: minutes(60) })).toEqual([]);
    expect(looksAt(contacts)).toBe(1);
    world.connect.clearFaults();
  });

  it('whom AWS keeps from asking about a contact leaves it its line, and says so loudly', async () => {
    const id = 'not-permitted';
    const ContactId = await endedWhileItTalks(id, 'not followed');
    const denied = { kind: 'error-before', error: 'AccessDeniedException', status: 403, times: 1 } as const;
    world.connect.inject({ operation: 'DescribeContact', match: { ContactId }, ...denied });
    const { client } = aPool([lentTo(id)]);
    const warnings: string[] = [];
    const logger = new DefaultLogger('WARN', ({ message }) => void warnings.push(message));
    const message =
      '1 calls have a line; none of them is known to be lost; what became of 1 could not be learned this time';
    await expect(look(client, { inMs: minutes(60), logger })).rejects.toMatchObject({
      message: `${message} (AccessDeniedException)`,
    });
    expect(warnings).toContain(`${message} (AccessDeniedException). Workers need connect:DescribeContact`);
    world.connect.advance(minutes(61));
    expect(await givenBack([lentTo(id)])).toEqual([id]);
  });

  it('more contacts than one look may ask about have their turn in the next', async () => {
    const contacts = [await endedWhileItTalks('many', 'not followed')];
    // To who looks, they are as many calls.
    const lent = Array.from({ length: 130 }, (_, n) => ({ ...lentTo('many'), requestId: String(n) }));
    const beganAtMs = Math.floor(Date.now() / 30_000) * 30_000;
    expect(await givenBack(lent, { atMs: beganAtMs + minutes(60) })).toEqual([]);
    expect(looksAt(contacts)).toBe(100);
    world.connect.advance(minutes(61));
    const first = await requestsGivenBack(lent, { atMs: beganAtMs + minutes(60) });
    const second = await requestsGivenBack(lent, { atMs: beganAtMs + minutes(60) + 30_000 });
    expect([first.length, second.length, new Set([...first, ...second]).size]).toEqual([100, 100, 130]);
  });

  it('a call that was reset to the end of its wait, and terminated before it dialled again, keeps its line', async () => {
    const id = 'reset-after-wait';
    const call = await start(id, { notBefore: new Date(Date.now() + 1_000).toISOString(), tracking: 'outcome' });
    await call.contactId();
    await worker.shutdown();
    const { client } = world.ringonce;
    const { runId } = await client.workflow.getHandle(id).describe();
    const { events } = await client.workflow.getHandle(id, runId).fetchHistory();
    const dial = events?.find(({ activityTaskScheduledEventAttributes: scheduled }) => scheduled != null);
    await client.workflowService.resetWorkflowExecution({
      namespace: world.settings.namespace,
      workflowExecution: { workflowId: id, runId },
      reason: 'an operator',
      workflowTaskFinishEventId: dial?.activityTaskScheduledEventAttributes?.workflowTaskCompletedEventId ?? null,
      requestId: 'reset-once',
    });
    await terminate(id);
    expect(await givenBack([lentTo(id)], { inMs: minutes(9) })).toEqual([]);
    worker = await world.startWorker();
  });
});

const minutes = (count: number) => count * 60_000;

interface When {
  /** How much later the look is. */
  readonly inMs?: number;
  readonly atMs?: number;
  readonly logger?: Logger;
}

/** A failing attempt is told of with its stack. */
const noLogger = new DefaultLogger('ERROR', () => undefined);

function look(client: Client, { inMs = 0, atMs, logger = noLogger }: When = {}): Promise<void> {
  const watchLines = createWatchLines({
    connect: localConnectClient(world.connect),
    now: () => atMs ?? Date.now() + inMs,
    pace: new SendPace(),
  });
  const environment = new MockActivityEnvironment(
    { workflowExecution: { workflowId: linePoolId(InstanceId), runId: '' } },
    { client, logger },
  );
  return environment.run(watchLines, { InstanceId });
}

/** The one that Temporal does not answer about. */
const silentCall = 'silent';

/** The client of whoever looks, at a pool that knows of these lines. */
function aPool(lent: readonly LentLine[]) {
  const { client } = world.ringonce;
  const given: LineReturn[] = [];
  const pool = {
    query: () => Promise.resolve({ lent }),
    signal: (_name: string, line: LineReturn) => Promise.resolve(given.push(line)),
  };
  const silent = { describe: () => Promise.reject(new ServiceError('Temporal is away')) };
  const getHandle = (workflowId: string, runId?: string) => {
    if (workflowId === linePoolId(InstanceId)) return pool;
    return workflowId === silentCall ? silent : client.workflow.getHandle(workflowId, runId);
  };
  return { client: Object.create(client, { workflow: { value: { getHandle } } }) as Client, given };
}

async function linesGivenBack(lent: readonly LentLine[], when?: When): Promise<readonly LineReturn[]> {
  const { client, given } = aPool(lent);
  await expect(look(client, when)).rejects.toMatchObject({ type: 'LinesAreLent' });
  return given;
}

const givenBack = async (lent: readonly LentLine[], when?: When) =>
  (await linesGivenBack(lent, when)).map(({ callId }) => callId);
const requestsGivenBack = async (lent: readonly LentLine[], when?: When) =>
  (await linesGivenBack(lent, when)).map(({ requestId }) => requestId);

/** Lent long ago: what it may count from is the end of the call. */
const lentTo = (callId: string): LentLine => ({ callId, requestId: 'once', sinceMs: Date.now() - minutes(120) });

const start = (id: string, options: CallOptions = {}) =>
  world.ringonce.start(id, aRequest({ DestinationPhoneNumber: numberOf('long-talk') }), options);

const terminate = (id: string) => world.ringonce.client.workflow.getHandle(id).terminate('somebody ended it');

/** @returns its contact, which goes on */
async function endedWhileItTalks(id: string, how: (typeof endings)[number]): Promise<string> {
  const call = await start(id, { tracking: how === 'not followed' ? 'none' : 'outcome' });
  const ContactId = await call.contactId();
  if (how === 'terminated') await terminate(id);
  if (how === 'followed no longer') await endFollowing(id);
  if (how !== 'terminated')
    expect(await call.result()).toMatchObject({ outcome: how === 'not followed' ? 'PLACED' : 'UNKNOWN', ContactId });
  return ContactId;
}

/** As an operator does it, as soon as it has begun. */
const endFollowing = (workflowId: string) =>
  vi.waitFor(
    () =>
      world.ringonce.client.activity.fail(
        { workflowId, activityId: outcomeActivityId },
        ApplicationFailure.nonRetryable('an operator'),
      ),
    { timeout: 10_000 },
  );

const throttled = (ClientToken: string) =>
  world.connect.inject({
    operation: 'StartOutboundVoiceContact',
    kind: 'throttle',
    times: 1_000,
    match: { ClientToken },
  });

const looksAt = (contacts: readonly string[]) =>
  world.connect.requests({ operation: 'DescribeContact' }).filter(({ contactId }) => contacts.includes(contactId ?? ''))
    .length;
