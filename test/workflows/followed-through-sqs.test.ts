import { afterAll, beforeAll, expect, it } from 'vitest';
import { numberOf, type ScenarioName } from '../../src/connect-simulator/index.js';
import { awsSettings, startRingonce, temporalSettings, type RingonceProcess } from '../cli/ringonce-process.js';
import { aRequest } from '../support/requests.js';
import { startSqsServer, type SqsServer, type TestQueue } from '../support/sqs-server.js';
import { startWorld, type World } from '../support/world.js';

/**
 * The whole way: the local Connect sends events, spoilt in every way, to an SQS queue; `ringonce events`, a process of its own, takes them
 * from there; the calls end.
 */
let world: World;
let server: SqsServer;
let queue: TestQueue;
let events: RingonceProcess;
beforeAll(async () => {
  [world, server] = await Promise.all([startWorld({ timeScale: 0 }), startSqsServer()]);
  await world.startWorker();
  queue = await server.createQueue('contact-events', { visibilityTimeoutSeconds: 5, maxReceiveCount: 9 });
  world.connect.configure({
    events: {
      sqsQueueUrl: queue.queueUrl,
      sqsEndpoint: server.url,
      sqsCredentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      duplicateRate: 0.5,
      reorder: true,
      mixedCase: true,
      epochTimestamps: true,
    },
  });
  events = startRingonce(['events', '--queue-url', queue.queueUrl, '--queries-per-second', '100'], {
    ...awsSettings,
    ...temporalSettings(world.server),
    AWS_ENDPOINT_URL_CONNECT: world.connect.url,
    AWS_ENDPOINT_URL_SQS: server.url,
  });
  await events.untilPrinted('"msg":"ready"');
});
afterAll(async () => {
  await events[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

it('calls end as they ended, each with one ring, and the queue is empty afterwards', async () => {
  const scenarios: readonly ScenarioName[] = ['answered', 'busy', 'voicemail', 'rings-out', 'invalid-number'];
  await queue.send('this is no event');
  const calls = await Promise.all(
    scenarios.map((scenario) =>
      world.ringonce.start(
        `sqs-${scenario}`,
        aRequest({
          DestinationPhoneNumber: numberOf(scenario),
          TrafficType: 'CAMPAIGN',
          AnswerMachineDetectionConfig: { EnableAnswerMachineDetection: true },
        }),
      ),
    ),
  );
  await Promise.all(calls.map((call) => call.contactId()));
  world.connect.advance(120_000);

  const results = await Promise.all(calls.map((call) => call.result()));

  expect(results.map(({ outcome }) => outcome)).toEqual([
    'ANSWERED',
    'BUSY',
    'VOICEMAIL',
    'NO_ANSWER',
    'INVALID_NUMBER',
  ]);
  const ringing = scenarios.map((scenario) => world.connect.ledger({ clientToken: `sqs-${scenario}` }));
  expect(ringing.map((rings) => rings.map(({ ContactId }) => ContactId))).toEqual(
    results.map(({ ContactId }) => [ContactId]),
  );
  // What is no event is left to the redrive policy.
  await expect.poll(() => queue.counts(), { timeout: 150_000, interval: 500 }).toMatchObject({ queue: 1 });
}, 90_000);
