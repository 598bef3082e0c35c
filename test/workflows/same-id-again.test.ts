import { afterAll, beforeAll, expect, it } from 'vitest';
import { numberOf } from '../../src/connect-simulator/index.js';
import { taskQueues, workflowTypes } from '../../src/contract/names.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

/** A client that allows an ID again. Connect forgets a token as soon as its call has ended, and every call ends at once. */
let world: World;
beforeAll(async () => {
  world = await startWorld({ tokenAfterEnd: 'new-contact', timeScale: 10_000 });
  await world.startWorker();
  await world.startContactEvents();
});
afterAll(() => world[Symbol.asyncDispose]());

const rings = (id: string) => world.connect.ledger({ clientToken: id });

interface Story {
  readonly change?: object;
  readonly options?: object;
}

function start(workflowId: string, { change = {}, options = {} }: Story) {
  return world.ringonce.client.workflow.start(workflowTypes.outboundCall, {
    workflowId,
    taskQueue: taskQueues.calls,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    args: [aRequest(change), { lines: 'unlimited', ...options }],
  });
}

it.each([
  { outcome: 'BUSY', change: { DestinationPhoneNumber: numberOf('busy') } },
  { outcome: 'ANSWERED' },
  { outcome: 'NO_ANSWER', change: { DestinationPhoneNumber: numberOf('unreachable') } },
  { outcome: 'PLACED', options: { tracking: 'none' } },
])(
  'a call that ended as $outcome and is started again at once ends as that one did, and does not ring again',
  async (story) => {
    const id = `again-${story.outcome}`;
    const first = await start(id, story);
    const result: unknown = await first.result();
    expect(result).toMatchObject({ outcome: story.outcome });

    const second = (await (await start(id, story)).result()) as unknown;
    const third = (await (await start(id, story)).result()) as unknown;

    expect(second).toEqual({ ...(result as object), earlierRunId: first.firstExecutionRunId });
    expect(third).toEqual(second);
    expect((await world.ringonce.call(id).view()).timeline.map(({ what }) => what)).toContainEqual(
      expect.stringContaining('Nothing was sent: an earlier run under this ID has placed the call'),
    );
    expect(rings(id)).toHaveLength(1);
  },
);

it('a call whose end is not known is not sent again past its resend window', async () => {
  const id = 'again-unknown';
  world.connect.inject({
    operation: 'StartOutboundVoiceContact',
    kind: 'error-after',
    match: { ClientToken: id },
  });
  const options = { tracking: 'none', resendWindow: 0 };
  expect(await (await start(id, { options })).result()).toMatchObject({ outcome: 'UNKNOWN' });

  expect(await (await start(id, { options })).result()).toMatchObject({ outcome: 'UNKNOWN' });
  expect(rings(id)).toHaveLength(1);
});

it.each([
  {
    end: 'expired',
    first: { options: { expiresAt: '2026-01-01T00:00:00Z', tracking: 'none' } },
    is: { outcome: 'EXPIRED' },
  },
  { end: 'refused', first: { change: { DestinationPhoneNumber: numberOf('not-allowed') } }, is: 'refused' },
])('a call that was $end without a ring is dialled when it is started again', async ({ end, first, is }) => {
  const id = `again-${end}`;
  const ended: unknown = await (await start(id, first)).result().catch(() => 'refused');
  if (typeof is === 'string') expect(ended).toBe(is);
  else expect(ended).toMatchObject(is);

  expect(await (await start(id, { options: { tracking: 'none', resendWindow: 0 } })).result()).toMatchObject({
    outcome: 'PLACED',
  });
  expect(rings(id)).toHaveLength(1);
});

it('a call that ended as BUSY, started again for a later time and cancelled while it waits, ends as BUSY', async () => {
  const id = 'again-cancelled';
  const change = { DestinationPhoneNumber: numberOf('busy') };
  const first: unknown = await (await start(id, { change })).result();
  const notBefore = new Date(Date.now() + 3_600_000).toISOString();
  const second = await start(id, { change, options: { notBefore } });
  await expect.poll(async () => (await world.ringonce.call(id).view()).phase).toBe('WAITING');

  await second.cancel();

  expect(await second.result()).toMatchObject(first as object);
  expect(rings(id)).toHaveLength(1);
});

it('a call that ended as BUSY, was reset and is started again ends as the first run did', async () => {
  const id = 'again-reset';
  const change = { DestinationPhoneNumber: numberOf('busy') };
  const first = await start(id, { change });
  const result: unknown = await first.result();
  const { runId } = await world.ringonce.client.workflowService.resetWorkflowExecution({
    namespace: world.server.namespace,
    workflowExecution: { workflowId: id },
    reason: 'an operator pressed Reset',
    workflowTaskFinishEventId: 4 as never,
    requestId: `${id}-reset`,
  });
  await world.ringonce.client.workflow.getHandle(id, runId).result();

  expect(await (await start(id, { change })).result()).toEqual({
    ...(result as object),
    earlierRunId: first.firstExecutionRunId,
  });
  expect(rings(id)).toHaveLength(1);
});

it('a call that was cancelled before its dial is dialled when it is started again', async () => {
  const id = 'again-after-cancellation';
  const first = await start(id, { options: { notBefore: new Date(Date.now() + 3_600_000).toISOString() } });
  await expect.poll(async () => (await world.ringonce.call(id).view()).phase).toBe('WAITING');
  await first.cancel();
  await expect(first.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });

  const second = await start(id, { options: { tracking: 'none', resendWindow: 0 } });

  expect(await second.result()).toMatchObject({ outcome: 'PLACED', resent: false });
  expect(rings(id)).toHaveLength(1);
});

it('a follow-up that is started again under its ID makes no attempt twice', async () => {
  const id = 'again-follow-up';
  const begin = () =>
    world.ringonce.client.workflow.start(workflowTypes.followUp, {
      workflowId: id,
      taskQueue: taskQueues.calls,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      args: [
        aRequest({ DestinationPhoneNumber: numberOf('busy') }),
        { maxAttempts: 2, onOutcome: { BUSY: { wait: ['1s'] } }, call: { lines: 'unlimited' } },
      ],
    });
  const first: unknown = await (await begin()).result();
  expect(first).toMatchObject({ attempts: [{ outcome: 'BUSY' }, { outcome: 'BUSY' }] });

  expect(await (await begin()).result()).toMatchObject(first as object);
  for (const attempt of [1, 2]) expect(rings(`${id}.${attempt}`)).toHaveLength(1);
});
