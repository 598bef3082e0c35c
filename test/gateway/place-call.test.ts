import { StartOutboundVoiceContactCommand } from '@aws-sdk/client-connect';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningGateway } from '../../src/gateway/start-gateway.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';
import { clientOf, gatewayOf } from './gateway-world.js';

let world: World;
let gateway: RunningGateway;
beforeAll(async () => {
  world = await startWorld();
  await world.startWorker();
  gateway = await gatewayOf(world);
});
afterAll(async () => {
  await gateway.close();
  await world[Symbol.asyncDispose]();
});

describe('StartOutboundVoiceContact', () => {
  it('is a durable call, and answers with its ContactId', async () => {
    const command = new StartOutboundVoiceContactCommand({ ...aRequest(), ClientToken: 'placed-1' });

    const { ContactId } = await clientOf(gateway).send(command);

    const [ring, ...others] = world.connect.ledger({ clientToken: 'placed-1' });
    expect(others).toEqual([]);
    expect(ContactId).toBe(ring?.ContactId);
    expect(await world.ringonce.call('placed-1').result()).toMatchObject({ outcome: 'PLACED', ContactId });
  });
});
