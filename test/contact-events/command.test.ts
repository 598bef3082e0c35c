import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setUpNamespace } from '../../src/temporal/set-up-namespace.js';
import { connectTemporal } from '../../src/temporal/connection.js';
import getPort from 'get-port';
import {
  awsSettings,
  ringonce,
  startRingonce,
  temporalSettings,
  type Environment,
  type RingonceProcess,
} from '../cli/ringonce-process.js';
import { startSqsServer, type SqsServer } from '../support/sqs-server.js';
import { anEvent, systemNumber } from './an-event.js';
import { startEventsWorld, type EventsWorld, type PlacedContact } from './events-world.js';

const secret = 'correct-horse-battery';

let world: EventsWorld;
let sqsServer: SqsServer;

beforeAll(async () => {
  world = await startEventsWorld();
  sqsServer = await startSqsServer();
});
afterAll(async () => {
  await sqsServer[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const environment = (): Environment => ({
  ...awsSettings,
  ...temporalSettings(world.server),
  AWS_ENDPOINT_URL_CONNECT: world.connect.url,
  AWS_ENDPOINT_URL_SQS: sqsServer.url,
  RINGONCE_EVENTS_SECRET: secret,
});

describe('before setup', () => {
  it.concurrent.each([
    {
      why: 'no secret',
      change: { RINGONCE_EVENTS_SECRET: '' },
      says: /^error: RINGONCE_EVENTS_SECRET is not set: give it the secret .*"openssl rand -hex 32"/,
    },
    { why: 'a short secret', change: { RINGONCE_EVENTS_SECRET: 'hunter2' }, says: /^error: .*shorter than 16/ },
    { why: 'no region', change: { AWS_REGION: '' }, says: /^error: AWS region not found: set AWS_REGION/ },
    { why: 'no credentials', change: { AWS_ACCESS_KEY_ID: '' }, says: /^error: AWS credentials not found/ },
    {
      why: 'Temporal away',
      change: { TEMPORAL_ADDRESS: '127.0.0.1:1' },
      says: /^error: Temporal cannot be reached at 127\.0\.0\.1:1/,
    },
    { why: 'no such namespace', change: { TEMPORAL_NAMESPACE: 'nobody-made-it' }, says: /does not exist/ },
    { why: 'no setup', change: {}, says: /^error: Namespace default lacks .*run "ringonce setup/ },
  ])('says why it cannot start: $why', async ({ change, says }) => {
    const ended = await ringonce(['events'], { ...environment(), ...change });

    expect(ended.stderr).toMatch(says);
    expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
    expect(ended.stderr).not.toMatch(/^\s+at |hunter2/m);
  });

  it.concurrent.each([
    { why: 'a port that is none', args: ['--port', '70000'], says: /from 0 to 65535/ },
    { why: 'no rate of queries', args: ['--queries-per-second', '0'], says: /must be a number above 0/ },
    {
      why: 'a host without a port',
      args: ['--queue-url', 'https://sqs.us-west-2.amazonaws.com/111122223333/x', '--host', '::1'],
      says: /--host has no effect without --port/,
    },
    {
      why: 'a queue whose URL is none, which was a TypeError',
      args: ['--queue-url', 'foo'],
      says: /^error: option '--queue-url <url>' argument 'foo' is invalid\. It must be a URL/,
    },
  ])('says what is wrong with the command line: $why', async ({ args, says }) => {
    const ended = await ringonce(['events', ...args]);

    expect(ended.stderr).toMatch(says);
    expect(ended.exitCode).toBe(2);
  });
});

describe('ringonce events', () => {
  beforeAll(async () => {
    const { address, namespace } = world.server;
    const connection = await connectTemporal({ address, namespace, connectionOptions: { address } });
    await setUpNamespace(connection, namespace, { dialsPerSecond: 100 });
    await connection.close();
  });

  const startEvents = async (args: readonly string[]): Promise<RingonceProcess> => {
    const events = startRingonce(['events', ...args], environment());
    await events.untilPrinted('"msg":"ready"');
    return events;
  };
  const eventOf = ({ ContactId, InstanceId }: PlacedContact) => anEvent({ ContactId, InstanceId });
  const endedContact = async (callId: string): Promise<PlacedContact> => {
    await world.startCall(callId);
    const contact = await world.place(callId);
    world.pass(40);
    return contact;
  };

  it('takes an event by HTTP, tells the call, and ends with a signal', async () => {
    const port = String(await getPort());
    const contact = await endedContact('by-http');
    await using events = await startEvents(['--port', port]);

    const answer = await fetch(`http://127.0.0.1:${port}/contact-events`, {
      method: 'POST',
      headers: { 'x-ringonce-secret': secret },
      body: JSON.stringify(eventOf(contact)),
    });

    expect(await answer.json()).toEqual({ taken: 1, ignored: 0 });
    expect(await world.outcomeOf('by-http')).toMatchObject({
      ContactId: contact.ContactId,
      disconnectReason: 'CONTACT_FLOW_DISCONNECT',
    });
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    events.signal('SIGTERM');
    const { exitCode, stdout, stderr } = await events.ended;
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toMatch(/"msg":"outcome told"[\s\S]*"msg":"shutting down[\s\S]*"msg":"ended"/);
    expect(stderr).not.toContain(systemNumber);
    expect(stderr).not.toContain(secret);
  });

  it('loses no message of a queue when it is killed while it looks', async () => {
    const contact = await endedContact('by-queue');
    const queue = await sqsServer.createQueue('killed', { visibilityTimeoutSeconds: 2, maxReceiveCount: 9 });
    await using first = await startEvents(['--queue-url', queue.queueUrl]);
    world.connect.inject({ operation: 'DescribeContact', kind: 'hang-before' });
    await queue.send(eventOf(contact));
    await world.connect.untilRequests(1, { operation: 'DescribeContact', fault: 'hang-before' });
    first.signal('SIGKILL');
    await first.ended;
    expect(await queue.counts()).toEqual({ queue: 1, deadLetters: 0 });

    await using second = await startEvents(['--queue-url', queue.queueUrl]);

    expect(await world.outcomeOf('by-queue')).toMatchObject({ ContactId: contact.ContactId });
    await expect.poll(() => queue.counts()).toEqual({ queue: 0, deadLetters: 0 });
    second.signal('SIGINT');
    expect((await second.ended).exitCode).toBe(0);
  });

  it('says so when the port is taken, or the queue cannot be read', async () => {
    const [, port = ''] = world.server.address.split(':');
    const noQueue = ['--queue-url', `${sqsServer.url}/000000000000/nobody-made-it`];

    const [taken, missing] = await Promise.all(
      [['--port', port], noQueue].map((args) => ringonce(['events', ...args], environment())),
    );

    expect(taken).toMatchObject({ exitCode: 1, stdout: '' });
    expect(taken?.stderr).toMatch(/^error: Cannot listen on 127\.0\.0\.1:\d+ \(another process listens there\)/);
    expect(missing).toMatchObject({ exitCode: 1, stdout: '' });
    expect(missing?.stderr).toMatch(/^error: The queue .*nobody-made-it cannot be read \(QueueDoesNotExist\)/);
  });

  it('says why the queue cannot be reached, which was "(Error)"', async () => {
    const nobody = `http://127.0.0.1:${await getPort()}`;

    const ended = await ringonce(['events', '--queue-url', `${nobody}/000000000000/q`], {
      ...environment(),
      AWS_ENDPOINT_URL_SQS: nobody,
    });

    expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^error: The queue .* cannot be read \(ECONNREFUSED\)/);
  });
});
