import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { numberOf } from '../../src/connect-simulator/index.js';
import getPort from 'get-port';
import { awsSettings, startRingonce, temporalSettings } from '../cli/ringonce-process.js';
import { aRequest } from '../support/requests.js';
import { startWorkerProcess } from '../support/worker-process.js';
import { startWorld, type World } from '../support/world.js';

/**
 * What follows a call dies (SIGKILL) at named points: the worker, the process that takes contact events, the Temporal server with its
 * database in a file. Each time the outcome is the same, and the ledger has one ring.
 */
let folder: string;
let world: World;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringonce-crashes-'));
  world = await startWorld({ timeScale: 0, dbFilename: join(folder, 'temporal.db') });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const secret = 'secret-of-the-crashes';

/** `ringonce events` in a process of its own. */
async function startEventsProcess(port: number) {
  const events = startRingonce(['events', '--port', String(port)], {
    ...awsSettings,
    ...temporalSettings(world.server),
    AWS_ENDPOINT_URL_CONNECT: world.connect.url,
    RINGONCE_EVENTS_SECRET: secret,
  });
  await events.untilPrinted('"msg":"ready"');
  return events;
}

async function following(id: string) {
  const call = await world.ringonce.start(id, aRequest({ DestinationPhoneNumber: numberOf('answered') }));
  await call.contactId();
  return call;
}

async function expectAnswered(call: Awaited<ReturnType<typeof following>>) {
  const result = await call.result();
  const rings = world.connect.ledger({ clientToken: call.workflowId });
  expect(rings).toHaveLength(1);
  expect(result).toMatchObject({
    outcome: 'ANSWERED',
    ContactId: rings[0]?.ContactId,
    ringSeconds: 6,
    talkSeconds: 30,
  });
}

it('the worker, while somebody talks: the event of the end waits for nobody, its successor tells the outcome', async () => {
  const intake = await world.startContactEvents();
  const worker = await startWorkerProcess(world);
  const call = await following('worker-killed');
  world.connect.advance(10_000);
  await worker.kill();
  world.connect.advance(60_000);
  await world.connect.untilEvents(1, { eventType: 'COMPLETED', status: 'delivered' });

  const successor = await startWorkerProcess(world);

  await expectAnswered(call);
  await successor.kill();
  await intake.shutdown();
});

it('the intake, with an event in its hands: the event is delivered again to its successor', async () => {
  const worker = await startWorkerProcess(world);
  const port = await getPort();
  const events = await startEventsProcess(port);
  world.connect.configure({
    events: { url: `http://127.0.0.1:${port}/contact-events`, headers: { 'x-ringonce-secret': secret } },
  });
  const call = await following('intake-killed');
  const lookedAt = world.connect.requests({ operation: 'DescribeContact' }).length;
  world.connect.inject({ operation: 'DescribeContact', kind: 'hang-after' });
  world.connect.advance(60_000);
  // It has the event, and has asked Amazon Connect about it.
  await world.connect.untilRequests(lookedAt + 1, { operation: 'DescribeContact' });
  await events[Symbol.asyncDispose]();

  const successor = await startEventsProcess(port);

  await expectAnswered(call);
  await successor[Symbol.asyncDispose]();
  await worker.kill();
});

it('the Temporal server, while it rings, and again after the end: nothing is lost', async () => {
  const worker = await startWorkerProcess(world);
  const intake = await world.startContactEvents();
  const call = await following('server-killed');

  await world.killServer();
  world.connect.advance(10_000);
  world.connect.advance(60_000);

  await expectAnswered(call);
  await world.killServer();
  await expectAnswered(world.ringonce.call('server-killed') as never);
  await intake.shutdown();
  await worker.kill();
});

it('the Temporal server, between the dial and its answer: one ring, and the contact is adopted', async () => {
  const worker = await startWorkerProcess(world);
  const intake = await world.startContactEvents();
  const id = 'server-killed-in-mid-dial';
  const match = { ClientToken: id };
  world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'slow', delayMs: 3_000, match });
  const call = await world.ringonce.start(id, aRequest({ DestinationPhoneNumber: numberOf('answered') }));
  await world.connect.untilRings(1, { clientToken: id });

  await world.killServer();

  expect(await call.contactId()).toBe(world.connect.ledger({ clientToken: id })[0]?.ContactId);
  world.connect.advance(60_000);
  await expectAnswered(call);
  await intake.shutdown();
  await worker.kill();
});
