import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberOf, type ScenarioName } from '../../src/connect-simulator/index.js';
import type { CallOptions } from '../../src/contract/index.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

/** Time stands still until a test moves it; contact events arrive as soon as they are due. */
let world: World;
beforeAll(async () => {
  world = await startWorld({ timeScale: 0 });
  await world.startWorker();
  await world.startContactEvents();
});
afterAll(() => world[Symbol.asyncDispose]());

interface Story {
  readonly scenario?: ScenarioName;
  readonly afterMs?: number;
  readonly options?: CallOptions;
}

async function following(id: string, { scenario = 'answered', afterMs = 0, options = {} }: Story = {}) {
  const call = await world.ringonce.start(id, aRequest({ DestinationPhoneNumber: numberOf(scenario) }), options);
  await call.contactId();
  world.connect.advance(afterMs);
  return call;
}

const rings = (id: string) => world.connect.ledger({ clientToken: id });
const wasAnswered = (id: string) => world.connect.answered().some(({ ClientToken }) => ClientToken === id);

describe('a call that is cancelled', () => {
  it('while it rings is stopped: CANCELLED', async () => {
    const call = await following('ringing-1', { afterMs: 2_000 });

    expect(await call.cancel()).toMatchObject({ was: 'FOLLOWING', is: 'stopped' });

    expect(await call.result()).toMatchObject({
      outcome: 'CANCELLED',
      stopped: true,
      ContactId: rings('ringing-1')[0]?.ContactId,
      disconnectReason: 'TELECOM_ORIGINATOR_CANCEL',
      ringSeconds: 2,
    });
    world.connect.advance(60_000);
    expect(rings('ringing-1')).toHaveLength(1);
    expect(wasAnswered('ringing-1')).toBe(false);
  });

  it('by the button of the UI, while it rings, is stopped too', async () => {
    const call = await following('button-1', { afterMs: 2_000 });

    await world.ringonce.client.workflow.getHandle('button-1').cancel();

    expect(await call.result()).toMatchObject({ outcome: 'CANCELLED', stopped: true });
    expect(wasAnswered('button-1')).toBe(false);
  });

  it('while somebody is on the line is left to end: ANSWERED', async () => {
    const call = await following('talking-1', { afterMs: 10_000 });

    expect(await call.cancel()).toEqual({ was: 'FOLLOWING', is: 'left-to-end' });
    expect(world.connect.requests({ operation: 'StopContact' }).filter(({ status }) => status === null)).toEqual([]);

    world.connect.advance(60_000);
    const result = await call.result();
    expect(result).toMatchObject({ outcome: 'ANSWERED', talkSeconds: 30 });
    expect(result.stopped).toBeUndefined();
  });

  it('while somebody is on the line, with hangUp, is ended: ANSWERED as it was', async () => {
    const call = await following('talking-2', { afterMs: 10_000 });

    expect(await call.cancel({ hangUp: true })).toMatchObject({ is: 'stopped' });

    expect(await call.result()).toMatchObject({ outcome: 'ANSWERED', stopped: true, talkSeconds: 4 });
    // It was first said to be left to end, and then to be stopped.
    const { timeline } = await call.view();
    expect(timeline.filter(({ what }) => what.startsWith('Cancelled: '))).toHaveLength(1);
  });

  it('and left to end can still be hung up on', async () => {
    const call = await following('talking-3', { afterMs: 10_000 });
    expect(await call.cancel()).toMatchObject({ is: 'left-to-end' });

    expect(await call.cancel({ hangUp: true })).toMatchObject({ is: 'stopped' });

    expect(await call.result()).toMatchObject({ outcome: 'ANSWERED', stopped: true });
  });

  it('after its end stays what it was', async () => {
    const call = await following('over-1', { afterMs: 60_000 });
    await call.result();

    expect(await call.cancel()).toEqual({ was: 'ENDED', is: 'too-late', outcome: 'ANSWERED' });
  });

  it('in the moment in which it is answered is reported as it was: ANSWERED, stopped', async () => {
    const call = await following('race-1', { afterMs: 2_000 });
    world.connect.inject({ operation: 'StopContact', kind: 'slow-before', delayMs: 1_000 });
    const cancelling = call.cancel();
    await world.connect.untilRequests(1, { operation: 'StopContact', fault: 'slow-before' });

    world.connect.advance(5_000);

    expect(await cancelling).toMatchObject({ is: 'stopped' });
    expect(await call.result()).toMatchObject({ outcome: 'ANSWERED', stopped: true });
    expect(wasAnswered('race-1')).toBe(true);
  });

  it('in the moment in which it ends by itself is reported as it was: BUSY', async () => {
    const call = await following('race-2', { scenario: 'busy', afterMs: 1_000 });
    world.connect.configure({ events: { lossRate: 1 } });
    world.connect.inject({ operation: 'StopContact', kind: 'slow-before', delayMs: 500 });
    const cancelling = call.cancel();
    await world.connect.untilRequests(2, { operation: 'StopContact', fault: 'slow-before' });
    world.connect.advance(5_000);

    expect(await cancelling).toMatchObject({ is: 'too-late' });
    world.connect.configure({ events: { lossRate: 0 } });
    for (const event of world.connect.contactEvents(rings('race-2')[0]?.ContactId ?? '')) world.connect.emit(event);
    const result = await call.result();
    expect(result).toMatchObject({ outcome: 'BUSY' });
    expect(result.stopped).toBeUndefined();
  });

  it('while it rings has ended once it is stopped, also when its events are lost: it was followed for another minute', async () => {
    const id = 'events-lost-1';
    world.connect.configure({ events: { lossRate: 1 } });
    const call = await following(id, { afterMs: 2_000 });

    expect(await call.cancel()).toMatchObject({ is: 'stopped' });

    // Time stands still, and the first look of its own would come after the dial limit.
    expect(await call.result()).toMatchObject({
      outcome: 'CANCELLED',
      stopped: true,
      disconnectReason: 'TELECOM_ORIGINATOR_CANCEL',
    });
    expect((await call.view()).timeline.filter(({ what }) => what.startsWith('Cancelled: '))).toHaveLength(1);
    world.connect.configure({ events: { lossRate: 0 } });
  });

  it('and hung up on has ended too when its events are lost: ANSWERED', async () => {
    world.connect.configure({ events: { lossRate: 1 } });
    const call = await following('events-lost-2', { afterMs: 10_000 });

    expect(await call.cancel({ hangUp: true })).toMatchObject({ is: 'stopped' });

    expect(await call.result()).toMatchObject({ outcome: 'ANSWERED', stopped: true, talkSeconds: 4 });
    world.connect.configure({ events: { lossRate: 0 } });
  });

  it('after it has ended by itself, its events lost, is told its end at once: BUSY', async () => {
    world.connect.configure({ events: { lossRate: 1 } });
    const call = await following('events-lost-3', { scenario: 'busy', afterMs: 60_000 });

    expect(await call.cancel()).toMatchObject({ is: 'too-late' });

    const result = await call.result();
    expect(result).toMatchObject({ outcome: 'BUSY' });
    expect(result.stopped).toBeUndefined();
    world.connect.configure({ events: { lossRate: 0 } });
  });

  it('and whose stop is not answered was stopped all the same: CANCELLED', async () => {
    const call = await following('stop-lost-1', { afterMs: 2_000 });
    world.connect.inject({ operation: 'StopContact', kind: 'error-after' });

    expect(await call.cancel()).toMatchObject({ is: 'stopped' });

    expect(await call.result()).toMatchObject({ outcome: 'CANCELLED', stopped: true });
    expect(wasAnswered('stop-lost-1')).toBe(false);
  });

  it('and must not be stopped, for want of a permission, says so and is followed on', async () => {
    const call = await following('denied-1', { afterMs: 2_000 });
    world.connect.inject({ operation: 'StopContact', kind: 'error-before', error: 'AccessDeniedException' });

    expect(await call.cancel()).toMatchObject({ is: 'not-stopped' });

    const { timeline } = await call.view();
    expect(timeline.map(({ what }) => what).join('\n')).toContain('connect:StopContact');
    world.connect.advance(60_000);
    const result = await call.result();
    expect(result).toMatchObject({ outcome: 'ANSWERED' });
    expect(result.stopped).toBeUndefined();
  });

  it('between its request and the answer is stopped as soon as the answer brings the contact: CANCELLED', async () => {
    const id = 'in-between-1';
    world.connect.inject({
      operation: 'StartOutboundVoiceContact',
      kind: 'slow',
      delayMs: 4_000,
      match: { ClientToken: id },
    });
    const call = await world.ringonce.start(id, aRequest());
    await world.connect.untilRings(1, { clientToken: id });

    expect(await call.cancel()).toMatchObject({ was: 'DIALLING', is: 'stopped' });

    expect(await call.result()).toMatchObject({ outcome: 'CANCELLED', ContactId: rings(id)[0]?.ContactId });
    expect(rings(id)).toHaveLength(1);
    expect(wasAnswered(id)).toBe(false);
  });

  it('in doubt is stopped once an event brings its contact: CANCELLED', async () => {
    const id = 'doubt-1';
    world.connect.configure({ events: { lossRate: 1 } });
    world.connect.inject({
      operation: 'StartOutboundVoiceContact',
      kind: 'error-after',
      times: 50,
      match: { ClientToken: id },
    });
    const call = await world.ringonce.start(id, aRequest(), { resendWindow: 0 });
    await expect.poll(async () => (await call.view()).phase).toBe('IN_DOUBT');
    const cancelling = call.cancel();
    world.connect.configure({ events: { lossRate: 0 } });
    const ContactId = rings(id)[0]?.ContactId ?? '';
    const [initiated = {}] = world.connect.contactEvents(ContactId);
    world.connect.emit(initiated);

    expect(await cancelling).toMatchObject({ was: 'IN_DOUBT', is: 'stopped' });
    expect(await call.result()).toMatchObject({ outcome: 'CANCELLED', ContactId });
    expect(wasAnswered(id)).toBe(false);
  });

  it('in doubt, and no event comes, is told where it stands: it said that no worker had told', async () => {
    const id = 'doubt-2';
    world.connect.configure({ events: { lossRate: 1 } });
    const match = { ClientToken: id };
    world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'error-after', times: 50, match });
    const call = await world.ringonce.start(id, aRequest(), { resendWindow: 0 });
    await expect.poll(async () => (await call.view()).phase).toBe('IN_DOUBT');

    expect(await call.cancel()).toEqual({ was: 'IN_DOUBT', is: 'requested', now: 'IN_DOUBT' });

    world.connect.configure({ events: { lossRate: 0 } });
  });

  it('while it is throttled is Cancelled: nothing rings', async () => {
    const id = 'throttled-1';
    world.connect.inject({
      operation: 'StartOutboundVoiceContact',
      kind: 'throttle',
      times: 50,
      match: { ClientToken: id },
    });
    const call = await world.ringonce.start(id, aRequest());
    await world.connect.untilRequests(1, { clientToken: id, status: 429 });

    expect(await call.cancel()).toMatchObject({ was: 'DIALLING', is: 'not-dialled', outcome: 'CANCELLED' });

    await expect(call.result()).rejects.toMatchObject({ code: 'CALL_CANCELLED' });
    expect(rings(id)).toEqual([]);
  });
});
