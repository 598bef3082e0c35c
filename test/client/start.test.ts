import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectRingonce } from '../../src/client/index.js';
import { allOf } from '../support/all-of.js';
import { openAround } from '../support/calling-hours.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.startWorker();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('the same request again', () => {
  it('200 at once start one call: one ring, one ContactId', async () => {
    const starts = Array.from({ length: 200 }, () => world.ringonce.start('crowd-1', aRequest(), { tracking: 'none' }));

    const calls = await Promise.all(starts);
    const contactIds = await Promise.all(calls.map((call) => call.contactId()));

    const rings = world.connect.ledger({ clientToken: 'crowd-1' });
    expect(rings).toHaveLength(1);
    expect(new Set(contactIds)).toEqual(new Set([rings[0]?.ContactId]));
    expect(calls.filter(({ state }) => state === 'started')).toHaveLength(1);
  });

  it('is in-progress while the call is dialled and finished afterwards, with the same ContactId', async () => {
    world.connect.inject({
      operation: 'StartOutboundVoiceContact',
      kind: 'throttle',
      times: 1,
      match: { ClientToken: 'again-1' },
    });

    const first = await world.ringonce.start('again-1', aRequest(), { tracking: 'none' });
    const second = await world.ringonce.start('again-1', aRequest(), { tracking: 'none' });
    const contactIds = [await first.contactId(), await second.contactId()];
    const result = await first.result();
    const third = await world.ringonce.start('again-1', aRequest(), { tracking: 'none' });

    expect([first.state, second.state, third.state]).toEqual(['started', 'in-progress', 'finished']);
    const [ring] = world.connect.ledger({ clientToken: 'again-1' });
    expect([...contactIds, await third.contactId(), (await third.result()).ContactId]).toEqual(
      Array(4).fill(ring?.ContactId),
    );
    expect(await third.result()).toEqual(result);
  });

  it.each([
    { how: 'its members in another order', again: Object.fromEntries(Object.entries(aRequest()).reverse()) as never },
    { how: 'the workflow ID as ClientToken', again: aRequest({ ClientToken: 'same-1' }) },
    { how: 'the call ID as attribute', again: aRequest({ Attributes: { 'ringonce-call-id': 'same-1' } }) },
  ])('counts as the same with $how', async ({ again }) => {
    await world.ringonce.start('same-1', aRequest(), { tracking: 'none' });

    const repeated = await world.ringonce.start('same-1', again, { tracking: 'none' });

    expect(repeated.state).not.toBe('started');
  });

  it('after a refusal finds that refusal and dials nothing', async () => {
    const request = aRequest({ DestinationPhoneNumber: '+12065550140' });
    await (await world.ringonce.start('refused-again', request, { tracking: 'none' })).result().catch(() => undefined);

    const again = await world.ringonce.start('refused-again', request, { tracking: 'none' });

    expect(again.state).toBe('finished');
    await expect(again.result()).rejects.toMatchObject({
      name: 'CallRefusedError',
      type: 'DestinationNotAllowedException',
    });
    expect(world.connect.requests({ clientToken: 'refused-again' })).toHaveLength(1);
  });
});

describe('the same request in the evening, when its hours would not open again before it expires,', () => {
  const atNoon = Date.now();
  const times = { callingHours: openAround(atNoon), expiresAfter: '1 hour' };
  const inTheEvening = async <T>(start: () => Promise<T>): Promise<T> => {
    vi.useFakeTimers({ toFake: ['Date'], now: atNoon + 4 * 3_600_000 });
    try {
      return await start();
    } finally {
      vi.useRealTimers();
    }
  };

  it('finds the call that was started at noon', async () => {
    const options = { ...times, tracking: 'none' } as const;
    const atFirst = await world.ringonce.start('evening-1', aRequest(), options);
    await atFirst.result();

    const again = await inTheEvening(() => world.ringonce.start('evening-1', aRequest(), options));
    const inABatch = await inTheEvening(() =>
      allOf(world.ringonce.startBatch([{ workflowId: 'evening-1', request: aRequest(), options }])),
    );

    expect([atFirst.state, again.state]).toEqual(['started', 'finished']);
    expect(inABatch).toEqual([{ row: 1, workflowId: 'evening-1', verdict: 'finished', outcome: 'PLACED' }]);
    await expect(again.result()).resolves.toEqual(await atFirst.result());
  });

  it('finds the follow-up that was started at noon', async () => {
    const atFirst = await world.ringonce.followUp('evening-2', aRequest(), { ...times, call: { lines: 'unlimited' } });

    const again = await inTheEvening(() =>
      world.ringonce.followUp('evening-2', aRequest(), { ...times, call: { lines: 'unlimited' } }),
    );

    expect([atFirst.state, again.state]).toEqual(['started', expect.stringMatching(/^(?:in-progress|finished)$/)]);
  });

  it('is refused when the ID stands for nothing, for another request or for something else', async () => {
    await world.ringonce.start('evening-3', aRequest({ Name: 'Ann' }), { ...times, tracking: 'none' });

    const refused = inTheEvening(() =>
      Promise.allSettled([
        world.ringonce.start('evening-0', aRequest(), times),
        world.ringonce.start('evening-3', aRequest(), times),
        world.ringonce.followUp('evening-3', aRequest({ Name: 'Ann' }), times),
      ]),
    );

    const reason = expect.objectContaining({ code: 'INVALID_REQUEST' }) as unknown;
    expect(await refused).toEqual(Array(3).fill({ status: 'rejected', reason }));
  });
});

describe('a different request under a used ID', () => {
  it('is refused, naming the members and not their values', async () => {
    await (await world.ringonce.start('taken-1', aRequest({ Name: 'Ann' }), { tracking: 'none' })).result();

    const error = await world.ringonce
      .start('taken-1', aRequest({ DestinationPhoneNumber: '+12065550101' }))
      .catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({
      name: 'CallConflictError',
      code: 'CALL_CONFLICT',
      members: ['DestinationPhoneNumber', 'Name'],
    });
    expect(String(error)).not.toMatch(/555|Ann/);
    expect(world.connect.ledger({ clientToken: 'taken-1' })).toHaveLength(1);
  });

  it('is refused while the first is still in progress', async () => {
    world.connect.inject({
      operation: 'StartOutboundVoiceContact',
      kind: 'throttle',
      times: 1,
      match: { ClientToken: 'taken-2' },
    });
    const first = await world.ringonce.start('taken-2', aRequest(), { tracking: 'none' });

    await expect(world.ringonce.start('taken-2', aRequest({ Name: 'x' }), { tracking: 'none' })).rejects.toMatchObject({
      name: 'CallConflictError',
    });

    expect(await first.result()).toMatchObject({ outcome: 'PLACED' });
  });

  it('is refused when the ID belongs to another kind of workflow', async () => {
    await world.ringonce.client.workflow.start('somethingElse', {
      workflowId: 'taken-3',
      taskQueue: 'nobody',
      args: [aRequest()],
    });

    await expect(world.ringonce.start('taken-3', aRequest(), { tracking: 'none' })).rejects.toMatchObject({
      name: 'CallConflictError',
      members: [],
    });
  });

  it('is started when the first was refused by Connect: nothing had rung', async () => {
    const refused = await world.ringonce.start('corrected-1', aRequest({ DestinationPhoneNumber: '+12065550140' }), {
      tracking: 'none',
    });
    await refused.result().catch(() => undefined);

    const before = await refused.view();

    const corrected = await Promise.all(
      [1, 2, 3].map(() => world.ringonce.start('corrected-1', aRequest(), { tracking: 'none' })),
    );

    const results = await Promise.all(corrected.map((call) => call.result()));
    const rings = world.connect.ledger({ clientToken: 'corrected-1' });
    expect(rings).toHaveLength(1);
    expect(results.map(({ ContactId }) => ContactId)).toEqual(Array(3).fill(rings[0]?.ContactId));
    expect(corrected.filter(({ state }) => state === 'started')).toHaveLength(1);
    // The refused call's own handle never shows the call that took its ID.
    expect(await refused.view()).toEqual(before);
  });

  it('is started when the first was invalid and started by another language', async () => {
    const handle = await world.ringonce.client.workflow.start('outboundCall', {
      workflowId: 'corrected-2',
      taskQueue: 'ringonce',
      args: [{}],
    });
    await handle.result().catch(() => undefined);

    const corrected = await world.ringonce.start('corrected-2', aRequest(), { tracking: 'none' });

    expect(corrected.state).toBe('started');
    expect(await corrected.result()).toMatchObject({ outcome: 'PLACED' });
  });

  it('is refused when another corrected call took the free ID and ended between the look and the start', async () => {
    const refused = await world.ringonce.start('race-1', aRequest({ DestinationPhoneNumber: '+12065550140' }), {
      tracking: 'none',
    });
    await refused.result().catch(() => undefined);
    await using slow = await connectRingonce(world.settings);
    const { workflow } = slow.client;
    const start = workflow.start.bind(workflow);
    let rounds = 0;
    const overtaken = async (...args: Parameters<typeof start>) => {
      if (++rounds === 2) await (await world.ringonce.start('race-1', aRequest(), { tracking: 'none' })).result();
      return start(...args);
    };
    Object.assign(workflow, { start: overtaken });

    const second = slow.start('race-1', aRequest({ Name: 'x' }));

    await expect(second).rejects.toMatchObject({ name: 'CallConflictError', members: ['Name'] });
    expect(world.connect.ledger({ clientToken: 'race-1' })).toHaveLength(1);
  });

  it('is refused when the first may have rung', async () => {
    world.connect.inject({
      operation: 'StartOutboundVoiceContact',
      kind: 'reset-after',
      times: 1,
      match: { ClientToken: 'unknown-1' },
    });
    const first = await world.ringonce.start('unknown-1', aRequest(), { tracking: 'none', resendWindow: 0 });
    expect(await first.result()).toMatchObject({ outcome: 'UNKNOWN' });

    await expect(
      world.ringonce.start('unknown-1', aRequest({ Name: 'x' }), { tracking: 'none' }),
    ).rejects.toMatchObject({
      name: 'CallConflictError',
    });
  });
});

it('an invalid request starts nothing and lists every issue', async () => {
  const error = await world.ringonce
    .start('nothing-1', { DestinationPhoneNumber: '12065550100' } as never)
    .catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({
    name: 'InvalidRequestError',
    issues: ['DestinationPhoneNumber', 'ContactFlowId', 'InstanceId', 'SourcePhoneNumber'].map(
      (member) => expect.objectContaining({ member }) as unknown,
    ),
  });
  expect(String(error)).not.toContain('12065550100');
  await expect(world.ringonce.call('nothing-1').result()).rejects.toMatchObject({ name: 'CallNotFoundError' });
});

it.each(['contactId', 'result', 'view'] as const)('%s of a call that does not exist says so', async (method) => {
  await expect(world.ringonce.call('nobody')[method]()).rejects.toMatchObject({
    name: 'CallNotFoundError',
    code: 'CALL_NOT_FOUND',
  });
});

/** The retry after a deadline of the caller failed at once, for ever, and never gave the event loop a turn. */
it('contactId under a deadline of the caller rejects when it is over, and does not freeze the process', async () => {
  await using idle = await startWorld();
  const call = await idle.ringonce.start('deadline-1', aRequest(), { tracking: 'none' });

  const asked = idle.ringonce.client.withDeadline(Date.now() + 1_000, () => call.contactId());

  await expect(asked).rejects.toMatchObject({ name: 'WorkflowUpdateRPCTimeoutOrCancelledError' });
});

it.concurrent(
  'contactId under an abort signal of the caller rejects when it is aborted, where it went on for ever',
  async () => {
    await using idle = await startWorld();
    const call = await idle.ringonce.start('abort-1', aRequest(), { tracking: 'none' });

    const asked = idle.ringonce.client.withAbortSignal(AbortSignal.timeout(1_000), () => call.contactId());

    await expect(asked).rejects.toMatchObject({ name: 'WorkflowUpdateRPCTimeoutOrCancelledError' });
  },
);

it.concurrent('contactId waits for a worker as long as it takes, past the checks for a doubt', async () => {
  await using idle = await startWorld();
  const call = await idle.ringonce.start('late-worker-1', aRequest(), { tracking: 'none' });
  const { workflow } = idle.ringonce.client;
  const asked = call.contactId();
  const looked = new Promise<void>((resolve) => {
    const getHandle = workflow.getHandle.bind(workflow);
    workflow.getHandle = (...args: Parameters<typeof getHandle>) => {
      resolve();
      return getHandle(...args);
    };
  });
  await looked;

  await idle.startWorker();

  expect(await asked).toBe(idle.connect.ledger({ clientToken: 'late-worker-1' })[0]?.ContactId);
});

it.concurrent('contactId rejects when Temporal is away, and does not wait for ever', async () => {
  await using idle = await startWorld();
  const call = await idle.ringonce.start('away-1', aRequest(), { tracking: 'none' });
  const asked = call.contactId();
  process.kill(idle.server.pid, 'SIGKILL');

  await expect(asked).rejects.toMatchObject({ name: 'ServiceError' });
});
