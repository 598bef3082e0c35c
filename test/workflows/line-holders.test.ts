import { ServiceError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isContactOver } from '../../src/connect/describe-contact.js';
import { Throttle } from '../../src/connect/throttle.js';
import type { CallOptions } from '../../src/client/index.js';
import { numberOf } from '../../src/connect-simulator/index.js';
import { outcomeActivityId } from '../../src/contract/contact.js';
import type { HeldLine } from '../../src/contract/lines.js';
import { stateOfCall } from '../../src/lines/call-end.js';
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

describe('of the calls that have a line', () => {
  let worker: RunningWorker;
  beforeAll(async () => {
    worker = await world.startWorker();
  }, 60_000);

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

  it('a call that was terminated before Temporal took the answer to its dial keeps its line while that contact talks', async () => {
    const id = 'answer-not-taken';
    throttled(id);
    await start(id);
    await untilBackingOff(world, id);
    await terminate(id);
    const ContactId = await world.place(aRequest({ DestinationPhoneNumber: numberOf('long-talk') }));
    const lent = { ...lentTo(id), ContactId };
    expect(await givenBack([lent], { inMs: minutes(11) })).toEqual([]);
    world.connect.advance(minutes(61));
    expect(await givenBack([lent])).toEqual([id]);
  });

  it('a call that nobody knows any more keeps its line for an hour after it got it', async () => {
    const lent = { callId: 'deleted', sinceMs: Date.now() };
    expect(await givenBack([lent], { inMs: minutes(59) })).toEqual([]);
    expect(await givenBack([lent], { inMs: minutes(61) })).toEqual(['deleted']);
  });

  it('a call that Temporal cannot tell about keeps its line', async () => {
    await expect(givenBack([lentTo(silentCall)])).rejects.toThrow('Temporal is away');
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

  it('a call that has failed because Amazon Connect refused it loses its line at once', async () => {
    const fault = {
      operation: 'StartOutboundVoiceContact',
      kind: 'error-before',
      error: 'InvalidRequestException',
    } as const;
    world.connect.inject({ ...fault, status: 400, times: 1, match: { ClientToken: 'refused' } });
    await expect((await start('refused')).result()).rejects.toThrow();
    expect(await givenBack([lentTo('refused')])).toEqual(['refused']);
  });

  it.each(['ThrottlingException', 'AccessDeniedException'])(
    'whom %s keeps from asking about a contact leaves it its line',
    async (error) => {
      const id = `not-told-${error}`;
      const ContactId = await endedWhileItTalks(id, 'not followed');
      world.connect.advance(minutes(61));
      world.connect.inject({
        operation: 'DescribeContact',
        kind: 'error-before',
        error,
        times: 1,
        match: { ContactId },
      });
      await expect(givenBack([lentTo(id)], { inMs: minutes(60) })).rejects.toThrow();
      expect(await givenBack([lentTo(id)])).toEqual([id]);
    },
  );

  it('a call whose workflow was deleted keeps its line while its contact, which is known, talks, however long', async () => {
    const ContactId = await endedWhileItTalks('known', 'not followed');
    const deleted = { callId: 'deleted', ContactId, sinceMs: Date.now() };
    expect(await givenBack([deleted])).toEqual([]);
    expect(await givenBack([deleted], { inMs: minutes(120) })).toEqual([]);
    world.connect.advance(minutes(61));
    expect(await givenBack([deleted])).toEqual(['deleted']);
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
  /** How much later it is asked. */
  readonly inMs?: number;
}

/** The one that Temporal does not answer about. */
const silentCall = 'silent';

function clientOf(): Client {
  const { client } = world.ringonce;
  const silent = { describe: () => Promise.reject(new ServiceError('Temporal is away')) };
  const getHandle = (workflowId: string, runId?: string) =>
    workflowId === silentCall ? silent : client.workflow.getHandle(workflowId, runId);
  return Object.create(client, { workflow: { value: { getHandle } } }) as Client;
}

/** The calls that need their lines no more. */
async function givenBack(lines: readonly HeldLine[], { inMs = 0 }: When = {}): Promise<string[]> {
  const now = () => Date.now() + inMs;
  const queries = { connect: localConnectClient(world.connect), now, throttle: new Throttle() };
  const { signal } = new AbortController();
  const isOver = (ContactId: string) => isContactOver(queries, { InstanceId, ContactId }, signal);
  const free: string[] = [];
  for (const line of lines)
    if ((await stateOfCall({ client: clientOf(), now, isContactOver: isOver }, line)) === 'over')
      free.push(line.callId);
  return free;
}

/** Lent long ago: what it may count from is the end of the call. */
const lentTo = (callId: string): HeldLine => ({ callId, sinceMs: Date.now() - minutes(120) });

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
    { timeout: 150_000 },
  );

const throttled = (ClientToken: string) =>
  world.connect.inject({
    operation: 'StartOutboundVoiceContact',
    kind: 'throttle',
    times: 1_000,
    match: { ClientToken },
  });
