import { DescribeContactCommand, StartOutboundVoiceContactCommand, StopContactCommand } from '@aws-sdk/client-connect';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { secretHeader, startContactEvents } from '../../src/contact-events/index.js';
import { startSimulator, type Simulator } from '../../src/connect-simulator/index.js';
import { callIdAttribute } from '../../src/contract/names.js';
import { createConnectClient } from '../../src/worker/index.js';
import { EventsMetrics } from '../../src/metrics/events-metrics.js';
import { aRequest } from '../support/requests.js';
import { anEvent } from '../contact-events/an-event.js';
import { localConnectClient, startWorld } from '../support/world.js';

let connect: Simulator;
beforeAll(async () => {
  connect = await startSimulator();
});
afterAll(() => connect.close());

const { InstanceId } = aRequest();
const query = { InstanceId, ContactId: '846ec553-a005-41c0-8341-00000000000f' };

/** The samples that are not 0. */
async function counted({ registry }: EventsMetrics): Promise<string[]> {
  const lines = (await registry.metrics()).split('\n');
  return lines.filter((line) => /^ringonce_.*_total/.test(line) && !line.endsWith(' 0'));
}

it('counts queries by result, and what was throttled', async () => {
  const metrics = new EventsMetrics();
  const client = localConnectClient(connect);
  metrics.requests.watch(client);
  const send = () => client.send(new DescribeContactCommand(query)).catch(() => undefined);

  await send();
  connect.inject({ operation: 'DescribeContact', kind: 'throttle' });
  await send();
  connect.inject({ operation: 'DescribeContact', kind: 'reset-before' });
  await send();
  client.destroy();

  expect(await counted(metrics)).toEqual([
    'ringonce_contact_queries_total{result="unknown"} 1',
    'ringonce_contact_queries_total{result="throttled"} 1',
    'ringonce_contact_queries_total{result="failed"} 1',
    'ringonce_throttles_total{operation="DescribeContact"} 1',
  ]);
});

it('counts a query that finds its contact once, and a dial or a stop not at all', async () => {
  const metrics = new EventsMetrics();
  const client = localConnectClient(connect);
  metrics.requests.watch(client);

  const { ContactId } = await client.send(new StartOutboundVoiceContactCommand(aRequest()));
  await client.send(new DescribeContactCommand({ InstanceId, ContactId }));
  await client.send(new StopContactCommand({ InstanceId, ContactId }));
  client.destroy();

  expect(await counted(metrics)).toEqual(['ringonce_contact_queries_total{result="found"} 1']);
});

it('counts each contact event once: one of a call, one of no call, one without the secret, and what is none', async () => {
  await using world = await startWorld();
  const ContactId = await world.place({ ...aRequest(), Attributes: { [callIdAttribute]: 'call' } });
  const ofNoCall = await world.place(aRequest());
  const metrics = new EventsMetrics();
  const secret = 'correct-horse-battery';
  await using events = await startContactEvents({
    connection: world.settings,
    connect: localConnectClient(world.connect),
    http: { host: '127.0.0.1', port: 0, secrets: [secret] },
    logger: pino({ level: 'silent' }),
    metrics,
  });
  const post = async (given: string, body: string) => {
    const headers = { 'content-type': 'application/json', [secretHeader]: given };
    return (await fetch(`${events.url}/contact-events`, { method: 'POST', headers, body })).status;
  };
  const eventOf = (contact: string) =>
    JSON.stringify(anEvent({ eventType: 'INITIATED', InstanceId, ContactId: contact }));

  expect(await post(secret, eventOf(ContactId))).toBe(200);
  expect(await post(secret, eventOf(ofNoCall))).toBe(200);
  expect(await post('wrong', eventOf(ofNoCall))).toBe(401);
  expect(await post(secret, 'no JSON')).toBe(400);

  expect((await counted(metrics)).filter((line) => line.includes('events'))).toEqual([
    'ringonce_contact_events_total{result="taken"} 1',
    'ringonce_contact_events_total{result="ignored"} 1',
    'ringonce_contact_events_total{result="malformed"} 1',
    'ringonce_contact_events_total{result="unauthorized"} 1',
  ]);
});

it('counts what fails before anything is sent: no credentials', async () => {
  const metrics = new EventsMetrics();
  const client = createConnectClient({
    endpoint: connect.url,
    region: 'us-west-2',
    credentials: () => Promise.reject(new Error('the instance has no role')),
  });
  metrics.requests.watch(client);

  await expect(client.send(new DescribeContactCommand(query))).rejects.toThrow();
  client.destroy();

  expect(await counted(metrics)).toContain('ringonce_aws_credential_failures_total 1');
});
