import { StartOutboundVoiceContactCommand, type StartOutboundVoiceContactCommandInput } from '@aws-sdk/client-connect';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunningGateway } from '../../src/gateway/start-gateway.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';
import { clientOf, firstRunEnded, gatewayOf } from './gateway-world.js';

const patienceMs = 3_000;

let world: World;
let gateway: RunningGateway;
beforeAll(async () => {
  world = await startWorld();
  await world.startWorker();
  gateway = await gatewayOf(world, { patienceMs });
});
afterEach(() => world.connect.clearFaults());
afterAll(async () => {
  await gateway.close();
  await world[Symbol.asyncDispose]();
});

type Input = Partial<StartOutboundVoiceContactCommandInput>;

function place(change: Input, { url = gateway.url, maxAttempts = 1 } = {}) {
  const client = clientOf({ url }, { maxAttempts });
  return client.send(new StartOutboundVoiceContactCommand({ ...aRequest(), ...change }));
}

/** Amazon Connect has no time for this call. */
const throttle = (ClientToken: string, times: number) =>
  world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'throttle', times, match: { ClientToken } });

const notDialled = { name: 'TooManyRequestsException', $metadata: { httpStatusCode: 429 } };

const statusOf = async (workflowId: string) =>
  (await world.ringonce.client.workflow.getHandle(workflowId).describe()).status.name;

describe('a call that is not dialled within the patience of its caller', () => {
  it('ends, so that nothing rings, and is dialled anew under the same token', async () => {
    throttle('late-1', 1_000);
    await expect(place({ ClientToken: 'late-1' })).rejects.toMatchObject(notDialled);
    // It has ended by the time that the caller is told.
    expect(await statusOf('late-1')).toBe('CANCELLED');
    const asked = world.connect.requests({ clientToken: 'late-1' }).length;
    world.connect.clearFaults();

    const { ContactId } = await place({ ClientToken: 'late-1' });

    expect(asked).toBeGreaterThan(0);
    expect(world.connect.requests({ clientToken: 'late-1' })).toHaveLength(asked + 1);
    expect(world.connect.ledger({ clientToken: 'late-1' })).toMatchObject([{ ContactId }]);
  });

  it('is dialled by the SDK’s own second attempt', async () => {
    throttle('late-2', 1_000);
    const placing = place({ ClientToken: 'late-2' }, { maxAttempts: 3 });
    await firstRunEnded(world, 'late-2');
    world.connect.clearFaults();

    const { ContactId, $metadata } = await placing;

    expect($metadata.attempts).toBeGreaterThan(1);
    expect(world.connect.ledger({ clientToken: 'late-2' })).toMatchObject([{ ContactId }]);
  });

  it('may be another one under the same token: nothing has rung', async () => {
    throttle('late-3', 1_000);
    await expect(place({ ClientToken: 'late-3' })).rejects.toMatchObject(notDialled);
    world.connect.clearFaults();

    await place({ ClientToken: 'late-3', DestinationPhoneNumber: '+12065550111' });

    const [ring, ...others] = world.connect.ledger({ clientToken: 'late-3' });
    expect([ring?.DestinationPhoneNumber, others]).toEqual(['+12065550111', []]);
  });

  it('waits on when its caller has sent it again, for as long as that one waits', async () => {
    throttle('late-4', 1_000);
    const waiting = await gatewayOf(world, { patienceMs: 60_000 });
    const first = place({ ClientToken: 'late-4' }, waiting);
    await world.connect.untilRequests(1, { clientToken: 'late-4', status: 429 });
    const again = place({ ClientToken: 'late-4' }, waiting);
    world.connect.clearFaults();

    const answers = await Promise.all([first, again]);

    const [ring, ...others] = world.connect.ledger({ clientToken: 'late-4' });
    expect(others).toEqual([]);
    expect(answers.map(({ ContactId }) => ContactId)).toEqual([ring?.ContactId, ring?.ContactId]);
    await waiting.close();
  });
});

describe('a call whose request is out when the patience ends', () => {
  it('is waited for, and not stopped', async () => {
    const match = { ClientToken: 'out-1' };
    world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'slow', delayMs: 2 * patienceMs, match });

    const { ContactId } = await place(match);

    expect(world.connect.ledger({ clientToken: 'out-1' })).toMatchObject([{ ContactId }]);
    expect(world.connect.requests({ operation: 'StopContact' })).toEqual([]);
  });

  it('is joined by the same request again', async () => {
    const match = { ClientToken: 'out-2' };
    world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'slow', delayMs: 2 * patienceMs, match });
    const first = place(match);
    await world.connect.untilRings(1, { clientToken: 'out-2' });

    const again = await place(match);

    expect(world.connect.ledger({ clientToken: 'out-2' })).toHaveLength(1);
    expect(again.ContactId).toBe((await first).ContactId);
  });
});

it('a call that someone cancels is refused, and its SDK does not send it again', async () => {
  throttle('cancelled-1', 1_000);
  const waiting = await gatewayOf(world, { patienceMs: 60_000 });
  const placing = place({ ClientToken: 'cancelled-1' }, { url: waiting.url, maxAttempts: 3 });
  const refused = expect(placing).rejects.toMatchObject({
    name: 'OutboundContactNotPermittedException',
    $metadata: { httpStatusCode: 403, attempts: 1 },
  });
  await world.connect.untilRequests(1, { clientToken: 'cancelled-1', status: 429 });

  await world.ringonce.call('cancelled-1').cancel();

  await refused;
  expect(world.connect.ledger({ clientToken: 'cancelled-1' })).toEqual([]);
  await waiting.close();
});

it('a gateway that ends lets its callers have their answers', async () => {
  const ending = await gatewayOf(world);
  const match = { ClientToken: 'ending-1' };
  world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'slow', delayMs: 2_000, match });
  const placing = place(match, ending);
  await world.connect.untilRings(1, { clientToken: 'ending-1' });

  await ending.close();

  expect(world.connect.ledger({ clientToken: 'ending-1' })).toMatchObject([{ ContactId: (await placing).ContactId }]);
});

it('without a worker answers 503, and dials the call under the same token when there is one again', async () => {
  await using empty = await startWorld();
  await using alone = await gatewayOf(empty, { patienceMs: 2_000 });
  const unavailable = { name: 'ServiceUnavailableException', $metadata: { httpStatusCode: 503 } };
  await expect(place({ ClientToken: 'nobody-1' }, alone)).rejects.toMatchObject(unavailable);
  await empty.startWorker();

  const { ContactId } = await place({ ClientToken: 'nobody-1' }, { url: alone.url, maxAttempts: 5 });

  expect(empty.connect.ledger({ clientToken: 'nobody-1' })).toMatchObject([{ ContactId }]);
});
