import { setTimeout as wait } from 'node:timers/promises';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContactEventTaker } from '../../src/contact-events/contact-event-taker.js';
import { inspectQueue } from '../../src/contact-events/events-queue.js';
import { startQueueIntake } from '../../src/contact-events/queue-intake.js';
import { EventsMetrics } from '../../src/metrics/events-metrics.js';
import { localSqsClient, startSqsServer, type SqsServer, type TestQueue } from '../support/sqs-server.js';
import { anEvent, systemNumber } from './an-event.js';
import { startEventsWorld, type EventsWorld, type PlacedContact } from './events-world.js';

let world: EventsWorld;
let server: SqsServer;
let queue: TestQueue;
let callId: string;
let tests = 0;

beforeAll(async () => {
  world = await startEventsWorld();
  server = await startSqsServer();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});
beforeEach(async () => {
  callId = `order-${++tests}`;
  queue = await server.createQueue(`events-${tests}`, { visibilityTimeoutSeconds: 2, maxReceiveCount: 9 });
});

interface IntakeSettings {
  readonly sqs?: SQSClient;
  readonly taker?: Pick<ContactEventTaker, 'take'>;
}

async function startIntake({ sqs = localSqsClient(server.url), taker }: IntakeSettings = {}) {
  const own = world.startTaker();
  const { logLines } = own;
  const logger = pino({ level: 'trace' }, { write: (line: string) => void logLines.push(line) });
  const inspected = await inspectQueue(sqs, queue.queueUrl);
  const metrics = new EventsMetrics();
  const intake = startQueueIntake({ sqs, queue: inspected, taker: taker ?? own.taker, metrics, logger });
  return { ...intake, logLines, metrics, [Symbol.asyncDispose]: () => intake.close() };
}

const eventOf = ({ ContactId, InstanceId }: PlacedContact, eventType = 'DISCONNECTED') =>
  anEvent({ ContactId, InstanceId, eventType });

/** As `answered` of the local Connect has it. */
const answeredEnd = ({ ContactId, atMs }: PlacedContact) => ({
  ContactId,
  initiatedAt: new Date(atMs).toISOString(),
  connectedAt: new Date(atMs + 6_000).toISOString(),
  disconnectedAt: new Date(atMs + 36_000).toISOString(),
  disconnectReason: 'CONTACT_FLOW_DISCONNECT',
});

async function endedContact(): Promise<PlacedContact> {
  const contact = await world.place(callId);
  world.pass(40);
  return contact;
}

const untilCounts = async (counts: Awaited<ReturnType<TestQueue['counts']>>): Promise<void> =>
  expect.poll(() => queue.counts()).toEqual(counts);

const empty = { queue: 0, deadLetters: 0 };

it('completes the outcome, then deletes the message', async () => {
  await world.startCall(callId);
  const contact = await endedContact();
  await using _intake = await startIntake();

  await queue.send(eventOf(contact));

  expect(await world.outcomeOf(callId)).toEqual(answeredEnd(contact));
  await untilCounts(empty);
});

it('deletes events of others', async () => {
  const contact = await world.place(undefined);
  await using _intake = await startIntake();

  for (const eventType of ['INITIATED', 'CONTACT_DATA_UPDATED', 'DISCONNECTED'])
    await queue.send(eventOf(contact, eventType));
  await queue.send({ source: 'aws.ec2' });

  await untilCounts(empty);
});

it("has an event that comes before the dial's answer delivered again, some seconds later", async () => {
  await world.startCall(callId, { dial: 'under-way' });
  const contact = await endedContact();
  await using intake = await startIntake();

  await queue.send(eventOf(contact));
  await expect.poll(() => intake.logLines.join('')).toContain("the dial's answer has not come yet");
  const sentBackAtMs = performance.now();
  await world.answerDial(callId);

  expect(await world.outcomeOf(callId)).toEqual(answeredEnd(contact));
  expect(performance.now() - sentBackAtMs).toBeGreaterThan(3_000);
  await untilCounts(empty);
});

it('leaves to the redrive policy what is no event, and takes the others meanwhile', async () => {
  await world.startCall(callId);
  const contact = await endedContact();
  queue = await server.createQueue('events-poison', { visibilityTimeoutSeconds: 1, maxReceiveCount: 2 });
  await using intake = await startIntake();

  await queue.send(`{"detail": {"systemEndpoint": "${systemNumber}"`);
  await queue.send({ Type: 'Notification', Message: JSON.stringify(eventOf(contact)) });
  await queue.send(eventOf(contact));

  expect(await world.outcomeOf(callId)).toEqual(answeredEnd(contact));
  await untilCounts({ queue: 0, deadLetters: 2 });
  const poison = intake.logLines.filter((line) => line.includes('left to the redrive policy'));
  // Each was received twice, which is what the policy allows.
  expect(poison).toHaveLength(4);
  expect(intake.logLines.join('')).not.toMatch(/206555|Notification/);
});

it('takes a message again that a crash left behind after it took effect, and changes nothing', async () => {
  await world.startCall(callId);
  const contact = await endedContact();
  await queue.send(eventOf(contact));
  // What a crash between take and delete looks like to the queue.
  const dying = localSqsClient(server.url);
  dying.middlewareStack.add(
    (next, { commandName }) =>
      (args) =>
        commandName === 'DeleteMessageCommand' ? Promise.reject(new Error('died')) : next(args),
    { step: 'initialize' },
  );
  const first = await startIntake({ sqs: dying });
  const outcome = await world.outcomeOf(callId);
  await expect.poll(() => first.logLines.join('')).toContain('the message will come again');
  await first.close();
  expect(await queue.counts()).toEqual({ queue: 1, deadLetters: 0 });

  await using second = await startIntake();

  await untilCounts(empty);
  expect(second.logLines.join('')).toContain('outcome known before');
  expect(outcome).toEqual(answeredEnd(contact));
  expect(await world.outcomeOf(callId)).toEqual(outcome);
});

it('keeps a message hidden for as long as the work on it lasts', async () => {
  let takes = 0;
  const slowly = async () => {
    takes++;
    await wait(4_500);
    return { is: 'taken' } as const;
  };
  await using _intake = await startIntake({ taker: { take: slowly } });
  await using _other = await startIntake({ taker: { take: slowly } });

  await queue.send(anEvent());

  await untilCounts(empty);
  expect(takes).toBe(1);
});

it('takes no more than 30 at a time', async () => {
  let underWay = 0;
  let most = 0;
  const counting = async () => {
    most = Math.max(most, ++underWay);
    await wait(500);
    underWay--;
    return { is: 'ignored' } as const;
  };
  for (let count = 0; count < 45; count++) await queue.send(anEvent());

  await using _intake = await startIntake({ taker: { take: counting } });

  await untilCounts(empty);
  expect(most).toBe(30);
});

it('finishes what is under way when it is closed, and receives no more', async () => {
  let finished = 0;
  const slowly = async () => {
    await wait(500);
    finished++;
    return { is: 'taken' } as const;
  };
  const intake = await startIntake({ taker: { take: slowly } });
  await queue.send(anEvent());
  await expect.poll(() => finished).toBe(1);
  await queue.send(anEvent());
  await wait(250);

  const startedAtMs = performance.now();
  await intake.close();
  const closedAfterMs = performance.now() - startedAtMs;
  await queue.send(anEvent());

  expect(finished).toBe(2);
  // The long poll is broken off.
  expect(closedAfterMs).toBeLessThan(3_000);
  expect(await queue.counts()).toEqual({ queue: 1, deadLetters: 0 });
});

it('asks again when SQS gave no messages', async () => {
  await world.startCall(callId);
  const contact = await endedContact();
  let failures = 2;
  const flaky = localSqsClient(server.url);
  flaky.middlewareStack.add(
    (next, { commandName }) =>
      (args) =>
        commandName === 'ReceiveMessageCommand' && failures-- > 0 ? Promise.reject(new Error('away')) : next(args),
    { step: 'initialize' },
  );
  await using intake = await startIntake({ sqs: flaky });
  await queue.send(eventOf(contact));

  expect(await world.outcomeOf(callId)).toEqual(answeredEnd(contact));
  expect(intake.logLines.filter((line) => line.includes('SQS gave no messages'))).toHaveLength(2);
});

it('is not receiving once its credentials have been expired for half a minute, and counts it; then it is again', async () => {
  let isExpired = true;
  const sqs = localSqsClient(server.url);
  const expired = Object.assign(new Error('The security token included in the request is expired'), {
    name: 'ExpiredTokenException',
  });
  sqs.middlewareStack.add(
    (next, { commandName }) =>
      (args) =>
        commandName === 'ReceiveMessageCommand' && isExpired ? Promise.reject(expired) : next(args),
    { step: 'initialize' },
  );
  await using intake = await startIntake({ sqs });
  const counted = async (name: string) => (await intake.metrics.registry.getSingleMetric(name)?.get())?.values;
  const received = () => counted('ringonce_event_queue_receives_total');
  await expect.poll(received).toContainEqual(expect.objectContaining({ labels: { result: 'failed' }, value: 1 }));
  expect(await counted('ringonce_aws_credential_failures_total')).toMatchObject([{ value: 1 }]);
  // A moment of trouble is none.
  expect(intake.isReceiving()).toBe(true);

  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + 30_000);

  expect(intake.isReceiving()).toBe(false);
  isExpired = false;
  // Else the answer would come after the whole wait for messages.
  await queue.send({});
  await expect.poll(() => intake.isReceiving(), { timeout: 10_000 }).toBe(true);
  vi.restoreAllMocks();
  await expect.poll(received).toContainEqual(expect.objectContaining({ labels: { result: 'answered' }, value: 1 }));
});

describe('inspectQueue', () => {
  it('refuses a queue that does not exist, and says what is needed', async () => {
    const url = queue.queueUrl.replace(/events-\d+/, 'nobody-made-it');

    await expect(inspectQueue(server.sqs, url)).rejects.toMatchObject({
      code: 'EVENTS_QUEUE',
      message: expect.stringMatching(
        /nobody-made-it cannot be read \(.*sqs:ChangeMessageVisibility are allowed/,
      ) as string,
    });
  });

  it('refuses a queue that hides nothing', async () => {
    queue = await server.createQueue('hides-nothing', { visibilityTimeoutSeconds: 0, maxReceiveCount: 2 });

    await expect(inspectQueue(server.sqs, queue.queueUrl)).rejects.toThrow(/visibility timeout of 0 s/);
  });
});
