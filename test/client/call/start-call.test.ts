import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startCall } from '../../../src/client/call/start-call.js';
import type { CallOptions, StartOutboundVoiceContactRequest } from '../../../src/client/index.js';
import { firstUseMemo } from '../../../src/contract/names.js';
import { closedAround } from '../../support/calling-hours.js';
import { aRequest } from '../../support/requests.js';
import { startWorld, type World } from '../../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.startWorker();
});
afterEach(() => world.connect.clearFaults());
afterAll(() => world[Symbol.asyncDispose]());

const plain: CallOptions = { tracking: 'none', lines: 'unlimited' };

const dialAnew = (workflowId: string, request: StartOutboundVoiceContactRequest = aRequest(), options = plain) =>
  startCall(world.ringonce.client, { workflowId, request, options, dialsAnew: true });

/** A call that has expired while Amazon Connect had no time for it. */
async function anExpiredCall(workflowId: string): Promise<void> {
  const match = { ClientToken: workflowId };
  world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'throttle', times: 1_000, match });
  const call = await world.ringonce.start(workflowId, aRequest(), { ...plain, expiresAfter: '1s' });
  expect(await call.result()).toMatchObject({ outcome: 'EXPIRED' });
  world.connect.clearFaults();
}

const isFirstUse = async (workflowId: string): Promise<boolean> =>
  firstUseMemo in ((await world.ringonce.client.workflow.getHandle(workflowId).describe()).memo ?? {});

describe('a start that asks for the ContactId', () => {
  const placeAtOnce = (workflowId: string, request = aRequest()) =>
    startCall(world.ringonce.client, { workflowId, request, options: plain, asksForContact: true });

  it('has its answer by one update, and joins the same request, which rings once', async () => {
    const calls = await Promise.all(Array.from({ length: 20 }, () => placeAtOnce('ask-1')));
    const contactIds = await Promise.all(calls.map((call) => call.contactId()));

    expect(world.connect.ledger({ clientToken: 'ask-1' })).toMatchObject([{ ContactId: contactIds[0] }]);
    expect(new Set(contactIds).size).toBe(1);
    expect(calls.filter(({ state }) => state === 'started')).toHaveLength(1);
  });

  it('adds no second update when it is the only one that asks', async () => {
    await (await placeAtOnce('ask-2')).contactId();

    const { events } = await world.ringonce.client.workflow.getHandle('ask-2').fetchHistory();
    const updates = events?.filter(({ workflowExecutionUpdateAcceptedEventAttributes: update }) => update != null);
    expect(updates).toHaveLength(1);
  });

  it('is in conflict with another request, also when both come at once', async () => {
    const other = aRequest({ DestinationPhoneNumber: '+12065550111' });

    const ended = await Promise.allSettled([placeAtOnce('ask-3'), placeAtOnce('ask-3', other)]);

    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(ended.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'CALL_CONFLICT' } });
    const [call] = ended.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    const ContactId = await call?.contactId();
    expect(world.connect.ledger({ clientToken: 'ask-3' })).toMatchObject([{ ContactId }]);
  });
});

describe('a start that dials anew', () => {
  it('dials a call that has expired once more, and once only, however many ask at once', async () => {
    await anExpiredCall('anew-1');

    const calls = await Promise.all(Array.from({ length: 50 }, () => dialAnew('anew-1')));
    const contactIds = await Promise.all(calls.map((call) => call.contactId()));

    const [ring, ...others] = world.connect.ledger({ clientToken: 'anew-1' });
    expect(others).toEqual([]);
    expect(new Set(contactIds)).toEqual(new Set([ring?.ContactId]));
  });

  it('dials one that was cancelled before its dial', async () => {
    const notBefore = new Date(Date.now() + 3_600_000).toISOString();
    const first = await world.ringonce.start('anew-2', aRequest(), { ...plain, notBefore });
    await first.cancel();

    const call = await dialAnew('anew-2');
    const ContactId = await call.contactId();

    expect(call.state).toBe('started');
    expect(world.connect.ledger({ clientToken: 'anew-2' })).toMatchObject([{ ContactId }]);
    // Temporal vouches for it: it starts none where one has completed.
    expect(await isFirstUse('anew-2')).toBe(true);
  });

  it('takes another request where nothing has rung, and none where something has', async () => {
    await anExpiredCall('anew-3');
    const other = aRequest({ DestinationPhoneNumber: '+12065550111' });

    const call = await dialAnew('anew-3', other);
    await call.contactId();

    await expect(dialAnew('anew-3')).rejects.toMatchObject({ code: 'CALL_CONFLICT' });
    expect(world.connect.ledger({ clientToken: 'anew-3' })).toMatchObject([{ DestinationPhoneNumber: '+12065550111' }]);
  });

  it('is refused while the hours are closed, also under the ID of a call that has expired', async () => {
    await anExpiredCall('anew-5');
    const callingHours = closedAround(Date.now());
    const late = () => dialAnew('anew-5', aRequest(), { ...plain, expiresAfter: '1s', callingHours });

    await expect(late()).rejects.toMatchObject({ code: 'INVALID_REQUEST' });

    const call = await dialAnew('anew-5');
    const ContactId = await call.contactId();
    expect([(await late()).state, await (await late()).contactId()]).toEqual(['finished', ContactId]);
    expect(world.connect.ledger({ clientToken: 'anew-5' })).toHaveLength(1);
  });

  it('is no first use of its ID: the run looks for one that has rung before it dials', async () => {
    await anExpiredCall('anew-6');
    expect(await isFirstUse('anew-6')).toBe(true);

    await (await dialAnew('anew-6')).contactId();

    expect(await isFirstUse('anew-6')).toBe(false);
  });

  it('finds a call that has rung', async () => {
    const first = await dialAnew('anew-4');
    await first.result();

    const again = await dialAnew('anew-4');

    expect([again.state, await again.contactId()]).toEqual(['finished', await first.contactId()]);
    expect(world.connect.ledger({ clientToken: 'anew-4' })).toHaveLength(1);
  });
});

it('an ordinary start finds the call that has expired', async () => {
  await anExpiredCall('found-1');

  expect(await world.ringonce.start('found-1', aRequest(), plain)).toMatchObject({
    state: 'finished',
    outcome: 'EXPIRED',
    nothingRang: true,
  });
});
